/** `assay simulate <space>`: replays searches on a table of trained accuracies, and draws accuracy against simulated hours. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Command } from 'commander';
import {
  hasColumn,
  indexArchitectures,
  manifestNotes,
  numberColumn,
  recognizeTable,
  tableNotes,
  unknownColumn,
  type BenchTarget,
  type Table,
} from '../benchmarks/index.js';
import { plural } from '../core/plural.js';
import { dataError, usageError } from '../core/errors.js';
import { parseSpec } from '../core/options.js';
import { drawLineChart } from '../drawing/line-chart.js';
import { resolvePlan } from '../engine/plan.js';
import { makeFolder, writeWhole } from '../platform/node/files.js';
import { openPlan } from '../platform/node/open-plan.js';
import { openAnySpace } from '../platform/node/load-space.js';
import { readTable } from '../platform/node/read-table.js';
import { openSearcher } from '../searchers/open-searcher.js';
import type { SearchSpace } from '../spaces/types.js';
import { averageCurve, type CurvePoint } from '../search/simulate/simulated-curve.js';
import {
  restrictSpace,
  simulateSearch,
  trainingRegistry,
  trainingText,
  type Training,
  type TrainingRecord,
} from '../search/simulate/simulate.js';
import { interruptible } from './interrupt.js';
import { formatCount, formatSeconds, print, say } from './output.js';
import { plainTable } from './plain-table.js';
import { startProgress } from './progress.js';
import { addRunOptions, planOf, readInteger, readNumber, type RunOptions } from './run-options.js';

interface SimulateOptions extends RunOptions {
  readonly table: string;
  readonly accuracy: string;
  readonly report?: string;
  readonly cost: string;
  readonly searcher: readonly string[];
  readonly budget: number;
  readonly hours?: number;
  readonly runs: number;
  readonly combine?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Every run of one searcher. */
interface Simulated {
  readonly searcher: string;
  readonly runs: readonly (readonly Training[])[];
  readonly curve: readonly CurvePoint[];
}

/** What the table says of every architecture that has all that is asked for. */
function readRecords(
  table: Table,
  space: SearchSpace,
  { accuracy, report = accuracy, cost }: SimulateOptions,
): { readonly records: Map<string, TrainingRecord>; readonly notes: readonly string[] } {
  const index = indexArchitectures(table, recognizeTable(table, space.id).architecture, (text) =>
    space.encode(space.decode(text)),
  );
  const constant = Number(cost);
  const isConstant = cost.trim() !== '' && !Number.isNaN(constant);
  if (isConstant && !(constant > 0 && constant < Infinity))
    throw usageError('--cost', { expected: 'a column, or seconds above 0', got: cost });
  for (const [option, column] of [['--accuracy', accuracy], ['--report', report], ...(isConstant ? [] : [['--cost', cost]])])
    if (!hasColumn(table, column)) throw unknownColumn(option, table, column);
  const told = numberColumn(table, accuracy);
  const reported = numberColumn(table, report);
  const seconds = isConstant ? undefined : numberColumn(table, cost);
  const records = new Map<string, TrainingRecord>();
  for (const [text, row] of index.rowOf) {
    const record = { accuracy: told[row], reported: reported[row], seconds: seconds?.[row] ?? constant };
    if (Number.isFinite(record.accuracy) && Number.isFinite(record.reported) && record.seconds > 0 && record.seconds < Infinity)
      records.set(text, record);
  }
  if (records.size === 0)
    throw dataError(`table ${table.source}`, {
      expected: `architectures with ${accuracy}, ${report} and a cost above 0`,
      got: 'none',
    });
  const read = [
    [accuracy, told],
    [report, reported],
    [cost, seconds],
  ] as const;
  const targets = read.flatMap(([name, values]): BenchTarget[] => (values === undefined ? [] : [{ name, label: name, values }]));
  const unknown = index.rowOf.size - records.size;
  return {
    records,
    notes: [
      ...(table.manifest === undefined ? [] : manifestNotes(table.manifest)),
      ...tableNotes(index, targets),
      ...(unknown === 0
        ? []
        : [
            `${plural(unknown, 'architecture of the table lacks', 'architectures of the table lack')} ${accuracy}, ${report} or a cost above 0 and cannot be trained`,
          ]),
    ],
  };
}

