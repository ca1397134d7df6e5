/** What a rank correlation with a few known accuracies allows one to say, as a plain sentence. */
import { plural } from '../core/plural.js';
import { pairsToTell, type PartialCorrelation } from '../core/statistics/index.js';

/** What the figures allow to say. */
export type VerdictKind =
  /** The interval holds 0. */
  | 'unknown'
  | 'ranks'
  /** The same, but the lower end of the interval is so low that it may say little of one network against another. */
  | 'weak'
  /** It ranks as size does, and adds nothing to it, or little. */
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
  /** Given params and MACs (and family); null where these leave nothing of the score or of the accuracies, or too few pairs. */
  readonly partial: PartialCorrelation | null;
  /** Params, MACs and families are nearly as many as the networks: what is left of these judges nothing. */
  readonly isTooFew: boolean;
  /** The score is itself a size. */
  readonly isSize: boolean;
  /** What is taken away besides params and MACs. */
  readonly hasFamilies: boolean;
  /** Networks without the score. */
  readonly undefined: number;
}

/** More networks than this are no advice. */
const mostAdvised = 300;
/** A correlation below it is weak: of two networks, a tau of it finds the better one less than two times in three. */
const weakest = 0.3;

/**
 * How verdicts are made, in one line. They follow the two intervals alone: the scores of a check are judged by as many networks, so that of two intervals
 * the one that begins higher ends higher, and a better verdict never has a lower lower end.
 */
export const verdictRule = `verdict: where tau's interval lies above 0 a score ranks, weakly if it begins below ${shortNumber(weakest)}; where the interval beyond size lies above 0 it adds to size, where it ends below ${shortNumber(weakest)} it merely follows size; anything else is not certain yet`;

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

/** -1 or 1 where a correlation beyond size is certainly of that sign, by its interval; otherwise 0. */
function certainSign(partial: PartialCorrelation | null): -1 | 0 | 1 {
  const [low, high] = partial?.interval ?? [0, 0];
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

/** The sentence. It claims of size only what the figures beside it allow. */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { n, tau, interval, partial, isSize, hasFamilies } = facts;
  if (facts.undefined === n) return { kind: 'constant', text: 'is undefined for all these networks' };
  if (tau === null || interval === null) return { kind: 'constant', text: 'gives all these networks one score' };
  const figures = `tau ${shortNumber(tau)} ${shortInterval(interval)}`;
  const size = hasFamilies ? 'size and family' : 'size';
  const beyond =
    partial === null
      ? ''
      : `${shortNumber(partial.value)}${partial.interval === null ? '' : ` ${shortInterval(partial.interval)}`}`;
  const sign = isSize ? 0 : certainSign(partial);
  const within = `between networks of one ${size}`;
  const [low, high] = interval;
  if (low <= 0 && high >= 0) {
    const enough = pairsToTell(tau);
    const advice = enough <= n || enough > mostAdvised ? '' : `; should it stay at ${shortNumber(tau)}, ${enough} would tell`;
    const text =
      sign === 0
        ? `nothing is certain yet with ${plural(n, 'network')} (${figures})${advice}`
        : `ranks the ${sign > 0 ? 'right' : 'wrong'} way round only ${within} (${beyond}); over all nothing is certain yet (${figures})`;
    return { kind: 'unknown', text };
  }
  if (high < 0) {
    const but = sign > 0 ? `; ${within} it ranks the right way round (${beyond})` : '';
    return { kind: 'reversed', text: `ranks your space the wrong way round: ${figures}${but}` };
  }
  // What is certain is the lower end: five networks in perfect order leave room for a tau of .17.
  const isWeak = low < weakest;
  const kind = isWeak ? 'weak' : 'ranks';
  const ranks = `ranks your space${isWeak ? `, for certain only weakly (tau ${shortNumber(low)} or more)` : ''}`;
  const needed = Math.max(n + 1, pairsToTell(tau, weakest));
  const more =
    !isWeak || needed > mostAdvised
      ? ''
      : `; more networks are needed: should it stay at ${shortNumber(tau)}, ${needed} would tell whether it ranks well`;
  if (isSize) return { kind, text: `${ranks}: ${figures}${more}` };
  if (sign > 0) return { kind, text: `${ranks}: ${figures}, and adds to ${size} (${beyond})${more}` };
  if (sign < 0)
    return {
      kind: 'size',
      text: `ranks your space only as far as it follows ${size}: ${figures}; ${within} it ranks the other way (${beyond})`,
    };
  if (merelyFollows(facts))
    return {
      kind: 'size',
      text: `merely follows ${size}: ${figures}, ${partial === null ? 'and nothing is left without it' : `beyond ${size} ${beyond}`}`,
    };
  const why = facts.isTooFew
    ? `${plural(n, 'network')} are too few to tell it from ${size}`
    : `whether it adds to ${size} is not certain yet (${beyond})`;
  return { kind, text: `${ranks}: ${figures}; ${why}${more}` };
}

/** Size leaves nothing of it, or certainly little. */
function merelyFollows({ partial, isTooFew }: VerdictFacts): boolean {
  if (partial === null) return !isTooFew;
  return partial.interval !== null && partial.interval[1] < weakest;
}
