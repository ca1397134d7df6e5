/** `assay score <arch|file|folder|->`: scores of all architectures that it is given, in the order given, or ranked. */
import { onlyOf } from '../core/only-of.js';
import { Command } from 'commander';
import { dataError, parameter, usageError, type AssayError } from '../core/errors.js';
import { formatCount } from '../core/format-number.js';
import { plural } from '../core/plural.js';
import { quantityIds } from '../engine/limits/quantities.js';
import { requireWritable, writeWhole } from '../platform/node/files/files.js';
import { askedCombination, unweightedNotes } from '../engine/combination.js';
import { inputFiles } from '../platform/node/requests/input-files.js';
import { openScoring } from '../platform/node/requests/open-scoring.js';
import { runFiles } from '../platform/node/run-folder/run-report.js';
import type { ScoringResult, ScoringSession } from '../search/scoring/open-scoring.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { interruptible } from './interrupt.js';
import { addModelOptions } from './model-options.js';
import { flagged } from './parameter-flags.js';
import { complain, faint, notify, PartialFailure, print, say } from './output.js';
import { startProgress } from './progress.js';
import { keptIn, savedRun } from './run-folder.js';
import { addShardOption, printPart, namedShard } from './shard-option.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { addQueueOption, type QueueCommandOptions } from './queue-option.js';
import { addRunOptions, collectList, type RunOptions } from './run-options.js';
import { chipOption, costsOption, latencyTableOption } from './cost-options.js';
import { brokenLimits, jsonRecord, printOne } from './score-output.js';

interface Given {
  /** Write a report into the folder of the scores too, as a search does. */
  readonly reportsInFolder?: boolean;
}

interface ScoreOptions extends RunOptions, ModelOptions, QueueCommandOptions, DeviceCommandOptions {
  readonly space?: string;
  readonly json?: boolean;
  readonly rank?: boolean;
  readonly combine?: string;
  readonly report?: string;
  readonly where?: string;
  readonly objective?: readonly string[];
  readonly costs?: string;
  readonly table?: string;
  readonly latencyTable?: string;
  readonly chip?: string;
  readonly out?: string;
  readonly resume?: string | true;
  readonly shard?: string;
}

/** Scores what is given, and prints it. */
export async function score(
  given: readonly string[],
  options: ScoreOptions,
  { reportsInFolder = false }: Given = {},
): Promise<void> {
  const { proxy, json: isJson = false, rank, report: named, objective, out: _, resume: __, shard: part, ...same } = options;
  const { shard } = namedShard(part);
  const saved = savedRun(options);
  const report = named ?? (reportsInFolder && saved.folder !== undefined ? runFiles(saved.folder).report : undefined);
  const isRanked =
    rank === true ||
    options.combine !== undefined ||
    objective !== undefined ||
    report !== undefined ||
    given.some((path) => inputFiles.kindOf(path) === 'folder');
  if (named !== undefined) requireWritable('--report', named);
  const session = await openScoring({
    ...same,
    architectures: given,
    ...saved,
    ...(shard === undefined ? {} : { shard }),
    onNotice: notify,
    ...(proxy === undefined ? {} : { proxies: proxy }),
    ...(objective === undefined ? {} : { objectives: objective }),
  });
  const { items, failures, space } = session;
  const total = items.length + failures.length;
  if (total === 0 && shard === undefined) {
    await session.close();
    const where = given.length > 1 ? 'score' : given[0] === '-' ? 'standard input' : given.join();
    throw dataError(where, { expected: 'at least one architecture', got: 'none', code: 'missing' });
  }
  for (const note of session.notes) notify(`assay: ${note}`);
  const isStreamed = isJson && !isRanked && session.aggregates.length === 0;
  const result = await run(session, isStreamed && shard === undefined, saved.folder);
  if (shard !== undefined) {
    printPart(shard, plural(items.length, 'architecture'), saved.folder ?? '');
    return reportFailures(failures.length, total);
  }
  if (saved.folder !== undefined) writeWhole('--out', runFiles(saved.folder).scores, result.csv());
  if (isJson && isRanked) {
    for (const row of result.ranked()) print(JSON.stringify(jsonRecord(row, space, row)));
    for (const row of result.broken) print(JSON.stringify(jsonRecord(row, space)));
  } else if (isJson && !isStreamed) for (const row of result.rows) print(JSON.stringify(jsonRecord(row, space)));
  const only = onlyOf(result.rows);
  if (!isJson && only !== undefined) printOne(only);
  else if (!isJson && (isRanked || result.rows.length > 1)) {
    const { printMany } = await import('./score-table.js');
    if (isRanked) {
      printMany(result.kept, session.proxies, result.ranking());
      if (proxy !== undefined)
        for (const note of unweightedNotes(askedCombination({ ...options, proxies: proxy }), result.resolved)) print(faint(note));
    } else printMany(result.rows, session.proxies);
  }
  if (!isJson) for (const line of brokenLimits(result.broken, options.where)) print(line);
  if (report !== undefined && result.kept.length === 0) say('assay: no report: no architecture meets the limits');
  else if (report !== undefined && result.rows.length > 0) {
    const title = `assay score ${given.join(' ')}`.slice(0, 120);
    writeWhole('--report', report, result.report(title, performance.now() / 1000));
    say(`report ${report}`);
  }
  const unmet = noneKept(result, options.where);
  if (unmet !== undefined && failures.length > 0) complain(flagged(unmet, 'score'));
  reportFailures(failures.length, total);
  if (unmet !== undefined) throw unmet;
}

