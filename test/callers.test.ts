/** What plain JavaScript may get wrong: every function that opens something answers a slip with an error that a program can act on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as assay from '../src/index.js';
import { formulaData } from './training-sets.js';
import * as node from '../src/platform/node/index.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-callers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const table = assay.parseTable(
  'arch,acc\n|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,10\n|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|,50',
  'toy',
);
const csv = join(folder, 'toy.csv');
writeFileSync(csv, 'arch,acc\n|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,10\n');
const space = 'nas-bench-201';
const cell = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|';
const search = { space, proxies: ['sed'], searcher: 'random', budget: 5 } as const;
const scoring = { architectures: [cell], space, proxies: ['sed'] };
const [paper] = assay.papers;
const host = assay.createLocalHost();

type Call = (request: never) => unknown;

function pickNamed(api: object, names: string): { readonly [name: string]: (...args: readonly unknown[]) => unknown } {
  return Object.fromEntries(names.split(' ').map((name) => [name, (api as never)[name]]));
}

/** Each function with a request that is right. */
const functions: readonly (readonly [name: string, call: Call, right: object])[] = [
  ['openSearch', (request) => assay.openSearch(request), search],
  ['openSearch of assay/node', (request) => node.openSearch(request), { ...search, workers: 0 }],
  ['openScoring', (request) => assay.openScoring(request), scoring],
  ['openWhatIf', (request) => assay.openWhatIf(request), { space }],
  ['openScoring of assay/node', (request) => node.openScoring(request), { ...scoring, workers: 0 }],
  ['benchProxies', (request) => assay.benchProxies(space, request), { table, targets: ['acc'], proxies: ['sed'] }],
  [
    'benchProxies of assay/node',
    (request) => node.benchProxies(space, request),
    { table, targets: ['acc'], proxies: ['sed'], workers: 0 },
  ],
  [
    'simulateSearches',
    (request) => assay.simulateSearches(space, request),
    { table, accuracy: 'acc', cost: 5, runs: 1, budget: 1 },
  ],
  [
    'simulateSearches of assay/node',
    (request) => node.simulateSearches(space, request),
    { table: csv, accuracy: 'acc', cost: 5, runs: 1, budget: 1 },
  ],
  ['describeArchitecture', (request) => assay.describeArchitecture(cell, request), { nodes: true }],
  ['describeArchitecture of assay/node', (request) => node.describeArchitecture(cell, request), { chip: 'stm32f746' }],
  ['exportArchitecture', (request) => assay.exportArchitecture(cell, request), { to: 'dot' }],
  ['exportArchitecture of assay/node', (request) => node.exportArchitecture(cell, request), { to: 'json' }],
  ['mergeRuns', (request) => node.mergeRuns([], request), { folder }],
  ['checkProxies', (request) => assay.checkProxies(request), { space, known: table }],
  ['checkProxies of assay/node', (request) => node.checkProxies(space, request), { known: table, workers: 0 }],
  ['fitLatencyTable', (request) => assay.fitLatencyTable(space, request, host), {}],
  ['fitLatencyTable of assay/node', (request) => node.fitLatencyTable(space, request), {}],
  [
    'trainArchitecture',
    (request) => assay.trainArchitecture(request),
    {
      architecture: assay.openSpace(space).build(assay.openSpace(space).decode(cell)),
      data: formulaData(20, [3, 8, 8]),
      engine: { title: 'none', dialect: 'processor', createSession: () => Promise.reject(new Error('none')) },
    },
  ],
  [
    'trainArchitecture of assay/node',
    (request) => node.trainArchitecture(request),
    { architecture: cell, space, data: formulaData(20, [3, 8, 8]) },
  ],
  ['createNetworkTrainer', (request) => node.createNetworkTrainer(request), { data: formulaData(20, [3, 8, 8]), epochs: 1 }],
  ['createCommandTrainer', (request) => node.createCommandTrainer(request), { command: 'train', folder }],
  ['benchRows', (request) => assay.benchRows(request), { architectures: [], columns: [], targets: [] }],
  ['createScorer', (request) => assay.createScorer(request), { proxies: ['sed'] }],
  ['reportRun', (options) => node.reportRun(folder, options), {}],
  ['fitNetworks', (request) => assay.fitNetworks(request), { space, known: table }],
  ['fitNetworks of assay/node', (request) => node.fitNetworks(space, request), { known: table, workers: 0 }],
  ['createScorer, options', (options) => assay.createScorer({ proxies: ['sed'] }, options), {}],
  ['createLocalHost', (options) => assay.createLocalHost(options), {}],
  ['createNodeHost', (options) => node.createNodeHost(options), { workers: 0 }],
  ['openPlan', (request) => node.openPlan(request, { workers: 0 }), { proxies: ['sed'] }],
  ['openPlan, options', (options) => node.openPlan({ proxies: ['sed'] }, options), { workers: 0 }],
  ['createPaperTools', (settings) => assay.createPaperTools(async () => undefined, settings, host), {}],
  ['openPaperTools', (settings) => node.openPaperTools(settings), {}],
  ['reproducePaper', (settings) => node.reproducePaper(paper, settings).next(), { folder, workers: 0 }],
  ['importFile', (options) => node.importFile(csv, options), { format: 'csv', space: assay.openSpace(space) }],
];

