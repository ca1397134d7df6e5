/** Makes one run of the parts that `shard` gave to many machines. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BenchResult } from '../../../benchmarks/bench-proxies.js';
import { parameter, usageError } from '../../../core/errors.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { hook, signal as signalField, text, texts } from '../../../core/schema/fields.js';
import type { Progress } from '../../../engine/stream.js';
import { describeDifference } from '../../../search/journal/settings.js';
import type { JournalStore, RunSettings } from '../../../search/journal/types.js';
import type { SearchReport, SearchResult } from '../../../search/result/result.js';
import type { ScoringResult } from '../../../search/scoring/open-scoring.js';
import { checkParts, type MakesPart } from '../../../search/shard/check-parts.js';
import { createPartRunner, hostOfParts } from '../../../search/shard/part-runner.js';
import { recordedRequest } from '../../../search/shard/request-record.js';
import { benchProxiesOn, type NodeBenchRequest } from './bench-proxies.js';
import { writeWhole } from '../files/files.js';
import { createNodeHost, type NodeHostOptions } from './host.js';
import { journalName, openJournal } from '../run-folder/journal-file.js';
import { openScoringOn, type NodeScoringRequest } from './open-scoring.js';
import { openSearchOn, type NodeSearchRequest } from './open-search.js';
import { openPart } from '../run-folder/part-folder.js';
import { hostOfForms, readForms } from '../run-folder/part-forms.js';
import { runFiles, writeRun } from '../run-folder/run-report.js';

/** Where the merged run goes. */
export interface MergeRequest {
  /** The folder of the merged run; one that a merge of the same parts left unfinished is continued. */
  readonly folder: string;
  /** Architectures merged so far. */
  readonly onProgress?: (progress: Pick<Progress, 'done' | 'total'>) => void;
  readonly signal?: AbortSignal;
  /** Says in an error how to make a part that is missing or was interrupted; by default, as a call. */
  readonly makes?: MakesPart;
}

/** A merged run: what the command would have given on one machine. */
export type MergedRun =
  | { readonly verb: 'search'; readonly result: SearchResult; readonly report: SearchReport }
  | { readonly verb: 'score'; readonly result: ScoringResult }
  | { readonly verb: 'bench'; readonly result: BenchResult };

const schema = requestSchema<MergeRequest>({ folder: text }, { onProgress: hook, signal: signalField, makes: hook });

/**
 * Makes one run of all parts of a divided `openSearch`, `openScoring` or `benchProxies`: its journal and scores.csv hold the bytes that one machine would
 * have written. Nothing is scored again; everything is proposed again, so that the parts are checked against it, and ranked together.
 * @param folders of the parts, in any order.
 * @throws a usage error for parts of different settings, versions or engines, one that is there twice, interrupted or missing; a data error for a damaged one.
 */
export async function mergeRuns(folders: readonly string[], request: MergeRequest): Promise<MergedRun> {
  checkParameter('folders', texts, folders);
  checkRequest('mergeRuns', schema, request);
  const { folder, onProgress, signal, makes } = request;
  const parts = checkParts(folders.map(openPart), makes);
  if (folders.some((part) => resolve(part) === resolve(folder)))
    throw usageError(parameter('folder'), {
      expected: 'a folder for the merged run',
      got: `${folder}, which is a part`,
      code: 'mismatch',
    });
  const [{ settings }] = parts;
  const { shard, ...complete } = settings;
  const runner = createPartRunner(parts);
  const forms = readForms(parts.map(({ where }) => where));
  const hostOf = (options: NodeHostOptions) =>
    hostOfForms(hostOfParts(createNodeHost({ ...options, looksUp: true }), runner, settings.machine), forms);
  const journal = sameSettings(folder, complete);
  const asked = {
    ...recordedRequest(shard.request),
    journal,
    resume: existsSync(join(folder, journalName)),
  };
  const hooks = {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  if (settings.verb === 'bench') {
    const { space, ...rest } = asked as NodeBenchRequest & { readonly space: string };
    const progress = onProgress === undefined ? {} : { onProgress: (done: number) => onProgress({ done }) };
    const result = await benchProxiesOn(space, { ...rest, ...(signal === undefined ? {} : { signal }), ...progress }, hostOf);
    runner.finish();
    writeWhole(folder, runFiles(folder).scores, result.csv());
    // Nothing was timed here.
    return { verb: 'bench', result: { ...result, rows: result.rows.map((row) => ({ ...row, seconds: null })) } };
  }
  if (settings.verb === 'score') {
    const session = await openScoringOn(asked as NodeScoringRequest & typeof asked, hostOf);
    const result = await session.run(hooks);
    runner.finish();
    writeWhole(folder, runFiles(folder).scores, result.csv());
    return { verb: 'score', result };
  }
  const session = await openSearchOn(asked as NodeSearchRequest & typeof asked, hostOf);
  const result = await session.run(hooks);
  runner.finish();
  return { verb: 'search', result, report: await writeRun(folder, result) };
}

/** The journal, refused to a run that is not that of the parts: a file that they read has changed, or this is another version. */
function sameSettings(folder: string, wanted: RunSettings): JournalStore {
  return {
    async open(options) {
      const difference = describeDifference(wanted, options.settings);
      if (difference !== undefined)
        throw usageError('merge', {
          expected: `${difference[0]}, as in the parts`,
          got: `${difference[1]} here`,
          hint: 'merge with the version and the files that made the parts',
          code: 'mismatch',
        });
      return openJournal(folder, options);
    },
  };
}
