/**
 * What a proxy is: it names the evidence it reads and turns that evidence into a score. It never runs anything itself;
 * the engine gathers what all chosen proxies request, each kind once for each architecture.
 */
import type { OptionSpecs, OptionValues } from '../core/options.js';
import type { Evidence, EvidenceRequest, ScoreSettings } from '../evidence/types.js';
import type { SpaceProperties } from '../spaces/types.js';

/** A score is a finite number or a reason why there is none. Never a sentinel, never NaN. */
export type Score =
  | { readonly ok: true; readonly value: number; readonly parts?: { readonly [name: string]: number } }
  | { readonly ok: false; readonly reason: string };

/** A score that is a number. @param parts its terms by name, where it has any. */
export function scored(value: number, parts?: { readonly [name: string]: number }): Score {
  if (!Number.isFinite(value)) return undefinedScore(`value is ${value}`);
  return parts === undefined ? { ok: true, value } : { ok: true, value, parts };
}

/** A score that does not exist. @param reason why, in a few words. */
export function undefinedScore(reason: string): Score {
  return { ok: false, reason };
}

/** What a proxy may know before anything is run. */
export interface ProxyContext {
  readonly space?: SpaceProperties | undefined;
  /** The run's initialisation; undefined: none was given. */
  readonly init?: string;
  /** The run's seed, for proxies that draw permutations or samples themselves. */
  readonly seed?: number;
}

/** Kinds of networks to which a proxy may be limited. */
export type ProxyDomain = 'transformers' | 'networks over maps' | 'chains of blocks' | 'networks with ReLU' | 'cells and blocks';

/** A zero-shot score: what it is, which evidence it requests, and how the score follows from it. */
export interface Proxy<O = unknown> {
  readonly id: string;
  readonly title: string;
  /** Paper with year and arXiv number, and every deviation from it worth a line in `assay list proxies`. */
  readonly paper: string;
  readonly note?: string;
  /** A note that concerns the spaces with a property only. */
  readonly noteOn?: { readonly property: keyof SpaceProperties; readonly note: string };
  /** The networks on which it is meaningful, if not all: others get a reason. */
  readonly definedOn?: ProxyDomain;
  /** If the default differs from what the paper printed: the settings that give the paper's figures. */
  readonly published?: { readonly proxy: string; readonly batch?: number; readonly undefinedPolicy?: 'last' | 'omit' };
  readonly direction: 'higher' | 'lower';
  /** Classes of images are read, though no loss is. */
  readonly readsLabels?: boolean;
  /** The score depends on the seed. */
  readonly seeded: boolean;
  /** Architectures of one canonical form share the score (false where it reads the genotype as written). */
  readonly sharedByCanonical: boolean;
  /** A size of the network, which every table shows: it is combined with other scores only if a weight names it. */
  readonly isBaseline?: true;
  /** Hash of the file it was read from, so that runs and caches notice when it changes. */
  readonly digest?: string;
  /** Canonical forms of the architectures whose accuracies it has learned: on these, its scores do not show how well it ranks others. */
  readonly learnedFrom?: readonly string[];
  /** How the scores were computed from which it learned: in runs that compute them otherwise, it predicts from other numbers. */
  readonly learnedWith?: ScoreSettings;
  readonly options: OptionSpecs;
  /** The evidence that the score needs. */
  requests(options: O, context: ProxyContext): readonly EvidenceRequest[];
  /** The score from the requested evidence: a value, or a reason why there is none. */
  score(evidence: Evidence, options: O, context: ProxyContext): Score;
}

/** Makes a proxy with its option types inferred. */
export function defineProxy<const S extends OptionSpecs>(
  proxy: Omit<Proxy<OptionValues<S>>, 'options'> & { readonly options: S },
): Proxy {
  return proxy as unknown as Proxy;
}
