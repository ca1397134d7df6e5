/**
 * Hard limits on candidates, such as `params<4e6 and macs<600e6`. A candidate is judged by what its space can count in closed form;
 * it is built only when that leaves the limit undecided.
 */
import { compileCondition, namesIn, parseCondition } from '../../core/condition/index.js';
import { usageError, type AssayError } from '../../core/errors.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createGauge, quantities } from './quantities.js';

export interface LimitCounts {
  readonly admitted: number;
  readonly rejected: number;
}

/** The smallest and the largest value that was met. */
export interface SeenRange {
  readonly quantity: string;
  readonly min: number;
  readonly max: number;
}

export interface Limits {
  readonly text: string;
  /** Whether a genotype keeps the limits. Every call is counted. */
  admits(genotype: unknown): boolean;
  /** Counts what was judged elsewhere. */
  add(counts: LimitCounts, seen: readonly SeenRange[]): void;
  counts(): LimitCounts;
  /** What was met so far of each quantity in the limits; those that were never needed are left out. */
  seen(): SeenRange[];
}

const where = '--where';

/** @throws a usage error that points at the character where the text is no condition over known quantities. */
export function createLimits(text: string, space: SearchSpace): Limits {
  const condition = parseCondition(where, text, quantities.map(({ id }) => id));
  const names = namesIn(condition);
  if (names.length === 0) throw usageError(where, { expected: 'a condition on what is searched', got: text, hint: `quantities: ${quantities.map(({ id }) => id).join(', ')}` });
  const decide = compileCondition(condition, names);
  const gauge = createGauge(space, names.map((name) => quantities.find(({ id }) => id === name) as (typeof quantities)[number]));
  const values = new Float64Array(names.length);
  const min = new Float64Array(names.length).fill(Infinity);
  const max = new Float64Array(names.length).fill(-Infinity);
  let admitted = 0;
  let rejected = 0;
  const note = (): void => {
    for (let i = 0; i < values.length; i++) {
      if (values[i] < min[i]) min[i] = values[i];
      if (values[i] > max[i]) max[i] = values[i];
    }
  };
  return {
    text,
    admits(genotype) {
      const needsBuild = gauge.fillCounted(genotype, values);
      let decision = decide(values);
      if (decision === undefined && needsBuild) {
        gauge.fillBuilt(genotype, values);
        decision = decide(values);
      }
      note();
      if (decision === true) admitted++;
      else rejected++;
      return decision === true;
    },
    add(counts, ranges) {
      admitted += counts.admitted;
      rejected += counts.rejected;
      for (const range of ranges) {
        const place = names.indexOf(range.quantity);
        min[place] = Math.min(min[place], range.min);
        max[place] = Math.max(max[place], range.max);
      }
    },
    counts: () => ({ admitted, rejected }),
    seen: () => names.flatMap((quantity, i) => (min[i] <= max[i] ? [{ quantity, min: min[i], max: max[i] }] : [])),
  };
}

/** Nothing was admitted: says how many were tried and what they had, so that the user sees how far off the limits are. */
export function unsatisfied({ text, counts, seen }: Limits): AssayError {
  const { rejected } = counts();
  const format = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en-US') : String(value));
  return usageError(`${where} ${JSON.stringify(text)}`, {
    expected: 'limits that some architecture keeps',
    got: `none among ${rejected.toLocaleString('en-US')} proposals`,
    hint: `met: ${seen().map(({ quantity, min, max }) => `${quantity} from ${format(min)} to ${format(max)}`).join(', ')}`,
  });
}
