/** Who works on what: the runs and the workers of the queue that the studio was started with; nothing where it has none. */
import { useEffect, useState } from 'preact/hooks';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { ask } from '../../server.js';

interface QueueRun {
  readonly machine: string;
  readonly assay: string;
  readonly what: string;
}

interface QueueWorker {
  readonly machine: string;
  readonly assay: string;
  readonly engine: string;
  readonly slots: number;
  readonly now: readonly string[];
}

/** The server's answer: null without a queue. */
type QueueView =
  | { readonly address: string; readonly runs: readonly QueueRun[]; readonly workers: readonly QueueWorker[] }
  | { readonly address: string; readonly problem: string }
  | null;

/** Milliseconds between two looks. */
const lookEvery = 4000;

/** The part of the screen. */
export function QueuePart() {
  const view = useQueue();
  if (view === null) return null;
  return (
    <section class="queue">
      <h2>The queue</h2>
      {'problem' in view ? (
        <p class="problem" role="status">
          {view.problem}
        </p>
      ) : (
        <>
          <p role="status">{answerOf(view.runs, view.workers)}</p>
          <p class="hint">
            On <code>{view.address}</code>.
          </p>
          {view.runs.length > 0 && (
            <SortableTable label="Runs of the queue" rows={number(view.runs)} columns={runColumns} keyOf={({ key }) => key} />
          )}
          {view.workers.length > 0 && (
            <SortableTable
              label="Workers of the queue"
              rows={number(view.workers)}
              columns={workerColumns}
              keyOf={({ key }) => key}
            />
          )}
        </>
      )}
    </section>
  );
}

function useQueue(): QueueView {
  const [view, setView] = useState<QueueView>(null);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      try {
        const found = await ask<QueueView>('queue');
        if (isOver) return;
        setView(found);
        // Without a queue there is nothing to look for again.
        if (found === null) return;
      } catch {
        // The banner says that the server is gone.
      }
      if (!isOver) timer = setTimeout(look, lookEvery);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  return view;
}

/** `2 runs wait for 3 workers, of which 1 is idle.` */
function answerOf(runs: readonly QueueRun[], workers: readonly QueueWorker[]): string {
  const idle = workers.filter(({ now }) => now.length === 0).length;
  const count = (n: number, word: string): string => `${n === 0 ? 'No' : n} ${word}${n === 1 ? '' : 's'}`;
  const rest = idle === 0 ? '' : `, ${idle === workers.length ? 'all' : idle} of them idle`;
  return `${count(runs.length, 'run')}; ${count(workers.length, 'worker').toLowerCase()}${rest}.`;
}

type Numbered<T> = T & { readonly key: string };

/** Rows with a key: two workers of one machine may be equal in everything. */
const number = <T extends object>(rows: readonly T[]): readonly Numbered<T>[] =>
  rows.map((row, i) => ({ ...row, key: String(i) }));

const runColumns: readonly Column<Numbered<QueueRun>>[] = [
  { key: 'machine', head: 'Run on', show: ({ machine }) => machine, sortBy: ({ machine }) => machine },
  { key: 'what', head: 'What', show: ({ what }) => what, sortBy: ({ what }) => what },
  { key: 'assay', head: 'Assay', show: ({ assay }) => assay, sortBy: ({ assay }) => assay },
];

const workerColumns: readonly Column<Numbered<QueueWorker>>[] = [
  { key: 'machine', head: 'Worker', show: ({ machine }) => machine, sortBy: ({ machine }) => machine },
  {
    key: 'now',
    head: 'Works on',
    show: ({ now }) => (now.length === 0 ? 'idle' : now.map((one) => <code class="job">{one}</code>)),
    sortBy: ({ now }) => now.length,
  },
  { key: 'slots', head: 'At once', isNumber: true, show: ({ slots }) => slots, sortBy: ({ slots }) => slots },
  { key: 'engine', head: 'Engine', show: ({ engine }) => engine, sortBy: ({ engine }) => engine },
  { key: 'assay', head: 'Assay', show: ({ assay }) => assay, sortBy: ({ assay }) => assay },
];
