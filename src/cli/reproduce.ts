/** `assay reproduce <paper>`: a paper's numbers beside ours. */
import { formatCount, formatSeconds } from '../core/format-number.js';
import { Command } from 'commander';
import { usageError } from '../core/errors.js';
import { papers } from '../reproduce/papers/index.js';
import { shownCache } from '../platform/node/queue/shared-cache.js';
import { openPaperTools } from '../platform/node/requests/reproduce-paper.js';
import { missingTable, tableSources, type TableSource } from '../reproduce/tables.js';
import { findPaper, runPaper, type ReproduceTools } from '../reproduce/run-paper.js';
import { basisWords, figureText, figureVerdict, metricNames, paperSummary } from '../reproduce/figure-words.js';
import type { FigureBasis, FigureResult, Paper } from '../reproduce/types.js';
import { describePaper } from './describe-paper.js';
import { interruptible } from './interrupt.js';
import { complain, faint, notify, PartialFailure, print, say, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { startProgress, type Progress } from './progress.js';
import { cacheOption } from './cache-option.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { addQueueOption, type QueueCommandOptions } from './queue-option.js';
import { collectList, readInteger, seedOption, workersOption } from './run-options.js';

interface CommandOptions extends QueueCommandOptions, DeviceCommandOptions {
  readonly quick?: boolean;
  readonly table?: readonly string[];
  readonly tables?: string;
  readonly data?: string;
  readonly sample?: number;
  readonly runs?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly cache?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

function printExperiment(results: readonly FigureResult[], basis: FigureBasis): void {
  const { head } = basisWords[basis];
  const [first] = results;
  if (first === undefined) return;
  const { source, score, protocol, table, seconds, standIns, reason, seeds } = first;
  print();
  print(`${strong(source)}  ${faint(`${table}; ${score}; ${protocol.replace(/, \d+ looked up$/, '')}`)}`);
  if (results.every((result) => result.measured === null) && reason !== undefined) {
    for (const { target, metric, published } of results)
      if (published !== null) print(`  ${target} ${metricNames[metric]}: ${head} ${figureText(published, metric)}`);
    print(`  not computed: ${reason}`);
    return;
  }
  const rows = results.map((result) => [
    `  ${result.target}`,
    `${metricNames[result.metric]}${result.after === undefined ? '' : ` after ${result.after}`}`,
    formatCount(result.n),
    String(result.seeds),
    figureText(result.published, result.metric),
    figureText(result.measured, result.metric),
    figureVerdict(result),
  ]);
  print(plainTable(['  target', 'figure', 'n', 'seeds', head, 'ours', ''], rows, [2, 3, 4, 5]));
  for (const { target, metric, beside = [] } of results)
    if (beside.length > 0)
      print(
        faint(
          `  published, ${target} ${metricNames[metric]}: ${beside.map(({ by, value }) => `${by} ${figureText(value, metric)}`).join(', ')}`,
        ),
      );
  for (const { reason: why } of results) if (why !== undefined) print(faint(`  –: ${why}`));
  if (seconds === null) print(faint('  scores, or some of them, from the cache: not timed'));
  else print(faint(`  ${formatSeconds(seconds)} of scoring${seeds > 1 ? ' a run' : ''}`));
  for (const text of standIns) print(faint(`  stands in: ${text}`));
}

/** A number that no paper published is printed under the name of its basis. */
function jsonOf(result: FigureResult, basis: FigureBasis = 'published'): unknown {
  return basis === 'published' ? result : { ...result, published: null, [basis]: result.published };
}

function printSummary(paper: Paper, results: readonly FigureResult[]): void {
  const summary = paperSummary(paper, results);
  if (summary === undefined) return;
  print();
  print(summary);
  for (const text of paper.outOfReach ?? []) print(faint(`out of reach: ${text}`));
}

async function reproduce(ids: readonly string[], options: CommandOptions): Promise<void> {
  if (options.list === true) {
    for (const paper of papers) print(`${strong(paper.id)}  ${paper.title}\n    ${describePaper(paper)}`);
    return;
  }
  if (ids.length === 0)
    throw usageError('reproduce', {
      expected: `a paper: ${papers.map(({ id }) => id).join(', ')}`,
      got: 'none',
      hint: 'assay reproduce --list shows them',
      code: 'missing',
    });
  const chosen = ids.map((id) => findPaper(id));
  const kept =
    options.cache === undefined
      ? 'the printed figures are valid, nothing else was saved (--cache DIR saves scores)'
      : `what was scored is saved in ${shownCache(options.cache)}: run the same command to continue from there`;
  await interruptible(
    () => kept,
    (signal) => reproduceAll(chosen, options, signal),
  );
}

function openTools(
  { quick, table, tables: folder, json: _, list: __, ...same }: CommandOptions,
  signal: AbortSignal,
): ReproduceTools {
  let progress: Progress | undefined;
  return openPaperTools({
    ...same,
    isQuick: quick === true,
    ...(table === undefined ? {} : { tables: table }),
    ...(folder === undefined ? {} : { folder }),
    onNotice: notify,
    onReading: (path) => say(`reading ${path} ...`),
    onScoring: (proxies, total) => void (progress = startProgress(proxies.join(','), total)),
    onProgress: (done) => progress?.update(done),
    onScored: () => progress?.stop(),
    signal,
  });
}

/** Says where the tables that were not found can be got. */
function sayOrigins(missing: readonly TableSource[]): void {
  if (missing.length === 0) return;
  for (const { files, origin } of missing) say(`${files.join(' or ')}: ${origin}`);
  say(`docs/reproduce.md says more; --tables FOLDER names the folder that holds ${missing.length === 1 ? 'it' : 'them'}`);
}

async function reproduceAll(chosen: readonly Paper[], options: CommandOptions, signal: AbortSignal): Promise<void> {
  const tools = openTools(options, signal);
  let isShort = false;
  const reasons = new Set<string | undefined>();
  for (const paper of chosen) {
    if (options.json !== true) print(`${strong(paper.title)}\n${faint(paper.paper)}`);
    const all: FigureResult[] = [];
    for await (const results of runPaper(paper, tools)) {
      all.push(...results);
      for (const { reason } of results) reasons.add(reason);
      if (options.json === true) for (const result of results) print(JSON.stringify(jsonOf(result, paper.basis)));
      else printExperiment(results, paper.basis ?? 'published');
    }
    if (options.json !== true) printSummary(paper, all);
    if (all.length > 0 && all.every(({ measured }) => measured === null)) {
      isShort = true;
      complain(`nothing of ${paper.id} could be computed: ${all[0]?.reason ?? ''}`);
    }
  }
  sayOrigins(tableSources.filter((source) => reasons.has(missingTable(source))));
  if (isShort) throw new PartialFailure();
}

/** `assay reproduce <papers...>` */
export function reproduceCommand(): Command {
  const command = new Command('reproduce')
    .description(
      "Compares a paper's published numbers with ours: value, n, seeds, tolerance, and substitutes for inputs that are not available",
    )
    .argument('[papers...]', papers.map(({ id }) => id).join(', '))
    .option('--list', 'list the papers, the tables they need and how many numbers they have')
    .option('--quick', 'use a sample of the architectures and fewer runs')
    .option('--table <files>', 'tables of accuracies, recognised by their file names, or ID=FILE; may repeat', collectList)
    .option('--tables <dir>', 'a folder that holds tables and images (default: the environment variable ASSAY_TABLES)')
    .option(
      '--data <source>',
      'images for papers that use real ones: cifar10:FILE, folder:DIR (default: images found beside the tables, otherwise the grey ramp)',
    )
    .option('--sample <n>', 'use a random sample of n architectures of each table', readInteger)
    .option('--runs <n>', 'the most runs of a search', readInteger)
    .option(...seedOption)
    .option(...workersOption)
    .option(...cacheOption)
    .option('--json', 'print one JSON object for each number');
  return addDeviceOption(addQueueOption(command))
    .addHelpText(
      'after',
      `
Examples:
  assay reproduce --list
  assay reproduce sed --table nb201.csv.gz
  assay reproduce epsilon --quick --tables data --cache scores
  assay reproduce counts synflow --tables data --json
  assay reproduce naswot --tables data --queue redis://lab:6379

In these, data is a folder with tables such as nb201.parquet; docs/reproduce.md says where they can be got.`,
    )
    .action(reproduce);
}