async function simulate(spaceText: string, options: SimulateOptions): Promise<void> {
  const { budget, hours, runs, out } = options;
  for (const [name, value] of [
    ['--budget', budget],
    ['--runs', runs],
  ] as const)
    if (value < 1) throw usageError(name, { expected: 'an integer of at least 1', got: String(value) });
  if (hours !== undefined && !(hours > 0)) throw usageError('--hours', { expected: 'a positive number', got: String(hours) });
  const full = await openAnySpace(spaceText);
  const { records, notes } = readRecords(await readTable(options.table), full, options);
  for (const note of notes) say(note);
  const space = records.size === full.size ? full : restrictSpace(full, [...records.keys()]);
  const guides = options.proxy ?? [];
  for (const searcher of options.searcher)
    openSearcher(searcher, { domain: space, seed: options.seed, budget, levels: guides.length > 0 ? 2 : 1 });
  const simulated: Simulated[] = [];
  const bar = startProgress('simulating', runs * options.searcher.length);
  await interruptible(
    () => 'nothing was kept',
    async (signal) => {
      for (const searcher of options.searcher) {
        const own: (readonly Training[])[] = [];
        for (let run = 0; run < runs; run++) {
          own.push(await simulateOne(spaceText, space, records, searcher, { ...options, seed: options.seed + run }));
          bar.update(simulated.length * runs + own.length);
          // So that the bar is drawn and Ctrl-C is heard.
          await setImmediate();
          signal.throwIfAborted();
        }
        simulated.push({ searcher, runs: own, curve: averageCurve(own) });
      }
    },
  ).finally(() => bar.stop());
  const ranked = [...records.values()].reduce((best, { reported }) => Math.max(best, reported), -Infinity);
  if (out !== undefined) writeFiles(out, simulated, options);
  if (options.json === true)
    for (const { searcher, curve } of simulated) print(JSON.stringify({ space: spaceText, searcher, guides, runs, curve }));
  else printCurves(simulated, { ...options, best: ranked, known: records.size, isWhole: space === full, space: spaceText });
}

async function simulateOne(
  spaceText: string,
  space: SearchSpace,
  records: ReadonlyMap<string, TrainingRecord>,
  searcher: string,
  options: SimulateOptions,
): Promise<Training[]> {
  const guides = options.proxy ?? [];
  const opened =
    guides.length === 0 ? undefined : await openPlan(planOf(options, spaceText, guides), { workers: options.workers ?? 0 });
  try {
    const registry = trainingRegistry(opened?.registry ?? { openSpace: () => space, proxies: [] });
    const resolved = {
      ...resolvePlan(planOf(options, spaceText, [...guides, trainingText]), { ...registry, openSpace: () => space }),
      space,
    };
    return await simulateSearch({
      resolved,
      ...(opened === undefined ? {} : { guides: opened.runners }),
      searcher,
      budget: options.budget,
      ...(options.combine === undefined ? {} : { combination: options.combine }),
      lookUp: (architecture) => records.get(architecture),
      ...(options.hours === undefined ? {} : { seconds: options.hours * 3600 }),
      now: () => performance.now(),
    });
  } finally {
    await opened?.close();
  }
}

function writeFiles(
  folder: string,
  simulated: readonly Simulated[],
  { accuracy, report = accuracy, runs }: SimulateOptions,
): void {
  makeFolder('--out', folder);
  const lines = [
    'searcher,hours,runs,mean,deviation,q25,median,q75',
    ...simulated.flatMap(({ searcher, curve }) =>
      curve.map((point) =>
        [searcher, point.hours, point.runs, point.mean, point.deviation, point.low, point.median, point.high].join(','),
      ),
    ),
  ];
  writeWhole('--out', join(folder, 'curves.csv'), `${lines.join('\n')}\n`);
  writeWhole(
    '--out',
    join(folder, 'curves.json'),
    `${JSON.stringify(
      simulated.map(({ searcher, curve }) => ({ searcher, curve })),
      null,
      1,
    )}\n`,
  );
  const chart = drawLineChart({
    title: `${report} of the best so far, ${plural(runs, 'run')} each`,
    x: 'simulated hours of training',
    y: `${report}: median and quartiles`,
    yLow: Math.min(...simulated.flatMap(({ curve }) => curve.slice(Math.floor(curve.length / 10)).map(({ low }) => low))),
    series: simulated.map(({ searcher, curve }) => ({
      name: searcher,
      points: curve.map(({ hours, median, low, high }) => ({ x: hours, y: median, low, high })),
    })),
  });
  writeWhole('--out', join(folder, 'curves.svg'), chart);
}

