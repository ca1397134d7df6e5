/** The state of the cell bench: a space, the cell with its history, what the workers have answered. */
import type { Look, PlaceChanges, ReferenceRows } from 'assay';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { isStaticSite } from '../../server.js';
import { callWorker, type Caller } from '../../workers/calls.js';
import type { CellCalls, OpenedBench, TableValues } from './cell.worker.js';
import { historyOf, redo, step, undo, type History } from './history.js';
import type { ReferenceMessage } from './reference.worker.js';

/** What the screen shows and does. */
export interface CellBench {
  readonly bench: OpenedBench | undefined;
  readonly history: History<string> | undefined;
  readonly look: Look | undefined;
  readonly places: readonly PlaceChanges[];
  /** The cell that `places` belongs to. */
  readonly changedText: string | undefined;
  /** Reference cells counted so far. */
  readonly counted: number;
  readonly table: TableValues | undefined;
  /** What went wrong, for the user. */
  readonly problem: string | undefined;
  go(text: string): void;
  undo(): void;
  redo(): void;
  sample(): void;
  useTable(file: File): void;
}

interface Shown {
  readonly look?: Look;
  readonly places?: readonly PlaceChanges[];
  readonly changedText?: string;
  readonly table?: TableValues | undefined;
}

const recountAfterMs = 1500;

/** Reference rows that an exported site brings; undefined where it has none for the space. */
async function fetchReference(space: string): Promise<ReferenceRows | undefined> {
  try {
    const answer = await fetch(`./reference/${encodeURIComponent(space)}.json`);
    return answer.ok ? ((await answer.json()) as ReferenceRows) : undefined;
  } catch {
    return undefined;
  }
}

/** Opens the bench of a space; another space begins anew. @param start the cell to begin with. */
export function useCellBench(space: string, module: string | undefined, start: string | undefined): CellBench {
  const worker = useRef<Caller<CellCalls> | undefined>(undefined);
  const [bench, setBench] = useState<OpenedBench>();
  const [history, setHistory] = useState<History<string>>();
  const [shown, setShown] = useState<Shown>({});
  const [counted, setCounted] = useState(0);
  const [recounted, setRecounted] = useState(0);
  const [hasTable, setHasTable] = useState(0);
  const [problem, setProblem] = useState<string>();
  const fail = (error: unknown): void => setProblem(errorLine(error));

  useEffect(() => {
    const cells = callWorker<CellCalls>(() => new Worker(new URL('./cell.worker.ts', import.meta.url), { type: 'module' }));
    const reference = new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module' });
    worker.current = cells;
    setBench(undefined);
    setHistory(undefined);
    setShown({});
    setCounted(0);
    setProblem(undefined);
    const choice = module === undefined ? { space } : { space, module };
    let last = performance.now();
    const onRows = async ({ data }: MessageEvent<ReferenceMessage>): Promise<void> => {
      if ('line' in data) return setProblem(data.line);
      if ('rows' in data) {
        const count = await cells.call('addReference', data.rows);
        setCounted(count);
        if (performance.now() - last < recountAfterMs) return;
      }
      last = performance.now();
      setRecounted((before) => before + 1);
    };
    const open = async (): Promise<void> => {
      const found = await cells.call('open', choice);
      setBench(found);
      setHistory(historyOf(start === undefined || start === '' ? found.example : start));
      reference.addEventListener(
        'message',
        (event) => void onRows(event as MessageEvent<ReferenceMessage>).catch(() => undefined),
      );
      const scored = isStaticSite ? await fetchReference(space) : undefined;
      if (scored === undefined) return reference.postMessage(choice);
      setCounted(await cells.call('addReference', scored));
      return setRecounted((before) => before + 1);
    };
    open().catch(fail);
    return () => {
      reference.terminate();
      cells.close();
    };
  }, [space]);

  const text = history?.now;
  useEffect(() => {
    const cells = worker.current;
    if (cells === undefined || text === undefined || bench === undefined) return undefined;
    let isStale = false;
    const answer = async (): Promise<void> => {
      const [look, table] = await Promise.all([cells.call('look', text), cells.call('tableValues', text)]);
      if (isStale) return;
      setShown((before) => ({ ...before, look, table }));
      const places = await cells.call('changes', text);
      if (!isStale) setShown((before) => ({ ...before, places, changedText: look.text }));
    };
    answer().catch((error: unknown) => {
      if (isStale) return;
      fail(error);
      setHistory((before) => (before === undefined || before.past.length === 0 ? before : { ...undo(before), future: [] }));
    });
    return () => {
      isStale = true;
    };
  }, [bench, text, recounted, hasTable]);

  const change = useCallback((move: (before: History<string>) => History<string>): void => {
    setProblem(undefined);
    setHistory((before) => (before === undefined ? before : move(before)));
  }, []);
  return {
    bench,
    history,
    look: shown.look,
    places: shown.places ?? [],
    changedText: shown.changedText,
    counted,
    table: shown.table,
    problem,
    go: (next) => change((before) => step(before, next)),
    undo: () => change(undo),
    redo: () => change(redo),
    sample() {
      worker.current
        ?.call('sample', Math.floor(Math.random() * 2 ** 31))
        .then((next) => change((before) => step(before, next)))
        .catch(fail);
    },
    useTable(file) {
      worker.current
        ?.call('useTable', file)
        .then(() => setHasTable((before) => before + 1))
        .catch(fail);
    },
  };
}
