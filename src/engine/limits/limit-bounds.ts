/** The bounds among limits, which pictures draw as lines and tables as bars. */
import { boundsOf, comparators, parseCondition } from '../../core/condition/index.js';
import { parameter } from '../../core/errors.js';
import { flagsAmong, quantities, quantityIds } from './quantities.js';

/** A bound of one quantity or score: `params<4e6` is `{ name: 'params', op: '<', value: 4e6 }`. */
export interface LimitBound {
  readonly name: string;
  readonly op: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly value: number;
}

/**
 * The bounds of limits that are known to be well-formed, because a run was opened with them: `params<4e6 and macs<600e6`.
 * @param columns names besides those of quantities, as a journal's proxies may have signs that names do not.
 * @throws a usage error that points at the character at which the text is no condition.
 */
export function limitBounds(where: string, columns: readonly string[] = []): readonly LimitBound[] {
  const words = where.match(/[A-Za-z_][\w.:=-]*/g) ?? [];
  const names = [...columns, ...quantityIds, ...words];
  return boundsOf(parseCondition(parameter('where'), where, names, flagsAmong(names, quantities)));
}

/** The bound as it is shown: `params < 4,000,000`, `sed > 0.5`. */
export const boundText = ({ name, op, value }: LimitBound): string =>
  `${name} ${op} ${Number.isInteger(value) ? value.toLocaleString('en-US') : value}`;

/** Whether a value keeps to a bound. */
export const meetsBound = ({ op, value }: LimitBound, own: number): boolean => comparators[op](own, value);
