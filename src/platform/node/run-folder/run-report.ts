/** Scores and report of a run folder, made from its journal. */
import { join } from 'node:path';
import { registry } from '../../../engine/built-in.js';
import { dataError, usageError } from '../../../core/errors.js';
import { requireFields } from '../../../core/require-shape.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { count, text } from '../../../core/schema/fields.js';
import { journalResult } from '../../../search/result/journal-result.js';
import type { ReportOptions, SearchReport, SearchResult } from '../../../search/result/result.js';
import { linePieces, pathKind, writeWhole } from '../files/files.js';
import { journalName, readExisting } from './journal-file.js';
import { createCollectorInRounds } from '../threads/collect-in-rounds.js';
import { withUserFiles } from '../user-code/with-user-files.js';

interface RunFiles {
  readonly scores: string;
  readonly report: string;
}

/** The paths of a run's scores and report. */
export function runFiles(folder: string): RunFiles {
  return { scores: join(folder, 'scores.csv'), report: join(folder, 'report.html') };
}

/**
 * Writes scores.csv and report.html of a search into the folder of its run.
 * @returns the report, with its correlations and notes.
 * @throws a usage error for a folder that cannot be written, data errors where the table does not fit the space.
 */
export async function writeRun(folder: string, result: SearchResult, options: ReportOptions = {}): Promise<SearchReport> {
  checkParameter('folder', text, folder);
  requireFields('result', 'the result of a search', result, 'csvLines', 'report');
  const files = runFiles(folder);
  createCollectorInRounds()(result.outcome.candidates.length);
  writeWhole(folder, files.scores, linePieces(result.csvLines()));
  const report = await result.report(options);
  writeWhole(folder, files.report, report.html);
  return report;
}

/** How the scores of a journal are combined and listed. */
export interface RunReportOptions {
  /** By default, as the run did. */
  readonly combine?: string;
  /** How many of the best the report lists, 10 unless given. */
  readonly top?: number;
}

const schema = requestSchema<RunReportOptions>({}, { combine: text, top: count(1) });

/**
 * Writes scores.csv and report.html of a run from its journal; those of a finished run, which hold more, are not changed.
 * @returns undefined if they already exist. @throws a data error for a folder without a journal or a damaged one, a usage error for options
 * where they already exist.
 */
export async function reportRun(folder: string, options: RunReportOptions = {}): Promise<SearchResult | undefined> {
  checkParameter('folder', text, folder);
  checkRequest('reportRun', schema, options);
  const path = join(folder, journalName);
  if (pathKind(path) !== 'file')
    throw dataError(folder, {
      expected: 'the folder of a run',
      got: pathKind(folder) === undefined ? 'nothing of that name' : `no ${journalName} in it`,
      code: 'missing',
    });
  const result = await readRun(folder, path, options);
  if (result === undefined) return undefined;
  await writeRun(folder, result);
  return result;
}

/** The result of a journal; undefined if it is finished and has its files. A function of its own, so that the entries are let go before the files are made. */
async function readRun(folder: string, path: string, options: RunReportOptions): Promise<SearchResult | undefined> {
  const { state } = readExisting(`journal ${folder}`, path);
  const files = runFiles(folder);
  if (state.isDone && pathKind(files.scores) === 'file' && pathKind(files.report) === 'file') {
    const [asked] = Object.keys(options);
    if (asked === undefined) return undefined;
    // They may hold more than a journal: correlations with a table, networks that were trained.
    throw usageError(files.report, {
      expected: `no file of a finished run, to be written anew with another \`${asked}\``,
      got: 'one',
      hint: 'delete it first',
      code: 'exists',
    });
  }
  return journalResult(state, {
    ...options,
    registry: state.settings === undefined ? registry : await withUserFiles(registry, state.settings.plan),
    now: () => performance.now(),
  });
}
