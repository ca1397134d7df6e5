/** Scores and report of a run folder, made from its journal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '../../engine/built-in.js';
import { dataError } from '../../core/errors.js';
import { readJournal } from '../../search/journal/journal.js';
import { journalResult } from '../../search/result/journal-result.js';
import type { SearchResult } from '../../search/result/result.js';
import { pathKind, reading, writeWhole } from './files.js';
import { journalName } from './journal-file.js';
import { withSpaceFile } from './load-space.js';

export interface RunFiles {
  readonly scores: string;
  readonly report: string;
}

/** The paths of a run's scores and report. */
export function runFiles(folder: string): RunFiles {
  return { scores: join(folder, 'scores.csv'), report: join(folder, 'report.html') };
}

export interface RunReportOptions {
  readonly combine?: string;
  readonly top?: number;
}

/**
 * Writes scores.csv and report.html of a run from its journal; those of a finished run, which hold more, are not changed.
 * @returns undefined if they already exist. @throws a data error for a folder without a journal or a damaged one.
 */
export async function reportRun(folder: string, options: RunReportOptions = {}): Promise<SearchResult | undefined> {
  const path = join(folder, journalName);
  if (pathKind(path) !== 'file')
    throw dataError(folder, { expected: 'the folder of a run', got: `no ${journalName} in it`, code: 'missing' });
  const where = `journal ${folder}`;
  const bytes = reading(where, 'a readable journal', () => readFileSync(path));
  const state = readJournal(where, bytes.toString('utf8', 0, bytes.lastIndexOf(0x0a) + 1));
  const files = runFiles(folder);
  if (state.isDone && pathKind(files.scores) === 'file' && pathKind(files.report) === 'file') return undefined;
  const result = journalResult(state, {
    ...options,
    registry: await withSpaceFile(registry, state.settings?.plan.space),
    now: () => performance.now(),
  });
  writeWhole(folder, files.scores, result.csv());
  writeWhole(folder, files.report, (await result.report()).html);
  return result;
}
