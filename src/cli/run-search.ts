/** A search of the command line: progress, Ctrl-C, and the folder of the run with its scores and report. */
import { formatSeconds } from '../core/format-number.js';
import { AssayError } from '../core/errors.js';
import { plural } from '../core/plural.js';
import { openSearch } from '../platform/node/requests/open-search.js';
import { reportRun, runFiles, writeRun } from '../platform/node/run-folder/run-report.js';
import { createCollectorInRounds } from '../platform/node/threads/collect-in-rounds.js';
import type { SearchSession } from '../search/open-search.js';
import { requireJournal } from '../search/shard/check-shard.js';
import type { ReportOptions, SearchReport, SearchResult } from '../search/result/result.js';
import { interruptible } from './interrupt.js';
import { Interrupted, notify, print, say } from './output.js';
import { keptIn, requireRun, runFolder } from './run-folder.js';
import type { SearchCommandOptions } from './search.js';
import { countsOf } from './search-output.js';
import { searchProgress } from './search-progress.js';
import { printPart, namedShard } from './shard-option.js';
import { finalistProgress } from './training-progress.js';

/** A search that ended, its files written. */
export interface FinishedRun {
  readonly session: SearchSession;
  readonly result: SearchResult;
  readonly report: SearchReport;
  readonly steps: SearchResult['steps'];
  readonly folder: string;
}

interface RunNames {
  /** The start of a new folder's name. */
  readonly name: string;
  /** What the report shows besides, from the result. */
  readonly reportOptions?: (result: SearchResult, session: SearchSession) => Promise<ReportOptions>;
}

/** Runs a search to its end and writes its files. @returns undefined for a part of a search, whose files are merged later. */
export async function runSearchCommand(
  space: string,
  options: SearchCommandOptions,
  { name, reportOptions }: RunNames,
): Promise<FinishedRun | undefined> {
  const { proxy, objective, out: _, resume: __, json: ___, shard: part, ...same } = options;
  const { shard } = namedShard(part);
  // Without a name it would be saved in a folder that no other part knows.
  if (shard !== undefined) requireJournal(options.out !== undefined || options.resume !== undefined);
  const { folder, mode } = runFolder(name, options);
  if (mode === 'resume') requireRun(folder);
  const session = await openSearch({
    ...same,
    // All trained architectures are listed; a wrong number is refused as it was given.
    top: options.top < 1 ? options.top : Math.max(options.top, options.train ?? 0),
    space,
    folder,
    resume: mode === 'resume',
    ...(shard === undefined ? {} : { shard }),
    // The clock starts with the process: loading the program counts.
    startedAt: 0,
    onNotice: notify,
    ...(proxy === undefined ? {} : { proxies: proxy }),
    ...(objective === undefined ? {} : { objectives: objective }),
  });
  const training = finalistProgress();
  const { stop, ...progress } = searchProgress(session.learns, {
    budget: options.budget,
    deadline: session.deadline,
    objectives: session.objectives.length,
  });
  const collect = createCollectorInRounds();
  const result = await interruptible(
    () => keptIn(folder),
    (signal) =>
      session.run({
        ...progress,
        onRound(round) {
          progress.onRound?.(round);
          collect(round.candidates.texts.length);
        },
        onTraining(event) {
          stop();
          training.tell(event);
        },
        signal,
      }),
  )
    .finally(() => {
      stop();
      training.stop();
    })
    .catch(async (error: unknown) => {
      if (error instanceof Interrupted) await reportInterrupted(folder);
      throw error;
    });
  if (shard !== undefined) {
    printPart(shard, plural(result.outcome.candidates.length, 'architecture'), folder);
    return undefined;
  }
  const begun = performance.now();
  const report = await writeRun(folder, result, await reportOptions?.(result, session));
  const steps = [...result.steps, { name: 'report', seconds: (performance.now() - begun) / 1000 }];
  return { session, result, report, steps, folder };
}

/** An interrupted run also gets scores and a report of what was scored so far; it is no error if there is nothing yet. */
async function reportInterrupted(folder: string): Promise<void> {
  try {
    const result = await reportRun(folder);
    const { report, scores } = runFiles(folder);
    say(`so far${result === undefined ? '' : `, ${countsOf(result)}`}: report ${report}; every score in ${scores}`);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
  }
}

/** The last line: how long it took, and where everything is. */
export function printTotal({ steps, folder }: Pick<FinishedRun, 'steps' | 'folder'>, { seconds }: SearchCommandOptions): void {
  const { scores, report } = runFiles(folder);
  print();
  const total = performance.now() / 1000;
  const [longest] = steps.toSorted((a, b) => b.seconds - a.seconds);
  const late =
    seconds !== undefined && total > 1.1 * seconds && longest !== undefined
      ? ` (more than --seconds ${seconds}: ${longest.name} took ${formatSeconds(longest.seconds)})`
      : '';
  print(`total ${formatSeconds(total)}${late}; report ${report}; every score in ${scores}`);
}
