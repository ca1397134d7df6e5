/**
 * Scores kept across runs. The key of a score holds everything that decides it: the version, the space, the proxy with all its options,
 * data, batch, seed and initial weights where they matter, and the architecture, by its canonical form where the proxy allows it.
 * Only scores of proxies that run or build networks are kept: the others are faster to compute than to look up. Another engine may differ in
 * the last digits, so the engine is part of the key; a measurement belongs to its machine.
 */
import { must } from '../../core/must.js';
import { columnOf } from '../column-of.js';
import type { Evaluation, Job, Runner, Runners } from '../../engine/types.js';
import { hasImageSize, type ResolvedPlan, type ResolvedProxy } from '../../engine/plan.js';
import { canonicalOf } from '../../engine/deduplicate.js';
import { isCounted, isMeasured, runsNetwork, traitsOf } from '../../evidence/levels.js';
import type { Score } from '../../proxies/types.js';

/** Where scores are kept: a folder (`openScoreCache` of `assay/node`) or memory (`createMemoryCache`). `partition`: what decides a score besides the architecture. */
export interface ScoreCache {
  /** The scores of these architectures, in their order; undefined where none is kept. */
  get(partition: string, architectures: readonly string[]): Promise<readonly (Score | undefined)[]>;
  /** Saves scores by architecture; scores that are already saved stay as they are. */
  set(partition: string, scores: ReadonlyMap<string, Score>): Promise<void>;
}

export interface CachedRunners {
  readonly runners: Runners;
  /** Scores that were found. */
  hits(): number;
}

interface CacheOptions {
  readonly cache: ScoreCache;
  readonly resolved: ResolvedPlan;
  /** Assay's version: another one may score differently. */
  readonly version: string;
  /** Hash of the data's files, where it has any. */
  readonly digest?: string;
  /** The engine that runs networks, with its version. */
  readonly engine?: string;
  /** Device and engine of measurements; without it measured scores are not kept. */
  readonly machine?: string;
  /** Hash of the space's file, if the space comes from a file. */
  readonly spaceDigest?: string;
}

/** What is known of a job before it runs. */
interface Lookup {
  readonly job: Job;
  /** Its proxies. */
  readonly texts: readonly string[];
  /** The key of its architecture in the partition of each kept proxy. */
  readonly keys: ReadonlyMap<string, string>;
  /** The scores that the cache holds, by proxy. */
  readonly found: ReadonlyMap<string, Score>;
  /** Proxies without a score. */
  readonly missing: readonly string[];
}

