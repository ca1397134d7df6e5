/** A space that somebody else wrote, with every call of its functions made through `around`, and what they return checked. */
import { createReturnChecks } from './check-returns.js';
import type { SearchSpace } from '../types.js';

/** The functions of a space that return at once. */
const methods = [
  'sample',
  'mutate',
  'neighbors',
  'places',
  'crossover',
  'relabel',
  'supernet',
  'prunings',
  'encode',
  'decode',
  'canonical',
  'canonicalKey',
  'build',
  'topology',
  'cost',
] as const satisfies readonly (keyof SearchSpace)[];

/** Every function of a space that is called. */
export const spaceFunctions = ['enumerate', ...methods] as const;
type SpaceFunction = (typeof spaceFunctions)[number];

/** @param around makes a call, and turns what it throws into an error that names the author's file. */
export function guardSpace(space: SearchSpace, around: <T>(name: SpaceFunction, call: () => T) => T): SearchSpace {
  const { id } = space;
  const guarded: { [method: string]: unknown } = {};
  const checks = createReturnChecks();
  for (const method of methods) {
    const check = checks[method];
    const own = space[method] as ((...given: unknown[]) => unknown) | undefined;
    if (typeof own !== 'function') continue;
    guarded[method] = (...given: unknown[]) =>
      around(method, () => {
        const returned = own.apply(space, given);
        check?.(returned, `space ${id}: ${method}`);
        return returned;
      });
  }
  const { enumerate } = space;
  if (enumerate !== undefined) {
    guarded['enumerate'] = function* guardedEnumerate(): Iterable<unknown> {
      const step = <T>(call: () => T): T => around('enumerate', call);
      const own = step(() => enumerate.call(space)[Symbol.iterator]());
      try {
        for (let next = step(() => own.next()); next.done !== true; next = step(() => own.next())) yield next.value;
      } finally {
        step(() => own.return?.());
      }
    };
  }
  return { ...space, ...guarded };
}
