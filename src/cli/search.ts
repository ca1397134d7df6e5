/** `assay search <space>`: proposes, scores, combines, prints the best and writes the run's folder (journal, scores, report). */
import { join } from 'node:path';
import { Command } from 'commander';
import { usageError } from '../core/errors.js';
import { readTable } from '../platform/node/read-table.js';
import { openJournal } from '../platform/node/journal-file.js';
import { openPlan, type OpenedPlan } from '../platform/node/open-plan.js';
import { writeWhole } from '../platform/node/files.js';
import { combineScores, parseCombination } from '../proxies/combine/index.js';
import { runSearch, type SearchOutcome } from '../store/run-search.js';
import type { RunSettings } from '../store/types.js';
import { addRunOptions, planOf, readInteger, type RunOptions } from './run-options.js';
import { formatSeconds, print, say, startProgress, type Progress } from './output.js';
import { rankCandidates } from './ranking.js';
import { printSearch } from './search-output.js';
import { searchReport } from './search-report.js';
import { scoresCsv } from './scores-csv.js';
import { version } from './version.js';

interface SearchCommandOptions extends RunOptions {
  readonly searcher: string;
  readonly budget?: number;
  readonly combine?: string;
  readonly out?: string;
  readonly resume?: string | true;
  readonly table?: string;
  readonly top: number;
  readonly json?: boolean;
}

/** Where a run is kept: named, resumed, or a new folder under `runs`. */
function runFolder(spaceId: string, { out, resume }: SearchCommandOptions): { readonly folder: string; readonly mode: 'start' | 'resume' } {
  if (typeof resume === 'string' && out !== undefined && out !== resume) throw usageError('--resume', { expected: 'one folder', got: `${resume} and --out ${out}` });
  const named = typeof resume === 'string' ? resume : out;
  if (resume !== undefined && named === undefined) throw usageError('--resume', { expected: 'the folder of the run', got: 'none', hint: '--resume DIR, or --out DIR --resume' });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return { folder: named ?? join('runs', `${spaceId}-${stamp}`), mode: resume === undefined ? 'start' : 'resume' };
}

/** The combination asked for; the space's own when its proxies were chosen; equal weights otherwise. */
function combinationText(asked: string | undefined, { resolved }: OpenedPlan): string {
  if (asked !== undefined) return asked;
  const own = resolved.space?.defaults.combine ?? 'rank-sum';
  const ids = resolved.proxies.map(({ proxy }) => proxy.id).sort().join();
  return Object.keys(parseCombination(own).weights).sort().join() === ids ? own : 'rank-sum';
}

/** One bar after the other, one a step. */
function stepProgress(): { readonly onStep: (name: string, total: number) => void; readonly onProgress: (progress: { done: number }) => void; readonly stop: () => void } {
  let bar: Progress | undefined;
  return {
    onStep(name, total) {
      bar?.stop();
      bar = total > 0 ? startProgress(name.padEnd(10), total) : undefined;
    },
    onProgress: ({ done }) => bar?.update(done),
    stop: () => bar?.stop(),
  };
}

async function search(spaceText: string, options: SearchCommandOptions): Promise<void> {
  if (options.top < 1) throw usageError('--top', { expected: 'at least 1', got: String(options.top) });
  const table = options.table === undefined ? undefined : readTable(options.table);
  const defaults = (await import('../spaces/index.js')).openSpace(spaceText).defaults;
  const plan = await openPlan(planOf(options, spaceText, options.proxy ?? defaults.proxies), options.workers === undefined ? {} : { workers: options.workers });
  const { resolved } = plan;
  const combination = combinationText(options.combine, plan);
  // Without a row it only checks its words: a wrong weight must not be found after the work is done.
  combineScores(combination, resolved.proxies.map(({ text, proxy }) => ({ key: text, id: proxy.id, direction: proxy.direction, scores: [] })));
  const { folder, mode } = runFolder(spaceText.split(':')[0], options);
  const settings: RunSettings = {
    assay: version(),
    plan: resolved.plan,
    searcher: options.searcher,
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
  };
  const journal = openJournal(folder, { settings, mode, onNotice: say });
  const setUp = performance.now();

  const progress = stepProgress();
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(usageError('interrupted', { expected: 'to finish', got: 'Ctrl-C', hint: `what was scored is kept: add --out ${folder} --resume to continue` }));
  process.once('SIGINT', onInterrupt);
  let outcome: SearchOutcome;
  try {
    outcome = await runSearch({
      resolved,
      runners: plan.runners,
      now: plan.now,
      searcher: options.searcher,
      ...(options.budget === undefined ? {} : { budget: options.budget }),
      journal,
      onStep: progress.onStep,
      onProgress: progress.onProgress,
      signal: interrupt.signal,
    });
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
    await plan.close();
    journal.close();
  }

  const combining = performance.now();
  const ranking = rankCandidates(outcome, resolved, combination, options.top);
  writeWhole(folder, join(folder, 'scores.csv'), scoresCsv(outcome, ranking));
  const reporting = performance.now();
  const reportPath = join(folder, 'report.html');
  const steps = [
    // The clock starts with the process: loading the program counts.
    { name: 'set-up', seconds: setUp / 1000 },
    ...outcome.steps,
    { name: 'combine and rank', seconds: (reporting - combining) / 1000 },
  ];
  const report = searchReport({ spaceText, settings, combination, outcome, ranking, steps, resolved, ...(table === undefined ? {} : { table }) });
  writeWhole(folder, reportPath, report.html);
  const ended = performance.now();
  const allSteps = [...steps, { name: 'report', seconds: (ended - reporting) / 1000 }];
  printSearch({ ranking, outcome, combination, resolved, steps: allSteps, json: options.json === true, correlations: report.correlations });
  if (options.json === true) return;
  print();
  print(`total ${formatSeconds(performance.now() / 1000)}; report ${reportPath}; every score in ${join(folder, 'scores.csv')}`);
}

/** `assay search <space>` */
export function searchCommand(): Command {
  const command = new Command('search')
    .description('Searches a space: scores its architectures, combines the ranks, prints the best and writes a report')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1')
    .option('--searcher <spec>', 'how to propose: exhaustive, random ...', 'exhaustive')
    .option('--budget <n>', 'most architectures to propose (random: 1000 unless given)', readInteger)
    .option('--combine <spec>', 'how to combine the scores: rank-sum:sed=1:epsilon=0.2, log-rank, z-mean, vote')
    .option('--out <dir>', 'folder for journal, scores and report (default: a new one under runs)')
    .option('--resume [dir]', 'continue the run of a folder that was interrupted, with the same settings')
    .option('--table <file>', 'accuracies to compare with in the report: a CSV table, plain or gzip')
    .option('--top <n>', 'how many of the best to print', readInteger, 10)
    .option('--json', 'the best as JSON, one a line');
  return addRunOptions(command)
    .addHelpText('after', `
Examples:
  assay search nas-bench-201
  assay search nas-bench-201 --batch 256 --out run1
  assay search nas-bench-201 --resume run1 --batch 256
  assay search nas-bench-201 --searcher random --budget 500 --proxy sed,epsilon --seed 3
  assay search nas-bench-201 --data cifar10:data_batch_1.bin --table nb201.csv.gz`)
    .action(search);
}
