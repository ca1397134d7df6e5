/**
 * Scores kept across runs. A score is filed under everything that decides it: the version, the space, the proxy with all its options,
 * data, batch, seed and initial weights where they matter, and the architecture, by its canonical form where the proxy allows it.
 * Only proxies that run or build networks are kept: the others are counted sooner than looked up. What runs on another engine may differ in
 * its last digits, so the engine counts; what is measured belongs to its machine.
 */
import type { Evaluation, Job, Runner, Runners } from '../../engine/types.js';
import {
  imageEvidence,
  measuredEvidence,
  wholeNetworkEvidence,
  type ResolvedPlan,
  type ResolvedProxy,
} from '../../engine/plan.js';
import { canonicalOf } from '../../engine/deduplicate.js';
import type { EvidenceKind, Score } from '../../proxies/types.js';

/** Where scores are kept. `partition`: what decides a score besides the architecture. */
export interface ScoreCache {
  get(partition: string, architecture: string): Score | undefined;
  set(partition: string, architecture: string, score: Score): void;
}

export interface CachedRunners {
  readonly runners: Runners;
  /** Scores that were found. */
  hits(): number;
}

export interface CacheOptions {
  readonly cache: ScoreCache;
  readonly resolved: ResolvedPlan;
  /** Assay's version: another one may score differently. */
  readonly version: string;
  /** Hash of the data's files, where it has any. */
  readonly digest?: string;
  /** What runs whole networks, with its version. */
  readonly engine?: string;
  /** Device and engine, for what is measured; without it such scores are not kept. */
  readonly machine?: string;
  /** Hash of the space's file, where the space is one. */
  readonly spaceDigest?: string;
}

const countable: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>(['topology', 'cost']);

/** Runners that look a score up before they run anything, and keep what they ran. */
export function withScoreCache(runners: Runners, options: CacheOptions): CachedRunners {
  const { cache, resolved } = options;
  const partitions = new Map(
    resolved.proxies.flatMap((own) =>
      own.requests.every(({ kind }) => countable.has(kind)) || lacksMachine(own, options)
        ? []
        : [[own.text, drawerOf(own, options)] as const],
    ),
  );
  const isShared = new Map(resolved.proxies.map(({ text, proxy }) => [text, proxy.sharedByCanonical]));
  let hits = 0;

  const find = (
    job: Job,
  ):
    | { readonly known: Evaluation['scores']; readonly rest: readonly string[]; readonly keyOf: (text: string) => string }
    | undefined => {
    const texts = job.proxies ?? resolved.proxies.map(({ text }) => text);
    if (typeof job.candidate !== 'string' || !texts.some((text) => partitions.has(text))) return undefined;
    const { candidate } = job;
    let form: string | undefined;
    const keyOf = (text: string): string =>
      isShared.get(text) ? (form ??= canonicalOf(resolved, candidate) ?? candidate) : candidate;
    const known: Record<string, Score> = {};
    const rest = texts.filter((text) => {
      const partition = partitions.get(text);
      const score = partition === undefined ? undefined : cache.get(partition, keyOf(text));
      if (score === undefined) return true;
      known[text] = score;
      return false;
    });
    return { known, rest, keyOf };
  };

  const cached = (runner: Runner): Runner => ({
    concurrency: runner.concurrency,
    async run(jobs, signal) {
      const found = jobs.map(find);
      const open = jobs.flatMap((job, i): Job[] => {
        const rest = found[i]?.rest;
        return rest === undefined ? [job] : rest.length === 0 ? [] : [{ candidate: job.candidate, proxies: rest }];
      });
      const ran = open.length === 0 ? [] : await runner.run(open, signal);
      let next = 0;
      return jobs.map((job, i): Evaluation => {
        const own = found[i];
        if (own === undefined) return ran[next++];
        hits += Object.keys(own.known).length;
        const fresh = own.rest.length === 0 ? { scores: {}, seconds: {} } : ran[next++];
        if ('error' in fresh) return fresh;
        for (const text of own.rest) {
          const partition = partitions.get(text);
          if (partition !== undefined) cache.set(partition, own.keyOf(text), fresh.scores[text]);
        }
        const texts = job.proxies ?? resolved.proxies.map(({ text }) => text);
        return {
          scores: Object.fromEntries(texts.map((text) => [text, own.known[text] ?? fresh.scores[text]])),
          seconds: Object.fromEntries(texts.map((text) => [text, fresh.seconds[text] ?? 0])),
        };
      });
    },
  });
  return { runners: { ...runners, choose: (proxies, jobs) => cached(runners.choose(proxies, jobs)) }, hits: () => hits };
}

/** Measured nobody says where. */
function lacksMachine({ requests }: ResolvedProxy, { machine }: CacheOptions): boolean {
  return machine === undefined && requests.some(({ kind }) => measuredEvidence.has(kind));
}

/** Everything besides the architecture that decides a proxy's score, as text; options as they were resolved, so that defaults need not be written. */
function drawerOf(
  { proxy, options, requests }: ResolvedProxy,
  { resolved: { plan }, version, digest, spaceDigest, engine, machine }: CacheOptions,
): string {
  const isMeasured = requests.some(({ kind }) => measuredEvidence.has(kind));
  const runsWhole = requests.some(({ kind }) => wholeNetworkEvidence.has(kind));
  const readsBatch = requests.some(({ kind }) => imageEvidence.has(kind));
  const isSeeded = proxy.seeded || plan.data === 'noise';
  return JSON.stringify({
    assay: version,
    space: plan.space,
    ...(spaceDigest === undefined ? {} : { spaceDigest }),
    proxy: proxy.id,
    options: Object.entries(options as { readonly [name: string]: unknown }).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(readsBatch ? { data: plan.data, batch: plan.batch } : {}),
    ...(readsBatch && digest !== undefined ? { digest } : {}),
    ...(isSeeded ? { seed: plan.seed } : {}),
    ...(isMeasured ? { machine } : {}),
    ...(runsWhole && engine !== undefined ? { engine } : {}),
    ...(plan.init === undefined ? {} : { init: plan.init }),
  });
}