/** Calls with arguments that are no request, and the parameter at fault. */
const shapes: readonly (readonly [name: string, call: () => unknown, parameter: string])[] = [
  ['openSpace', () => assay.openSpace(5 as never), 'space'],
  ['openSearch, host', () => assay.openSearch(search, {} as never), 'host'],
  ['benchProxies, space', () => assay.benchProxies(undefined as never, { table }), 'space'],
  ['simulateSearches, space', () => assay.simulateSearches(7 as never, { table, accuracy: 'acc', cost: 1 }), 'space'],
  ['fitLatencyTable, space', () => node.fitLatencyTable(null as never), 'space'],
  ['fitLatencyTable, sample', () => node.fitLatencyTable(space, { sample: 1 }), 'sample'],
  ['importFile, path', () => node.importFile(undefined as never), 'path'],
  ['readTable', () => node.readTable(undefined as never), 'path'],
  ['readLatencyTable', () => node.readLatencyTable(undefined as never), 'path'],
  ['readOnnxFile', () => node.readOnnxFile(undefined as never), 'path'],
  ['readOnnxFile, options', () => node.readOnnxFile('x.onnx', { norms: 'kept' as never }), 'norms'],
  ['fitDevice', () => assay.fitDevice(assay.openSpace(space).build(assay.openSpace(space).decode(cell)), {} as never), 'device'],
  ['readOnnx', () => assay.readOnnx('x.onnx' as never), 'source'],
  ['openScoreCache', () => node.openScoreCache(5 as never), 'folder'],
  ['openJournal', () => node.openJournal(5 as never, {} as never), 'folder'],
  ['journalInFolder', () => node.journalInFolder(5 as never), 'folder'],
  ['createMemoryJournal', () => assay.createMemoryJournal(5 as never), 'text'],
  ['reproducePaper', () => node.reproducePaper('epsilon' as never).next(), 'paper'],
  ['runPaper', () => assay.runPaper(paper, {} as never).next(), 'tools'],
  ['findPaper', () => assay.findPaper(5 as never), 'paper'],
  ['parseTable', () => assay.parseTable(5 as never, 'x'), 'text'],
  ['combineScores', () => assay.combineScores(5 as never, []), 'combine'],
  ['openSearch, proxies', () => assay.openSearch({ ...search, proxies: 'sed' as never }), 'proxies'],
  ['openSearch, a proxy', () => assay.openSearch({ ...search, proxies: ['sed', 5 as never] }), 'proxies[1]'],
  ['openSearch, where', () => assay.openSearch({ ...search, where: { params: 5 } as never }), 'where'],
  ['openSearch, objectives', () => assay.openSearch({ ...search, objectives: 'macs' as never }), 'objectives'],
  ['openSearch, budget', () => assay.openSearch({ ...search, budget: '5' as never }), 'budget'],
  ['openSearch, seconds', () => assay.openSearch({ ...search, seconds: NaN }), 'seconds'],
  ['openSearch, journal', () => assay.openSearch({ ...search, journal: 'run1' as never }), 'journal'],
  ['openSearch, table', () => assay.openSearch({ ...search, table: [] as never }), 'table'],
  ['openSearch, latencyTable', () => assay.openSearch({ ...search, latencyTable: {} as never }), 'latencyTable'],
  ['openSearch of assay/node, cache', () => node.openSearch({ ...search, cache: {} as never }), 'cache'],
  ['openSearch of assay/node, workers', () => node.openSearch({ ...search, workers: -1 }), 'workers'],
  [
    'openScoring, an architecture',
    () => assay.openScoring({ ...scoring, architectures: [cell, 5 as never] }),
    'architectures[1]',
  ],
  [
    'benchProxies, undefinedPolicy',
    () => assay.benchProxies(space, { table, undefinedPolicy: 'omitt' as never }),
    'undefinedPolicy',
  ],
  ['createLocalHost, engine', () => assay.createLocalHost({ engine: {} as never }), 'engine'],
  [
    'createLocalHost, images',
    () => assay.createLocalHost({ images: [{ shape: [3], count: 1, values: [1] } as never] }),
    'images[0]',
  ],
];

