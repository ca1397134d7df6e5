/** What a rank correlation with a few known accuracies allows one to say, as a plain sentence. */
import { plural } from '../core/plural.js';
import { pairsToTell, type PartialCorrelation } from '../core/statistics/index.js';

/** What the figures allow to say. */
export type VerdictKind =
  /** The interval holds 0. */
  | 'unknown'
  | 'ranks'
  /** It ranks as size does, and adds nothing to it. */
  | 'size'
  /** Lower scores are better. */
  | 'reversed'
  /** All scores are equal. */
  | 'constant';

/** What a few known accuracies say about a score. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
}

export interface VerdictFacts {
  readonly n: number;
  readonly tau: number | null;
  readonly interval: readonly [number, number] | null;
  /** Given params and MACs (and family); null where these leave nothing of the score. */
  readonly partial: PartialCorrelation | null;
  /** Largest rank correlation of the score with params or MACs, without its sign. */
  readonly withSize: number;
  /** The score is itself a size. */
  readonly isSize: boolean;
  /** What is taken away besides params and MACs. */
  readonly hasFamilies: boolean;
}

/** A score that is as close to size follows it. */
const followsSize = 0.8;
/** More networks than this are no advice. */
const mostAdvised = 300;

/** `.62`, `-.05` */
export function shortNumber(value: number): string {
  return value
    .toFixed(2)
    .replace(/^(-?)0\./, '$1.')
    .replace(/^-\.00$/, '.00');
}

export function shortInterval([low, high]: readonly [number, number]): string {
  return `[${shortNumber(low)}, ${shortNumber(high)}]`;
}

/** The sentence. */
export function verdictOf({ n, tau, interval, partial, withSize, isSize, hasFamilies }: VerdictFacts): Verdict {
  if (tau === null || interval === null) return { kind: 'constant', text: 'gives all these networks one score' };
  const figures = `tau ${shortNumber(tau)} ${shortInterval(interval)}`;
  const [low, high] = interval;
  if (low <= 0 && high >= 0) {
    const needed = pairsToTell(tau);
    const advice = needed <= n || needed > mostAdvised ? '' : `; should it stay at ${shortNumber(tau)}, ${needed} would tell`;
    return { kind: 'unknown', text: `nothing is certain yet with ${plural(n, 'network')} (${figures})${advice}` };
  }
  if (high < 0) return { kind: 'reversed', text: `ranks your space the wrong way round: ${figures}` };
  if (isSize) return { kind: 'ranks', text: `ranks your space: ${figures}` };
  const size = hasFamilies ? 'size and family' : 'size';
  const beyond =
    partial === null
      ? undefined
      : `${shortNumber(partial.value)}${partial.interval === null ? '' : ` ${shortInterval(partial.interval)}`}`;
  if (partial !== null && partial.interval !== null && partial.interval[0] > 0)
    return { kind: 'ranks', text: `ranks your space: ${figures}, and adds to ${size} (${beyond})` };
  if (partial === null || withSize >= followsSize || (hasFamilies && partial.value <= 0))
    return {
      kind: 'size',
      text: `merely follows ${size}: ${figures}, ${beyond === undefined ? 'and nothing is left without it' : `beyond ${size} ${beyond}`}`,
    };
  if (partial.interval !== null && partial.interval[1] < 0)
    return {
      kind: 'size',
      text: `ranks your space only as far as it follows ${size}: ${figures}; between networks of one size it ranks the other way (${beyond})`,
    };
  return { kind: 'ranks', text: `ranks your space: ${figures}; whether it adds to ${size} is not certain yet (${beyond})` };
}
