/** `assay simulate <space>`: replays searches on a table of trained accuracies, and draws accuracy against simulated hours. */
import { formatCount, formatSeconds } from '../core/format-number.js';
import { join } from 'node:path';
import { Command } from 'commander';
import { usageError } from '../core/errors.js';
import { parseSpec } from '../core/options.js';
import { plural } from '../core/plural.js';
import { makeFolder, pathKind, requireWritable, writeWhole } from '../platform/node/files/files.js';
import { simulateSearches } from '../platform/node/requests/simulate-searches.js';
import { curvesCsv, curvesJson, drawCurves } from '../search/simulate/print-curves.js';
import { simulatedSearchers, type SimulatedSearcher, type SimulationResult } from '../search/simulate/simulate-searches.js';
import { shownWork } from './shown-work.js';
import { print, say } from './output.js';
import { plainTable } from './plain-table.js';
import { addRunOptions, readInteger, readNumber, type RunOptions } from './run-options.js';

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

async function simulate(space: string, options: SimulateOptions): Promise<void> {
  const { proxy, searcher: searchers, out, json, report = options.accuracy, ...same } = options;
  // Check that the folder can be written before the work, not after it.
  if (out !== undefined) openFolder(out);
  const result = await shownWork(
    () => 'nothing was saved',
    (signal, show) =>
      simulateSearches(space, {
        ...same,
        report,
        searchers,
        ...(proxy === undefined ? {} : { proxies: proxy }),
        onRun: (done, total) => show('simulating', done, total),
        signal,
      }),
  );
  for (const note of result.notes) say(note);
  if (out !== undefined) writeFiles(out, result.searchers, report);
  if (json === true)
    for (const { searcher, runs, curve } of result.searchers)
      print(JSON.stringify({ space, searcher, guides: proxy ?? [], runs: runs.length, curve }));
  else printCurves(space, result, options);
}

/** What a folder of simulations holds. */
const fileNames = ['curves.csv', 'curves.json', 'curves.svg'] as const;

/** @throws a usage error for a folder with the curves of an earlier command, which are not replaced. */
function openFolder(folder: string): void {
  makeFolder('--out', folder);
  const [found] = fileNames.filter((name) => pathKind(join(folder, name)) !== undefined);
  if (found !== undefined)
    throw usageError('--out', {
      expected: 'a folder without curves',
      got: `${found} in ${folder}`,
      hint: 'choose another folder',
      code: 'exists',
    });
  requireWritable('--out', join(folder, fileNames[0]));
}

function writeFiles(folder: string, searchers: readonly SimulatedSearcher[], report: string): void {
  makeFolder('--out', folder);
  writeWhole('--out', join(folder, 'curves.csv'), curvesCsv(searchers));
  writeWhole('--out', join(folder, 'curves.json'), curvesJson(searchers));
  writeWhole('--out', join(folder, 'curves.svg'), drawCurves(searchers, report));
}

/** The curves are printed at these shares of the longest run. */
const moments = [0.1, 0.25, 0.5, 1];

function printCurves(
  space: string,
  { searchers, best, known, isComplete }: SimulationResult,
  { accuracy, report = accuracy, runs, out, budget }: SimulateOptions,
): void {
  print(
    `${report} of the best so far by ${accuracy}: mean ± deviation of ${plural(runs, 'run')} of up to ${formatCount(budget)} trainings; the best there is: ${best.toFixed(2)}`,
  );
  const end = Math.max(...searchers.map(({ curve }) => curve.at(-1)?.hours ?? 0));
  const rows = searchers.map(({ searcher, curve }) => [
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
  if (!isComplete) print(`the search is limited to the ${plural(known, 'architecture')} of ${space} in the table`);
  print(`the hours are the table's, without the time of the proxies`);
  print();
  print(
    `total ${formatSeconds(performance.now() / 1000)}${out === undefined ? '' : `; ${join(out, 'curves.svg')}, curves.csv, curves.json`}`,
  );
}

/** Searchers, one for each option: their specs hold colons, not commas. */
function collectSearchers(text: string, before: readonly string[]): string[] {
  parseSpec(text, 'searcher');
  return [...(before === simulatedSearchers ? [] : before), text];
}

/** `assay simulate <space>` */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Replays searches on a table of trained accuracies: accuracy against simulated hours, without training')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1')
    .requiredOption('--table <file>', 'the table of accuracies: CSV, plain or gzip, or Parquet')
    .requiredOption('--accuracy <column>', 'the column that the searcher sees, such as validation accuracy')
    .option('--report <column>', 'the column that the curves show for the best so far, such as test accuracy (default: the same)')
    .requiredOption('--cost <column|seconds>', 'the time of one training: a column of seconds, or a number of seconds')
    .option('--searcher <spec>', 'a searcher; may repeat, each gives a curve', collectSearchers, simulatedSearchers)
    .option('--budget <n>', 'trainings in a run', readInteger, 300)
    .option('--hours <n>', 'simulated hours in a run', readNumber)
    .option('--runs <n>', 'runs of each searcher, with seeds from --seed on', readInteger, 100)
    .option('--combine <spec>', 'how to combine proxies that guide a search (warm-up, moves) into one score')
    .option('--out <dir>', 'folder for curves.svg, curves.csv and curves.json')
    .option('--json', 'print the curves as JSON, one searcher a line');
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
