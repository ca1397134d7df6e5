/** Users' spaces in files, from the command line, and mistakes of their authors. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assay, scratchFolder } from './assay.js';

const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

describe('a space from a file', () => {
  const chains = fileURLToPath(new URL('../examples/chain-space.mjs', import.meta.url));
  const cells = fileURLToPath(new URL('../examples/cell-space.mjs', import.meta.url));
  const chain = 'kernel=3,expand=2,width=16;kernel=3,expand=2,width=16;kernel=5,expand=4,width=32;kernel=3,expand=2,width=64';

  it('is scored, drawn and exported, with options after its name', () => {
    const scored = assay([
      'score',
      chain,
      '--space',
      `${chains}:classes=100`,
      '--proxy',
      'sed,epsilon',
      '--batch',
      '4',
      '--json',
    ]);
    const { scores, params } = JSON.parse(scored.out);
    expect(scores.epsilon.value).toBeTypeOf('number');
    expect(params - JSON.parse(assay(['score', chain, '--space', chains, '--proxy', 'sed', '--json']).out).params).toBe(90 * 65);
    expect(assay(['show', chain, '--space', chains]).out).toContain('my-chains, canonical form');
    expect(JSON.parse(assay(['export', chain, '--space', chains, '--to', 'json']).out).format).toBe('assay-architecture');
  });

  it('is listed like any other', () => {
    const { code, out } = assay(['list', 'spaces', `${chains}:classes=5`]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^my-chains {2}Four to eight .*\n {4}your own space; [\d,]+ architectures\n {4}written kernel=.*\n {4}ranked by field where no proxy is named, combined as rank-sum:field=1\n {4}:classes=10 {2}outputs of the classifier\n$/,
      ),
    ]);
    expect(JSON.parse(assay(['list', 'spaces', cells, '--json']).out)).toMatchObject({
      id: 'my-cells',
      example: expect.stringContaining('|'),
    });
    expect(assay(['list', 'proxies', cells])).toMatchObject({ code: 1, err: expect.stringContaining('expected a known proxy') });
  });

  it('is searched in workers as in one thread', () => {
    const run = (workers: string): string => {
      const out = join(scratchFolder(), 'run');
      expect(
        assay([
          'search',
          chains,
          '--searcher',
          'random',
          '--budget',
          '20',
          '--proxy',
          'sed,epsilon',
          '--batch',
          '4',
          '--workers',
          workers,
          '--out',
          out,
        ]).code,
      ).toBe(0);
      return readFileSync(join(out, 'journal.jsonl'), 'utf8');
    };
    expect(run('2')).toBe(run('0'));
    expect(assay(['search', cells, '--seconds', '0.3', '--workers', '0', '--out', join(scratchFolder(), 'run')]).out).toContain(
      'drawn:',
    );
  });

  it('may lie anywhere, in parts too, and finds this very package in every thread', () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'chains.mjs'), readFileSync(chains, 'utf8'));
    writeFileSync(join(cwd, 'part.mjs'), "export { defineSpace } from 'assay';\nexport { openPlan } from 'assay/node';\n");
    writeFileSync(join(cwd, 'cells.mjs'), readFileSync(cells, 'utf8').replace("'assay'", "'./part.mjs'"));
    // Chains give the same in workers as in one thread where they lie in the package.
    for (const [file, counts] of [
      ['./chains.mjs', ['2']],
      ['./cells.mjs', ['2', '0']],
    ] as const) {
      const journals = counts.map((workers) => {
        const out = join(cwd, `run${file.slice(2, 7)}${workers}`);
        expect(
          assay(
            [
              'search',
              file,
              '--searcher',
              'random',
              '--budget',
              '20',
              '--proxy',
              'sed,epsilon',
              '--batch',
              '4',
              '--workers',
              workers,
              '--out',
              out,
            ],
            { cwd },
          ),
        ).toMatchObject({ code: 0, err: expect.not.stringMatching(/warning/i) });
        return readFileSync(join(out, 'journal.jsonl'), 'utf8');
      });
      expect(new Set(journals).size).toBe(1);
    }
  });

  it('is not resumed, nor looked up in a cache, after the file changed', () => {
    const folder = scratchFolder();
    const file = join(folder, 'mine.mjs');
    const out = join(folder, 'run');
    const text = readFileSync(chains, 'utf8');
    const search = (...more: string[]) =>
      assay([
        'search',
        file,
        '--searcher',
        'random',
        '--budget',
        '6',
        '--proxy',
        'epsilon',
        '--batch',
        '4',
        '--cache',
        join(folder, 'cache'),
        ...more,
      ]);
    writeFileSync(file, text);
    expect(search('--out', out).code).toBe(0);
    expect(search('--out', join(folder, 'again')).out).toContain('6 scores came from the cache');
    writeFileSync(file, text.replace('channels: 16', 'channels: 24'));
    expect(search('--resume', out).err).toContain('space file');
    expect(search('--out', join(folder, 'other')).out).toContain('0 scores came from the cache');
  });

  it('says in one line what is wrong with the file', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'empty.mjs'), 'export const other = 1;\n');
    writeFileSync(join(folder, 'syntax.mjs'), 'export const\n  space = ;\n');
    writeFileSync(join(folder, 'alone.mjs'), "import { defineSpace } from 'assay/other';\n");
    writeFileSync(join(folder, 'waits.mjs'), 'await new Promise(() => undefined);\n');
    for (const [name, message] of [
      ['empty.mjs', 'export const space = defineSpace'],
      ['none.mjs', 'none.mjs: expected a module that can be imported, got no such file'],
      ['syntax.mjs', 'syntax.mjs:2: expected a module that can be imported, got "Unexpected token \';\'"'],
      ['alone.mjs', 'a file of a space or proxy finds assay and assay/node from any folder'],
      ['waits.mjs', 'an await in a space file?'],
    ]) {
      const { code, err } = assay(['search', join(folder, name)]);
      // An input that cannot be read, or a mistake in it.
      expect([name, code]).toEqual([name, name === 'none.mjs' ? 2 : 1]);
      oneLine(err);
      expect(err).toContain(message);
      expect(err).not.toContain('dist');
    }
    expect(assay(['search', `${chains}:clases=3`]).err).toContain('did you mean "classes"?');
  });
});

describe('a mistake in a space file', () => {
  const cells = readFileSync(fileURLToPath(new URL('../examples/cell-space.mjs', import.meta.url)), 'utf8');
  const search = (wrong: (text: string) => string, ...more: string[]) => {
    const file = join(scratchFolder(), 'mine.mjs');
    const text = wrong(cells);
    expect(text).not.toBe(cells);
    writeFileSync(file, text);
    const { code, err } = assay([
      'search',
      file,
      '--searcher',
      'random',
      '--budget',
      '60',
      '--proxy',
      'sed,epsilon',
      '--batch',
      '4',
      '--out',
      join(scratchFolder(), 'run'),
      ...more,
    ]);
    return { code, err: err.replaceAll(file, 'mine.mjs') };
  };

  it('is a usage error of one line: a function that does not exist, with another copy of the package', () => {
    // Once: its hundreds of modules take seconds to load.
    const copy = pathToFileURL(fileURLToPath(new URL('../dist/index.js', import.meta.url))).href;
    const { code, err } = search((text) =>
      text.replace('net.convBn(net.depthwise', 'net.convXX(net.depthwise').replace("'assay'", `'${copy}'`),
    );
    expect(err).toBe('assay: mine.mjs:20: space my-cells: op "sep3": net.convXX is not a function\n');
    expect(code).toBe(1);
  });

  it.each([
    [
      'a layer that returns nothing',
      '=> net.maxPool(x, { kernel: 3 })',
      '=> {}',
      'mine.mjs: space my-cells: op "pool3": expected the layer it built to be returned, got undefined',
    ],
    [
      'a misspelt kind',
      "kind: 'conv'",
      "kind: 'cnv'",
      'mine.mjs: space my-cells: op "sep3": topology: expected a known kind (conv, pool, skip, link), got "cnv" (did you mean "conv"?)',
    ],
  ])('is a usage error of one line: %s', (_, right, wrong, message) => {
    const { code, err } = search((text) => text.replace(right, wrong));
    expect(err).toBe(`assay: ${message}\n`);
    expect(code).toBe(1);
  });

  it.each([
    [
      'results that do not fit together',
      'net.maxPool(x, { kernel: 3 })',
      'net.concat(x, x)',
      ': layer add: expected shapes that broadcast',
    ],
    [
      'a misspelt option of a layer',
      'net.maxPool(x, { kernel: 3 })',
      'net.maxPool(x, { kernal: 3 })',
      'op "pool3": layer pool: expected a known field (kernel, stride), got "kernal" (did you mean "kernel"?)',
    ],
    [
      'a misspelt field',
      'nodes: 5',
      'node: 5',
      'space my-cells: cell: expected a known field (input, nodes, ops, stages, cells, start, reduce, end), got "node" (did you mean "nodes"?)',
    ],
  ])('is a usage error that names the first mistake: %s', (_, right, wrong, message) => {
    const { code, err } = search((text) => text.replace(right, wrong));
    oneLine(err);
    expect(err).toContain(message);
    expect(code).toBe(1);
  });

  it.each([
    ['list', 'spaces'],
    ['show', 'a', '--space'],
    ['score', 'a', '--proxy', 'macs', '--space'],
    ['search', '--budget', '2', '--searcher', 'random', '--proxy', 'macs'],
  ])('has code 1 in %s', (...command) => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'nothing.mjs'),
      "export const space = { id: 'own', title: 't', paper: 'p', example: 'a', options: {}, create() {} };\n",
    );
    const { code, err } = assay([...command, './nothing.mjs'], { cwd });
    oneLine(err);
    expect(err).toContain('./nothing.mjs: space own: expected create to return a space, got undefined');
    expect(code).toBe(1);
  });

  it('is no string that is none of its architectures, which has code 2', () => {
    const example = fileURLToPath(new URL('../examples/chain-space.mjs', import.meta.url));
    for (const verb of ['show', 'score']) expect(assay([verb, 'kernel=9', '--space', example]).code).toBe(2);
  });

  it('is also reported from a worker', () => {
    const thrower = "{ if (!isMainThread) throw new Error('boom'); return net.maxPool(x, { kernel: 3 }); }";
    const { code, err } = search(
      (text) => `import { isMainThread } from 'node:worker_threads';\n${text.replace('net.maxPool(x, { kernel: 3 })', thrower)}`,
      '--workers',
      '2',
    );
    expect(err).toContain('assay: mine.mjs:25: space my-cells: op "pool3": boom\n');
    expect(err).not.toContain('bug');
    expect(code).toBe(1);
  });
});

describe('a space file that ends its process', () => {
  const base = pathToFileURL(fileURLToPath(new URL('../examples/cell-space.mjs', import.meta.url))).href;
  const file = (folder: string, act: string): void =>
    writeFileSync(
      join(folder, 'own.mjs'),
      `import { space as base } from ${JSON.stringify(base)};
      let built = 0;
      const later = () => { ${act} };
      export const space = { ...base, create(options) { const made = base.create(options); return { ...made, build: (g) => { if (++built > 12) later(); return made.build(g); } }; } };`,
    );
  // What the workers change is who notices: each act once here and once in a worker, the first with two workers too. Networks are run in the
  // first only, where native code is loaded when the process ends.
  const acts: readonly (readonly [string, string, string, RegExp, readonly string[]])[] = [
    ['exits', 'naswot', 'process.exit(0);', /an exit with code 0$/, ['0', '2']],
    ['exits', 'epsilon', 'process.exit(0);', /an exit with code 0$/, ['1']],
    ['kills itself', 'epsilon', "process.kill(process.pid, 'SIGKILL'); for (;;);", /an end by SIGKILL$/, ['0', '1']],
    [
      'fills its memory',
      'epsilon',
      'const a = []; for (;;) a.push(new Array(1e5).fill(0.5));',
      /an end because its memory was full$/,
      ['0', '1'],
    ],
    [
      'throws after it returned',
      'epsilon',
      "setTimeout(() => { throw new Error('too late'); }, 0);",
      /got "too late" after (they|its functions) returned$/,
      ['0', '1'],
    ],
  ];
  it.each(
    acts.flatMap(([name, proxy, act, line, counts]) => counts.map((workers) => [name, workers, proxy, act, line] as const)),
  )('%s: one line and code 1, with %s workers', (_, workers, proxy, act, line) => {
    const folder = scratchFolder();
    file(folder, act);
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--max-old-space-size=80';
    try {
      const { code, err } = assay(
        [
          'search',
          './own.mjs',
          '--searcher',
          'random',
          '--budget',
          '60',
          '--proxy',
          proxy,
          '--batch',
          '4',
          '--workers',
          workers,
          '--out',
          'run',
        ],
        { cwd: folder },
      );
      const said = err.split('\n').filter((text) => text !== '' && !text.startsWith(proxy));
      expect(said).toEqual([expect.stringMatching(line)]);
      expect(said[0]).toMatch(/^assay: \.\/own\.mjs/);
      expect(code).toBe(1);
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  });

  it('keeps codes, output and input of what ends by itself', () => {
    const example = fileURLToPath(new URL('../examples/cell-space.mjs', import.meta.url));
    expect(assay(['score', 'nonsense', '--space', example])).toMatchObject({ code: 2, out: '' });
    expect(assay(['list', 'spaces', example]).code).toBe(0);
    const cell = '|pool3~0|+|sep3~0|none~1|+|pool3~0|pool3~1|skip~2|+|sep3~0|skip~1|skip~2|skip~3|';
    expect(assay(['score', '-', '--space', example, '--proxy', 'params', '--json'], { input: `${cell}\n` })).toMatchObject({
      code: 0,
    });
  });
});
