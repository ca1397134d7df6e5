/** The journal of a list of architectures that are scored as they are given: no search proposes them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { version } from '../../core/version.js';
import { plural } from '../../core/plural.js';
import { candidateName } from '../../engine/candidate-view.js';
import type { OpenedPlan } from '../../engine/host.js';
import type { Recorder } from '../../engine/recorder.js';
import type { Job } from '../../engine/types.js';
import { createRecall } from './replay.js';
import type { Journal, RunSettings, ShardSettings } from './types.js';

/** What a run of a list is, besides its plan. */
interface ListRun {
  readonly verb: 'score' | 'bench';
  /** The names of all that are scored by all shards, in order. */
  readonly names: readonly string[];
  /** How model files were read. */
  readonly reading?: string | undefined;
  readonly modelDigest?: string | undefined;
  readonly machine?: string | undefined;
  readonly shard?: ShardSettings | undefined;
}

/** The settings of a list: everything that decides the lines of its journal. */
export function listSettings(plan: OpenedPlan, { verb, names, reading, modelDigest, machine, shard }: ListRun): RunSettings {
  const digests = plan.resolved.proxies.flatMap(({ proxy }) => proxy.digest ?? []);
  const digest = bytesToHex(sha256(utf8ToBytes(names.join('\n')))).slice(0, 16);
  return {
    assay: version,
    plan: plan.resolved.plan,
    verb,
    searcher: 'list',
    list: `${plural(names.length, 'architecture')}, sha256 ${digest}`,
    ...(reading === undefined ? {} : { reading }),
    ...(modelDigest === undefined ? {} : { modelDigest }),
    ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
    ...(machine === undefined ? {} : { machine }),
    ...(digests.length === 0 ? {} : { proxyDigests: digests }),
    ...(plan.spaceDigest === undefined ? {} : { spaceDigest: plan.spaceDigest }),
    ...(shard === undefined ? {} : { shard }),
  };
}

/** Records the jobs of a list in a journal. */
export function createJournalRecorder(journal: Journal): Recorder {
  const recorded = createRecall(journal.state);
  const isEmpty = journal.state.evaluations.length === 0;
  let count = 0;
  return {
    replay(job) {
      // Most runs begin with an empty journal.
      if (isEmpty) return undefined;
      const evaluation = recorded.next({ ...job, candidate: nameOf(job) });
      if (evaluation !== undefined) count++;
      return evaluation;
    },
    async record(job, { scores, error, line }) {
      count++;
      await journal.append({
        type: 'evaluation',
        candidate: nameOf(job),
        scores,
        ...(error === undefined ? {} : { error }),
        ...(line === undefined ? {} : { line }),
      });
    },
    async finish() {
      recorded.requireEnd();
      if (!journal.state.isDone) await journal.append({ type: 'done', evaluations: count });
    },
    close: () => journal.close(),
  };
}

function nameOf({ name, candidate }: Job): string {
  return name ?? candidateName(candidate);
}