/** Runners that look a score up before they run anything, and save what they ran. */
export function withScoreCache(runners: Runners, options: CacheOptions): CachedRunners {
  const { cache, resolved } = options;
  const partitions = new Map(
    resolved.proxies.flatMap((proxy) =>
      proxy.requests.every(isCounted) || lacksMachine(proxy, options) ? [] : [[proxy.text, partitionOf(proxy, options)] as const],
    ),
  );
  const isShared = new Map(resolved.proxies.map(({ text, proxy }) => [text, proxy.sharedByCanonical]));
  let hits = 0;

  const textsOf = (job: Job): readonly string[] => job.proxies ?? resolved.proxies.map(({ text }) => text);

  /** The key of a job's architecture in the partition of each kept proxy, by its text. */
  const keysOf = (job: Job): ReadonlyMap<string, string> => {
    const keys = new Map<string, string>();
    if (typeof job.candidate !== 'string') return keys;
    const { candidate } = job;
    let form: string | undefined;
    for (const text of textsOf(job))
      if (partitions.has(text))
        keys.set(text, isShared.get(text) ? (form ??= canonicalOf(resolved, candidate, job.known) ?? candidate) : candidate);
    return keys;
  };

  /** What the cache holds for each job. */
  const lookUp = async (jobs: readonly Job[]): Promise<Lookup[]> => {
    const lookups = jobs.map((job) => ({ job, texts: textsOf(job), keys: keysOf(job), found: new Map<string, Score>() }));
    for (const [text, partition] of partitions) {
      const asked = lookups.flatMap(({ keys, found }) => {
        const key = keys.get(text);
        return key === undefined ? [] : [{ key, found }];
      });
      if (asked.length === 0) continue;
      const scores = await cache.get(
        partition,
        asked.map(({ key }) => key),
      );
      for (const [i, { found }] of asked.entries()) {
        const score = scores[i];
        if (score !== undefined) found.set(text, score);
      }
    }
    return lookups.map((lookup) => ({ ...lookup, missing: lookup.texts.filter((text) => !lookup.found.has(text)) }));
  };

  const cached = (runner: Runner): Runner => ({
    get concurrency() {
      return runner.concurrency;
    },
    get callSizes() {
      return runner.callSizes;
    },
    async run(jobs, signal) {
      const lookups = await lookUp(jobs);
      const open = lookups.flatMap(({ job, found, missing }): Job[] =>
        found.size === 0 ? [job] : missing.length === 0 ? [] : [{ ...job, proxies: missing }],
      );
      const ran = open.length === 0 ? [] : await runner.run(open, signal);
      const fresh = new Map<string, Map<string, Score>>();
      let next = 0;
      const evaluations = lookups.map(({ texts, keys, found, missing }): Evaluation => {
        hits += found.size;
        const done = missing.length === 0 ? { scores: {}, seconds: {} } : must(ran[next++], 'an evaluation of each job');
        if ('error' in done) return done;
        const { scores, seconds }: Evaluation = done;
        for (const text of missing) {
          const partition = partitions.get(text);
          const key = keys.get(text);
          if (partition === undefined || key === undefined) continue;
          if (!fresh.has(partition)) fresh.set(partition, new Map());
          fresh.get(partition)?.set(key, columnOf(scores, text));
        }
        if (found.size === 0) return done;
        return {
          scores: Object.fromEntries(texts.map((text) => [text, found.get(text) ?? columnOf(scores, text)])),
          seconds: Object.fromEntries(texts.map((text) => [text, seconds[text] ?? 0])),
        };
      });
      for (const [partition, scores] of fresh) await cache.set(partition, scores);
      return evaluations;
    },
  });
  return { runners: { ...runners, choose: (proxies, jobs) => cached(runners.choose(proxies, jobs)) }, hits: () => hits };
}

/** True if the score is a measurement and the machine is unknown. */
function lacksMachine({ requests }: ResolvedProxy, { machine }: CacheOptions): boolean {
  return machine === undefined && requests.some(isMeasured);
}

/** Everything besides the architecture that decides a proxy's score, as text; with resolved options, so that defaults and written options are equal. */
function partitionOf(
  { proxy, options, requests }: ResolvedProxy,
  { resolved: { plan }, version, digest, spaceDigest, engine, machine }: CacheOptions,
): string {
  const takesBatch = requests.some((request) => traitsOf(request).takesBatch);
  const isSeeded = proxy.seeded || plan.data === 'noise';
  return JSON.stringify({
    assay: version,
    space: plan.space,
    ...(spaceDigest === undefined ? {} : { spaceDigest }),
    proxy: proxy.id,
    ...(proxy.digest === undefined ? {} : { proxyDigest: proxy.digest }),
    options: Object.entries(options as { readonly [name: string]: unknown }).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(takesBatch ? { data: plan.data, batch: plan.batch } : {}),
    ...(hasImageSize(plan, requests) ? { imageSize: plan.imageSize } : {}),
    ...(takesBatch && digest !== undefined ? { digest } : {}),
    ...(isSeeded ? { seed: plan.seed } : {}),
    ...(requests.some(isMeasured) ? { machine } : {}),
    ...(engine !== undefined && requests.some(runsNetwork) ? { engine } : {}),
    ...(plan.init === undefined ? {} : { init: plan.init }),
  });
}