/** The error of limits that nothing meets, as a search has it; undefined where something does. */
function noneKept({ rows, kept }: ScoringResult, where: string | undefined): AssayError | undefined {
  if (where === undefined || rows.length === 0 || kept.length > 0) return undefined;
  return usageError(parameter('where', JSON.stringify(where)), {
    expected: 'limits that some architecture meets',
    got: `0 of ${formatCount(rows.length)} that ${rows.length === 1 ? 'keeps' : 'keep'} them`,
    code: 'no-result',
  });
}

/** @throws `PartialFailure` if something could not be read. */
function reportFailures(failures: number, total: number): void {
  if (failures === 0) return;
  complain(
    `${failures} of ${plural(total, 'architecture')} could not be read${failures < total ? '; the others are scored' : ''}`,
  );
  throw new PartialFailure();
}

/** @param isPrinted print a line of JSON as soon as it is known. */
async function run(session: ScoringSession, isPrinted: boolean, folder: string | undefined): Promise<ScoringResult> {
  const { items, proxies, space } = session;
  let done = 0;
  const kept = (): string => {
    const printed = `${done} of ${plural(items.length, 'architecture')} ${done === 1 ? 'is' : 'are'} printed`;
    return isPrinted ? [printed, ...(folder === undefined ? [] : [keptIn(folder)])].join('; ') : keptIn(folder);
  };
  const progress = startProgress(`scoring with ${shortened(proxies.join(','))}`, items.length);
  return interruptible(kept, (signal) =>
    session.run({
      signal,
      onProgress: (at) => progress.update(at.done),
      onScored(row) {
        done++;
        if (isPrinted) print(JSON.stringify(jsonRecord(row, space)));
      },
    }),
  ).finally(() => progress.stop());
}

/** For the line of the progress bar. */
function shortened(text: string): string {
  return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
}

/** `assay score <arch|file|folder|->` */
export function scoreCommand(): Command {
  const command = new Command('score')
    .description(
      'Scores architectures: published strings, files of them (one a line), - for standard input, .onnx models, IR .json files, folders of models',
    )
    .argument('<architectures...>', 'what to score: strings, files or folders')
    .option(
      '--space <spec>',
      'the space of the strings, with options such as nas-bench-201:C=4:N=1, or your own in a file: ./my-space.mjs',
    )
    .option('--rank', 'list the best first, by a combined score (always done for a folder)')
    .option(
      '--combine <spec>',
      'how to combine: rank-sum:sed=1:epsilon=0.2, log-rank, z-mean, vote (default: the rule of every space, or rank-sum of all named proxies but sizes and measured times)',
    )
    .option(
      '--where <condition>',
      `limits over ${quantityIds.join(', ')}, latencyMs (measured here), table.COLUMN: 'params<4e6 and peakBytes<=256KiB'; architectures that break them are listed but not ranked; if all do, the code is 1`,
    )
    .option(
      '--objective <names>',
      'what to rank by: score, a proxy, or a quantity; several rank by Pareto fronts (score,peakBytes)',
      collectList,
    )
    .option(...costsOption)
    .option('--table <file>', 'another such table')
    .option(...chipOption)
    .option(...latencyTableOption)
    .option('--out <dir>', 'a folder for the scores: a journal, so that an interrupted scoring can be continued, and scores.csv')
    .option('--resume [dir]', 'continue an interrupted scoring in its folder, with the same settings')
    .option('--report <file>', 'write an HTML report of the ranking')
    .option('--json', 'print one JSON object a line, with unrounded numbers');
  return addDeviceOption(addQueueOption(addShardOption(addModelOptions(addRunOptions(command)))))
    .addHelpText(
      'after',
      `
--init keep runs a model with the weights its .onnx file holds; every other initialisation draws them anew.

Examples:
  assay score '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay score cells.txt --proxy sed,epsilon:arithmetic=float32 --batch 256 --json
  assay score cells.txt --data cifar10:data_batch_1.bin
  assay score resnet18.onnx mobilenet_v3.onnx --proxy sed,epsilon,epads,zen,params,macs --batch 8
  assay score resnet18.onnx --init keep --proxy naswot,synflow --batch 8
  assay score models/ --proxy sed,epsilon --batch 16 --report models.html
  assay score models/ --where 'params<4M and peakBytes<=2MiB' --objective score,macs
  assay score network.json --proxy epsilon,params,macs
  assay score models/ --proxy epsilon,epads --shard 3/16 --out parts/3
  assay score models/ --proxy epads --queue redis://lab:6379`,
    )
    .action((given: readonly string[], options: ScoreOptions) => score(given, options));
}
