/** The table that is open, in its worker; another one replaces it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { callWorker, type Caller } from '../../workers/calls.js';
import type { ExploreCalls, OpenedTable } from './explore.worker.js';

/** A table with a number of its own, so that a second of the same name is another. */
export type ShownTable = OpenedTable & { readonly id: number; readonly changedAt?: string | undefined };

/** What is open, being opened, or wrong. */
export interface TableState {
  readonly opened: ShownTable | undefined;
  readonly opening: string | undefined;
  readonly problem: string | undefined;
  readonly caller: Caller<ExploreCalls> | undefined;
  /** @param changedAt when the file was last changed, as an ISO text. */
  open(read: (caller: Caller<ExploreCalls>) => Promise<OpenedTable>, name: string, changedAt?: string): void;
  /** Changes the table that is open; what is wrong leaves it as it is. */
  change(read: (caller: Caller<ExploreCalls>) => Promise<OpenedTable>, name: string): void;
}

/** One worker a table: memory of the last one goes with it. */
export function useTable(): TableState {
  const [state, setState] = useState<Omit<TableState, 'open' | 'change'>>({
    opened: undefined,
    opening: undefined,
    problem: undefined,
    caller: undefined,
  });
  const count = useRef(0);
  const kept = useRef<Caller<ExploreCalls> | undefined>(undefined);
  useEffect(() => () => kept.current?.close(), []);
  return {
    ...state,
    open(read, name, changedAt) {
      const id = ++count.current;
      const caller = callWorker<ExploreCalls>(
        () => new Worker(new URL('./explore.worker.ts', import.meta.url), { type: 'module' }),
      );
      setState((before) => ({ ...before, opening: name, problem: undefined }));
      read(caller).then(
        (opened) => {
          if (id !== count.current) return caller.close();
          kept.current?.close();
          kept.current = caller;
          return setState({ opened: { ...opened, id, changedAt }, opening: undefined, problem: undefined, caller });
        },
        (error: unknown) => {
          caller.close();
          if (id !== count.current) return;
          setState((before) => ({
            ...before,
            opening: undefined,
            problem: errorLine(error),
          }));
        },
      );
    },
    change(read, name) {
      const caller = kept.current;
      if (caller === undefined) return;
      const id = ++count.current;
      setState((before) => ({ ...before, opening: name, problem: undefined }));
      read(caller).then(
        (opened) => {
          if (id !== count.current) return;
          setState((before) => ({
            ...before,
            opened: { ...opened, id, changedAt: before.opened?.changedAt },
            opening: undefined,
          }));
        },
        (error: unknown) => {
          if (id === count.current) setState((before) => ({ ...before, opening: undefined, problem: errorLine(error) }));
        },
      );
    },
  };
}
