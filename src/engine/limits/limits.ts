/**
 * Hard limits on candidates, such as `params<4e6 and macs<600e6`. A candidate is judged by quantities that its space counts by formula;
 * it is built only if these leave the limit undecided. Scores in a limit, such as a measured latency, are judged when they
 * are known: until then a candidate that may still meet the limit is admitted.
 */
import { compileCondition, conditionText, namesIn, partsOf } from '../../core/condition/index.js';
import { formatCount } from '../../core/format-number.js';
import { usageError, type AssayError, parameter } from '../../core/errors.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createQuantityReader, parseLimits, pickQuantities, quantities, type Quantity } from './quantities.js';

/** How many architectures met the limits, and how many broke them. */
export interface LimitCounts {
  readonly admitted: number;
  readonly rejected: number;
}

/** The smallest and the largest value seen. */
export interface SeenRange {
  readonly quantity: string;
  readonly min: number;
  readonly max: number;
}

/** A part of limits that must all be met. */
export interface LimitPart {
  /** `params < 4,000,000` */
  readonly text: string;
  readonly met: number;
}

/** Limits that architectures must meet, judged before they are scored. */
export interface Limits {
  readonly text: string;
  /** Whether a genotype meets the limits, as far as is known before it is scored. Every call is counted. */
  admits(genotype: unknown): boolean;
  /** Names in the limits that are scores. */
  readonly later: readonly string[];
  /** Whether a genotype meets the limits now that its scores are known; NaN stands for no score and meets no limit. */
  keeps(genotype: unknown, scoreOf: (name: string) => number): boolean;
  /** Counts candidates that were judged elsewhere. */
  add(counts: LimitCounts, seen: readonly SeenRange[]): void;
  /** How many were admitted and rejected so far. */
  counts(): LimitCounts;
  /** The parts that `and` joins, and how many of some genotypes meet each one; those that name scores are left out. */
  countParts(genotypes: Iterable<unknown>): LimitPart[];
  /** The values seen so far of each quantity in the limits; those that were never needed are left out. */
  seen(): SeenRange[];
}

const where = parameter('where');

interface LimitNames {
  /** Quantities that may occur; by default, those that can be counted. */
  readonly known?: readonly Quantity[];
  /** Names of scores that may occur. */
  readonly later?: readonly string[];
}

/** The quantities and scores that a condition names. @throws a usage error that points at the character. */
export function namesInLimits(text: string, { known = quantities, later = [] }: LimitNames = {}): string[] {
  return namesIn(parseLimits(text, known, later));
}

/** @throws a usage error that points at the character at which the text stops being a condition over known names. */
export function createLimits(
  text: string,
  space: Pick<SearchSpace, 'cost' | 'build'>,
  { known = quantities, later: scores = [] }: LimitNames = {},
): Limits {
  const condition = parseLimits(text, known, scores);
  const named = namesIn(condition);
  if (named.length === 0)
    throw usageError(where, {
      expected: 'a condition on the candidates',
      got: text,
      hint: `quantities: ${known.map(({ id }) => id).join(', ')}`,
      code: 'malformed',
    });
  const later = named.filter((name) => scores.includes(name));
  /** Scores come last. */
  const names = [...named.filter((name) => !later.includes(name)), ...later];
  const decide = compileCondition(condition, names);
  const reader = createQuantityReader(space, pickQuantities(names.slice(0, names.length - later.length), known));
  const values = new Float64Array(names.length).fill(NaN);
  const min = new Float64Array(names.length).fill(Infinity);
  const max = new Float64Array(names.length).fill(-Infinity);
  const low = (i: number): number => min[i] ?? Infinity;
  const high = (i: number): number => max[i] ?? -Infinity;
  let admitted = 0;
  let rejected = 0;
  const note = (): void => {
    for (let i = 0; i < names.length; i++) {
      const value = values[i] ?? NaN;
      if (value < low(i)) min[i] = value;
      if (value > high(i)) max[i] = value;
    }
  };
  const judge = (genotype: unknown): boolean | undefined => {
    const needsBuild = reader.fillCounted(genotype, values);
    const decision = decide(values);
    if (decision !== undefined || !needsBuild) return decision;
    reader.fillBuilt(genotype, values);
    return decide(values);
  };
  return {
    text,
    later,
    admits(genotype) {
      const isAdmitted = judge(genotype) ?? later.length > 0;
      note();
      if (isAdmitted) admitted++;
      else rejected++;
      return isAdmitted;
    },
    keeps(genotype, scoreOf) {
      for (const name of later) values[names.indexOf(name)] = scoreOf(name);
      const isKept = judge(genotype) === true;
      note();
      for (const name of later) values[names.indexOf(name)] = NaN;
      return isKept;
    },
    add(counts, ranges) {
      admitted += counts.admitted;
      rejected += counts.rejected;
      for (const range of ranges) {
        const place = names.indexOf(range.quantity);
        min[place] = Math.min(low(place), range.min);
        max[place] = Math.max(high(place), range.max);
      }
    },
    counts: () => ({ admitted, rejected }),
    countParts(genotypes) {
      const parts = partsOf(condition)
        .filter((part) => namesIn(part).every((name) => !later.includes(name)))
        .map((part) => ({ text: conditionText(part), decides: compileCondition(part, names), met: 0 }));
      for (const genotype of genotypes) {
        if (reader.fillCounted(genotype, values)) reader.fillBuilt(genotype, values);
        for (const part of parts) if (part.decides(values) === true) part.met++;
      }
      return parts.map(({ text: own, met }) => ({ text: own, met }));
    },
    seen: () => names.flatMap((quantity, i) => (low(i) <= high(i) ? [{ quantity, min: low(i), max: high(i) }] : [])),
  };
}

/** What explains limits that nothing met. */
interface Unsatisfied {
  /** Networks on which the parts of the limits are counted one by one. */
  readonly among?: readonly unknown[];
  /** How many the search was to propose. */
  readonly budget?: number | undefined;
}

/** Nothing was admitted: says how many were tried and their values, and how many meet each part, so that the user sees how far off the limits are. */
export function unsatisfied(
  { text, counts, seen, countParts }: Limits,
  { among = [], budget = Infinity }: Unsatisfied = {},
): AssayError {
  const { rejected } = counts();
  const format = (value: number): string => (Number.isInteger(value) ? formatCount(value) : value.toPrecision(4));
  const parts = among.length === 0 ? [] : countParts(among);
  const met = parts.map(
    (part) => `${part.met === 0 ? 'none' : formatCount(part.met)} ${part.met > 1 ? 'meet' : 'meets'} ${part.text}`,
  );
  const ranges = seen().map(({ quantity, min, max }) => `${quantity} from ${format(min)} to ${format(max)}`);
  return usageError(parameter('where', JSON.stringify(text)), {
    expected: 'limits that some architecture meets',
    got: `none among ${formatCount(rejected)} proposals`,
    hint: [
      ...(parts.length < 2
        ? []
        : [`of ${formatCount(among.length)} networks ${met.join(', ')}, and none met all limits together`]),
      `met: ${ranges.join(', ')}`,
      ...(rejected > budget ? [`what is rejected does not count towards the budget of ${formatCount(budget)}`] : []),
    ].join('; '),
    code: 'no-result',
  });
}