/** Shares of the longest run at which the curves are printed. */
const moments = [0.1, 0.25, 0.5, 1];

function printCurves(
  simulated: readonly Simulated[],
  {
    accuracy,
    report = accuracy,
    runs,
    best,
    known,
    isWhole,
    space,
    out,
    budget,
  }: SimulateOptions & { readonly best: number; readonly known: number; readonly isWhole: boolean; readonly space: string },
): void {
  print(
    `${report} of the best so far by ${accuracy}: mean ± deviation of ${plural(runs, 'run')} of up to ${formatCount(budget)} trainings; the best there is: ${best.toFixed(2)}`,
  );
  const end = Math.max(...simulated.map(({ curve }) => curve.at(-1)?.hours ?? 0));
  const rows = simulated.map(({ searcher, curve }) => [
    searcher,
    ...moments.map((share) => {
      const point = curve.findLast(({ hours }) => hours <= share * end * (1 + 1e-9));
      return point === undefined ? '–' : `${point.mean.toFixed(2)} ± ${point.deviation.toFixed(2)}`;
    }),
  ]);
  print(
    plainTable(
      ['searcher', ...moments.map((share) => `${(share * end).toPrecision(3)} h`)],
      rows,
      moments.map((_, i) => i + 1),
    ),
  );
  if (!isWhole)
    print(`only the ${plural(known, 'architecture')} of ${space} that the table knows ${known === 1 ? 'is' : 'are'} searched`);
  print(`hours are the table's; proxies' own time is not in them`);
  print();
  print(
    `total ${formatSeconds(performance.now() / 1000)}${out === undefined ? '' : `; ${join(out, 'curves.svg')}, curves.csv, curves.json`}`,
  );
}

/** Searchers, one an option: their specs hold colons, not commas. */
function collectSearchers(text: string, before: readonly string[]): string[] {
  parseSpec(text, 'searcher');
  return [...(before === defaultSearchers ? [] : before), text];
}

const defaultSearchers: readonly string[] = ['random', 'evolution:population=10:tournament=3:batch=1'];

/** `assay simulate <space>` */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Replays searches on a table of trained accuracies: accuracy against simulated hours, without training')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1')
    .requiredOption('--table <file>', 'the table: CSV, plain or gzip, or Parquet')
    .requiredOption('--accuracy <column>', 'what the searcher is told of a training, such as validation accuracy')
    .option('--report <column>', 'what is reported of the best so far, such as test accuracy (default: the same)')
    .requiredOption('--cost <column|seconds>', 'what a training takes: a column of seconds, or so many for each')
    .option('--searcher <spec>', 'a searcher; may repeat, one curve each', collectSearchers, defaultSearchers)
    .option('--budget <n>', 'trainings a run', readInteger, 300)
    .option('--hours <n>', 'simulated hours a run', readNumber)
    .option('--runs <n>', 'runs of each searcher, with seeds from --seed on', readInteger, 100)
    .option('--combine <spec>', 'how proxies that guide a search (warm-up, moves) become one score')
    .option('--out <dir>', 'folder for curves.svg, curves.csv and curves.json')
    .option('--json', 'the curves as JSON, one searcher a line');
  return addRunOptions(command)
    .addHelpText(
      'after',
      `
--proxy names proxies that guide the search at no simulated cost: a warm-up, moves, a shortlist to be trained.

Examples:
  assay simulate nas-bench-201 --table nb201.csv.gz --accuracy nb201_c10v_val200 --report nb201_c10_test200 --cost 2000 --out curves
  assay simulate nas-bench-201 --table nb201.csv.gz --accuracy nb201_c10v_val200 --cost 2000 --proxy sed --searcher evolution:warmup=3000 --searcher random
  assay simulate nas-bench-101 --table runs.csv --accuracy val_acc --cost training_time_s --hours 24`,
    )
    .action(simulate);
}
