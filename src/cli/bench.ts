/** `assay bench <space> --table FILE`: rank correlations of proxies with a table's accuracies. */
import { Command, Option } from 'commander';
import {
  alignTarget,
  benchLegend,
  benchRows,
  formatBench,
  formNotes,
  indexArchitectures,
  joinTable,
  manifestNotes,
  readTargets,
  recognizeTable,
  selectPopulation,
  tableNotes,
  targetColumns,
  type BenchRow,
  type BenchTarget,
} from '../benchmarks/index.js';
import { plural } from '../core/plural.js';
import { usageError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { evaluateStream } from '../engine/stream.js';
import { openAnySpace } from '../platform/node/load-space.js';
import type { OpenedPlan } from '../engine/host.js';
import { openPlan } from '../platform/node/open-plan.js';
import { readTable } from '../platform/node/read-table.js';
import { combineScores, type ScoreColumn } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { interruptible } from './interrupt.js';
import { faint, print, say } from './output.js';
import { startProgress } from './progress.js';
import { addRunOptions, collectList, planOf, readInteger, type RunOptions } from './run-options.js';

interface BenchOptions extends RunOptions {
  readonly table: string;
  readonly target?: readonly string[];
  readonly population: string;
  readonly undefined: 'last' | 'omit';
  readonly combine?: string;
  readonly sample?: number;
  readonly bootstrap: number;
  readonly json?: boolean;
}

interface Scored {
  /** The canonical form of each architecture, where the space has one. */
  readonly forms: readonly (string | undefined)[];
  readonly columns: readonly ScoreColumn[];
  readonly seconds: { readonly [key: string]: number };
}

/** Size is in every table: most proxies do not beat it. */
const baselines = ['params', 'macs'];

async function scoreAll(architectures: readonly string[], plan: OpenedPlan, signal: AbortSignal): Promise<Scored> {
  const { resolved, runners } = plan;
  const columns: { key: string; id: string; direction: 'higher' | 'lower'; scores: Score[] }[] = [];
  const seconds: Record<string, number> = {};
  const forms: (string | undefined)[] = [];
  // One proxy after the other, so that each is charged the wall time of all it needs.
  for (const { text, proxy } of resolved.proxies) {
    const progress = startProgress(text.padEnd(10), architectures.length);
    const started = performance.now();
    const scores: Score[] = [];
    try {
      const stream = evaluateStream(architectures, {
        resolved,
        runner: runners.choose([text], architectures.length),
        proxies: [text],
        total: architectures.length,
        now: plan.now,
        onProgress: ({ done }) => progress.update(done),
        signal,
      });
      for await (const chunk of stream) {
        for (const { index, canonical, evaluation } of chunk) {
          scores.push(evaluation.scores[text]);
          forms[index] = canonical;
        }
      }
    } finally {
      progress.stop();
    }
    seconds[text] = (performance.now() - started) / 1000;
    columns.push({ key: text, id: proxy.id, direction: proxy.direction, scores });
  }
  return { forms, columns, seconds };
}

function combinedColumn(text: string, { columns, seconds }: Scored): { readonly column: ScoreColumn; readonly seconds: number } {
  const started = performance.now();
  const combined = combineScores(text, columns);
  const scores = Array.from(combined.values, (value): Score => ({ ok: true, value }));
  const parts = Object.keys(combined.weights).reduce((sum, key) => sum + seconds[key], 0);
  return {
    column: { key: text, id: 'combined', direction: 'higher', scores },
    seconds: parts + (performance.now() - started) / 1000,
  };
}

const mostResamples = 1_000_000;

/** A sample of the table's architectures without repetition, in table order; all of them when no number is given. */
function sampled(architectures: readonly string[], count: number | undefined, seed: number): readonly string[] {
  if (count !== undefined && count < 2)
    throw usageError('--sample', { expected: 'at least 2 architectures', got: String(count) });
  if (count === undefined || count >= architectures.length) return architectures;
  const chosen = new Set(
    createRng(seed, 'bench sample')
      .shuffle([...architectures.keys()])
      .slice(0, count),
  );
  return architectures.filter((_, i) => chosen.has(i));
}

interface Benched {
  readonly rows: readonly BenchRow[];
  readonly notes: readonly string[];
}

async function runBench(spaceText: string, options: BenchOptions): Promise<Benched> {
  if (options.bootstrap < 0 || options.bootstrap > mostResamples)
    throw usageError('--bootstrap', { expected: `an integer from 0 to ${mostResamples}`, got: String(options.bootstrap) });
  const space: SearchSpace = await openAnySpace(spaceText);
  const table = await readTable(options.table, (header) => {
    const known = recognizeTable(header, space.id);
    return [known.architecture, ...targetColumns(header, known, options.target)];
  });
  const format = recognizeTable(table, space.id);
  const targets = readTargets(table, format, options.target);
  const index = indexArchitectures(table, format.architecture, (text) => space.encode(space.decode(text)));
  const architectures = sampled(index.architectures, options.sample, options.seed);
  const population = selectPopulation(options.population, space, architectures);
  const proxies = options.proxy ?? space.defaults.proxies;
  const plan = await openPlan(
    planOf(options, spaceText, [...proxies, ...baselines.filter((id) => !proxies.includes(id))]),
    options.workers === undefined ? {} : { workers: options.workers },
  );
  let scored: Scored;
  try {
    scored = await interruptible(
      () => 'nothing was kept',
      (signal) => scoreAll(architectures, plan, signal),
    );
  } finally {
    await plan.close();
  }
  const combine = options.combine ?? (options.proxy === undefined ? space.defaults.combine : undefined);
  const combined = combine === undefined ? undefined : combinedColumn(combine, scored);
  const join = joinTable(index, architectures);
  const { manifest } = table;
  const rows = benchRows({
    architectures,
    columns: [...(combined === undefined ? [] : [combined.column]), ...scored.columns],
    targets: targets.map((target): BenchTarget => alignTarget(target, join)),
    populations: [population],
    undefinedPolicy: options.undefined,
    seconds: { ...scored.seconds, ...(combined === undefined ? {} : { [combined.column.key]: combined.seconds }) },
    ...(options.bootstrap > 0 ? { interval: { seed: options.seed, resamples: options.bootstrap } } : {}),
  });
  const notes = [
    `${plural(architectures.length, 'architecture')} of ${options.table}, population ${options.population}, undefined scores ${options.undefined === 'last' ? 'rank last' : 'omitted'}`,
    ...(manifest === undefined ? [] : [`${manifest.source.title}, from ${manifest.source.name}`]),
    ...(manifest === undefined ? [] : manifestNotes(manifest)),
    ...tableNotes(index, targets),
    ...formNotes(index, architectures, scored.forms, targets),
    ...plan.resolved.proxies.flatMap(({ proxy }) => (proxy.note === undefined ? [] : [`${proxy.id}: ${proxy.note}`])),
    ...(combine === space.defaults.combine && space.defaults.combineNote !== undefined
      ? [`combination: ${space.defaults.combineNote}`]
      : []),
  ];
  return { rows, notes };
}

async function bench(spaceText: string, options: BenchOptions): Promise<void> {
  const { rows, notes } = await runBench(spaceText, options);
  if (options.json === true) {
    for (const row of rows) print(JSON.stringify(row));
    for (const note of notes) say(note);
    return;
  }
  print(formatBench(rows));
  print();
  for (const line of [...notes, ...benchLegend]) print(faint(line));
}

/** `assay bench <space> --table FILE` */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description("How well proxies rank: correlations with a table's accuracies, params and MACs always beside them")
    .argument(
      '<space>',
      'the space of the table, with options such as nas-bench-201:C=4:N=1, or a file with one of your own: ./my-space.mjs',
    )
    .requiredOption('--table <file>', 'accuracies: a Parquet table (assay import), or CSV with a header, plain or gzip')
    .option(
      '--target <names>',
      "accuracies to compare with: a target's name, a column, or name=column (default: the table's test accuracies)",
      collectList,
    )
    .option('--population <id>', 'all, connected, live (no dead branch) or distinct', 'all')
    .addOption(
      new Option('--undefined <policy>', 'undefined scores rank last, or are omitted as papers do')
        .choices(['last', 'omit'])
        .default('last'),
    )
    .option('--combine <spec>', "a combination to add (default: the space's own when no proxies are named)")
    .option('--sample <n>', 'only so many architectures, drawn with the seed', readInteger)
    .option('--bootstrap <n>', 'resamples for 95 % intervals (0: none)', readInteger, 0)
    .option('--json', 'one JSON object a proxy and target');
  return addRunOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  assay bench nas-bench-201 --table nb201.csv.gz
  assay bench nas-bench-201 --table nb201.csv.gz --proxy epsilon:arithmetic=float32 --batch 256 --undefined omit
  assay bench nas-bench-201 --table nats.parquet --target c10-val,c100-test
  assay bench nas-bench-201 --table nb201.csv.gz --sample 1000 --bootstrap 1000 --json`,
    )
    .action(bench);
}