async function errorOf(call: () => unknown): Promise<assay.AssayError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof assay.AssayError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

/** Exports that take no request: builders, and what has its parameters one by one. */
const others =
  /^(checkArchitecture|createArchBuilder|benchReportData|createRng|createInitializer|createMemory(Cache|Journal)|createModuleEngine|createOrt\w*|openSpace|openDefinedSpace|openData|openScoreCache|openJournal|openDeviceEngine|openOrtEngine|importOpened|importTroubles|importFile|fitDevice|createTableTrainer|openTrainingData)$/;

const closed = { kind: 'usage', code: 'closed' };

describe('the table of functions', () => {
  it('holds every export that opens or computes something', () => {
    const tested = new Set(functions.map(([name]) => name.split(/[ ,]/)[0]));
    const exported = [...Object.keys(assay), ...Object.keys(node)].filter((name) =>
      /^(open|create|bench|simulate|reproduce|check|fit|import|train)[A-Z]/.test(name),
    );
    expect(exported.filter((name) => !tested.has(name) && !others.test(name))).toEqual([]);
  });
});

describe('a caller', () => {
  it.each(functions)('of %s with an unknown parameter get the nearest name', async (_, call, right) => {
    const error = await errorOf(() => call({ ...right, proxys: [], sede: 1 } as never));
    expect(error).toMatchObject({ kind: 'usage', code: 'unknown-name', parameter: 'proxys' });
    expect(error.message).toMatch(/^proxys: expected a parameter of \w+, got "proxys" \((did you mean|known: )/);
  });

  it.each(functions)('of %s without an object get an error that says so', async (_, call) => {
    for (const given of [5, 'x', null, []])
      expect(await errorOf(() => call(given as never))).toMatchObject({ kind: 'usage', code: 'malformed' });
  });

  /** Functions of one thing: a graph, a topology, numbers, a table, text. */
  const ofOneThing = {
    ...pickNamed(
      assay,
      'benchReportData bestOf bootstrapInterval bytesSource canonicalHash countCost createInitializer createModuleEngine',
    ),
    ...pickNamed(
      assay,
      'createTableTrainer curvesCsv curvesJson defineSpace describeNodes drawArchitectureSvg drawCellSvg drawCellText',
    ),
    ...pickNamed(
      assay,
      'drawCurves drawWeights evaluateArchitectures fittedProxy graphTopology importTroubles inferShapes kendallTauB',
    ),
    ...pickNamed(
      assay,
      'ndcg nodeCosts numberColumn openDefinedSpace paretoFront parseArchitecture parseFitted partialSpearman pearson percentile',
    ),
    ...pickNamed(
      assay,
      'placesOf printArchitecture printFitted rankingMetrics ranks renderReport scoreSed sedOfCell shrunkSpace',
    ),
    ...pickNamed(
      assay,
      'spearman stateDictOf tauB textColumn toDot toPyTorch usableTables validateArchitecture writeOnnx writeSafetensors',
    ),
    ...pickNamed(
      node,
      'findImages openData openDeviceEngine openJournal openOrtEngine openTrainingData readFitted readTableSource writeFitted writeRun',
    ),
  };

  it.each(Object.entries(ofOneThing))('of %s with anything else get no bare TypeError', async (name, call) => {
    // A string may name a folder that assay/node then makes.
    for (const given of [5, undefined, null, {}, ...(name in assay ? ['x'] : [])]) {
      try {
        await call(given);
      } catch (error) {
        if (!(error instanceof assay.AssayError) && !(error instanceof RangeError)) throw error;
      }
    }
  });

  it('of scoreSed with a string get an error that names the topology', () => {
    expect(() => assay.scoreSed(cell as never)).toThrow(
      /^topology: expected the topology of an architecture, as `topology` of a space gives it, got "/,
    );
    expect(() => assay.countCost(cell as never)).toThrow(/^architecture: expected an architecture, as `build` of a space/);
    expect(() => assay.spearman([1, 2], undefined as never)).toThrow('values: expected a list of numbers, got nothing');
  });

  it('of readTableSource may leave the reader of its lines out', async () => {
    const [source] = assay.tableSources.filter((known) => known.parse === undefined);
    expect(await node.readTableSource(source, { folder })).toBeUndefined();
  });

  it('get the name of the missing parameter', async () => {
    expect(await errorOf(() => assay.openSearch({} as never))).toMatchObject({ code: 'missing', parameter: 'space' });
    expect(await errorOf(() => assay.openScoring({} as never))).toMatchObject({ code: 'missing', parameter: 'architectures' });
    expect(await errorOf(() => assay.benchProxies(space, {} as never))).toMatchObject({ code: 'missing', parameter: 'table' });
  });

  it.each(shapes)('of %s get the name of a parameter of another shape', async (_, call, parameter) => {
    const error = await errorOf(call);
    expect(error).toMatchObject({ kind: 'usage', parameter });
    expect(error.code).toMatch(/^(malformed|out-of-range|unknown-name)$/);
    expect(error.message.startsWith(`${parameter}: expected `)).toBe(true);
  });

  it.each([
    ['a name misspelt', { direktion: 'higher' }, 'unknown-name'],
    ['no functions', { direction: 'higher' }, 'user-code'],
    ['another answer', { direction: 'higher', requests: () => [{ kind: 'cost' }], score: () => 5 }, 'user-code'],
    ['other evidence', { direction: 'higher', requests: () => [{ kind: 'luck' }], score: () => assay.scored(1) }, 'unknown-name'],
  ])('who give a proxy with %s get an error that says so', async (_, fields, code) => {
    const proxies = [{ id: 'mine', ...fields }] as never;
    const error = await errorOf(async () => (await assay.openSearch({ ...search, proxies })).run());
    expect(error).toMatchObject({ kind: 'usage', code });
    expect(error.message.startsWith('proxies[0]: ')).toBe(true);
  });

  it('who give a space without its functions get an error that says so', async () => {
    const error = await errorOf(() => assay.openSearch({ ...search, space: { id: 'mine', sample: () => 1 } as never }));
    expect(error.message).toMatch(/^space mine: expected mutate, a function/);
  });
});

/** What a program may branch on, one call a code. */
const coded: { readonly [code in assay.ErrorCode]: () => unknown } = {
  'unknown-name': () => assay.openSpace('nas-bench-202'),
  duplicate: () => assay.createScorer({ proxies: ['sed', 'sed'] }),
  'out-of-range': () => assay.createScorer({ proxies: ['sed'], batch: 0 }),
  missing: () => node.readTable(join(folder, 'none.csv')),
  malformed: () => assay.openSpace(space).decode('|none~0|'),
  damaged: async () => {
    const networks = assay.openSpace(space);
    const model = await assay.writeOnnx(networks.build(networks.decode(cell)), { weights: 'inputs' });
    await assay.readOnnx(assay.bytesSource(model.slice(0, -100)));
  },
  unsupported: () => assay.createScorer({ proxies: ['naswot'], data: 'cifar10:images.bin' }),
  'limit-exceeded': () => assay.parseTable(Array.from({ length: 20_001 }, (_, i) => i).join(), 'wide'),
  mismatch: () => assay.openSearch({ ...search, proxies: [lonely], cache: assay.createMemoryCache() }),
  'no-result': async () => (await assay.openSearch({ ...search, where: 'params < 1' })).run(),
  'no-access': () => node.openScoreCache(csv),
  exists: async () => {
    const run = { ...search, workers: 0, folder: join(folder, 'twice') };
    await (await node.openSearch(run)).run();
    await node.openSearch(run);
  },
  'in-use': async () => {
    const run = { ...search, workers: 0, folder: join(folder, 'busy') };
    const first = await node.openSearch(run);
    await node.openSearch(run).finally(() => first.close());
  },
  closed: async () => {
    const session = await assay.openSearch(search);
    await session.close();
    await session.run();
  },
  'user-code': async () => (await assay.openSearch({ ...search, proxies: [{ ...lonely, requests: () => [] }] })).run(),
};
const lonely = assay.defineProxy({
  id: 'lonely',
  title: 'One for all',
  paper: '-',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: {},
  requests: () => [{ kind: 'cost' }],
  score: () => assay.scored(1),
});

describe('a program', () => {
  it.each(Object.entries(coded))('may branch on %s', async (code, call) => {
    expect(await errorOf(call)).toMatchObject({ code });
  });
});

describe('a session', () => {
  it.each([
    ['search', () => assay.openSearch(search)],
    ['search in a folder', () => node.openSearch({ ...search, workers: 0, folder: mkdtempSync(join(folder, 'run-')) })],
    ['scoring', () => assay.openScoring(scoring)],
  ] as const)('of a %s is run once', async (_, open) => {
    const session = await open();
    expect(await errorOf(() => session.run({ onProgres: () => undefined } as never))).toMatchObject({ parameter: 'onProgres' });
    expect(await errorOf(() => session.run({ signal: 'stop' as never }))).toMatchObject({ parameter: 'signal' });
    await session.run();
    expect(await errorOf(() => session.run())).toMatchObject(closed);
    await session.close();
    const other = await open();
    await other.close();
    await other.close();
    expect(await errorOf(() => other.run())).toMatchObject({ ...closed, message: expect.stringContaining('has been closed') });
  });

  it('gives a result that checks what it is asked', async () => {
    const result = await (await assay.openSearch(search)).run();
    expect(await errorOf(() => result.best(0))).toMatchObject({ parameter: 'count', code: 'out-of-range' });
    expect(await errorOf(() => result.front('macs' as never))).toMatchObject({ parameter: 'objectives' });
    expect(await errorOf(() => result.report({ tabel: table } as never))).toMatchObject({ parameter: 'tabel' });
    const scored = await (await assay.openScoring(scoring)).run();
    expect(await errorOf(() => scored.report(undefined as never, 1))).toMatchObject({ parameter: 'title' });
  });

  it('leaves its journal closed', async () => {
    const settings = { assay: '0', plan: { proxies: ['sed'], data: 'ramp', batch: 1, seed: 0 }, searcher: 'random' };
    for (const store of [assay.createMemoryJournal(), node.journalInFolder(mkdtempSync(join(folder, 'journal-')))]) {
      const journal = await store.open({ settings, mode: 'start' });
      await journal.close();
      await journal.close();
      expect(await errorOf(() => journal.append({ type: 'done', evaluations: 0 }))).toMatchObject(closed);
    }
  });
});

describe('a plan that was closed', () => {
  it('runs nothing more', async () => {
    const plan = await node.openPlan({ proxies: ['sed'] }, { workers: 0 });
    await plan.close();
    await plan.close();
    expect(await errorOf(() => plan.runners.choose(['sed'], 1))).toMatchObject(closed);
  });
});

describe('a model file that was closed', () => {
  it('gives no more weights', async () => {
    const path = join(folder, 'net.onnx');
    const network = assay.openSpace('nas-bench-201:C=4:N=1');
    writeFileSync(path, await assay.writeOnnx(network.build(network.decode(cell)), { weights: () => 0.5 }));
    const file = await node.readOnnxFile(path);
    file.close();
    file.close();
    const tensors = [...file.weights.values()].flatMap((values) => Object.values(values));
    expect(await errorOf(() => tensors[0]?.load())).toMatchObject(closed);
  });
});

describe('a scorer', () => {
  it('refuses what is no architecture', async () => {
    const scorer = assay.createScorer({ proxies: ['sed'], space });
    expect(await errorOf(() => scorer.score(5 as never))).toMatchObject({ code: 'malformed', parameter: 'candidate' });
    expect((await scorer.score(cell)).scores).toHaveProperty('sed');
  });
});
