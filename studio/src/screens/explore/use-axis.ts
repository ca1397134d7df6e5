import { useEffect, useState } from 'preact/hooks';
import type { Caller } from '../../workers/calls.js';
import type { ColumnFacts, ExploreCalls } from './explore.worker.js';
import type { Axis } from './scatter.js';

/** The numbers of a column; undefined until they are here, and for no column. */
export function useAxis(caller: Caller<ExploreCalls>, columns: readonly ColumnFacts[], name: string): Axis | undefined {
  const [axis, setAxis] = useState<Axis>();
  useEffect(() => {
    let isStale = false;
    const facts = columns.find((column) => column.name === name);
    if (facts === undefined) setAxis(undefined);
    else
      caller.call('column', name).then(
        (values) => isStale || setAxis({ name, values, min: facts.min, max: facts.max }),
        () => undefined,
      );
    return () => {
      isStale = true;
    };
  }, [caller, name]);
  return axis;
}
