/** The runs of the folder, as the server's events tell them, and what their journals hold. */
import { signal } from '@preact/signals';
import type { LaidOver, RunRow } from 'assay';
import { fetchOwnSpaces } from './own-spaces.js';
import { askText, ask, listen } from './server.js';
import { callWorker } from './workers/calls.js';
import type { RunCalls, RunView } from './workers/run-worker.js';

/** The rows, those at work first; undefined before the first event. */
export const runs = signal<readonly RunRow[] | undefined>(undefined);
/** The folder of the runs, on the server's disk. */
export const runsFolder = signal('');

/** Evaluations a second of each live run, over its last seconds. */
export const rates = signal<ReadonlyMap<string, number>>(new Map());

interface Sample {
  readonly at: number;
  readonly evaluations: number;
}

const samples = new Map<string, readonly Sample[]>();
/** Milliseconds over which a rate is taken. */
const rateOver = 10_000;

let stopListening: (() => void) | undefined;

/** Follows the folder from now on. */
export function followRuns(): void {
  if (stopListening !== undefined) return;
  ask<{ folder: string }>('studio').then(
    ({ folder }) => (runsFolder.value = folder),
    () => undefined,
  );
  stopListening = listen<readonly RunRow[]>('events', (rows) => {
    runs.value = rows;
    rates.value = new Map(rows.flatMap((row) => (row.state === 'live' ? [[row.name, rateOf(row)] as const] : [])));
  });
}

function rateOf({ name, evaluations }: RunRow): number {
  const now = performance.now();
  const kept = [...(samples.get(name) ?? []), { at: now, evaluations }].filter(({ at }) => now - at < rateOver);
  samples.set(name, kept);
  const [first] = kept;
  return first === undefined || now === first.at ? NaN : ((evaluations - first.evaluations) / (now - first.at)) * 1000;
}

/** The spaces of the user reach the worker before the first journal. */
let spacesKnown: Promise<void> | undefined;
const tellSpaces = (): Promise<void> =>
  (spacesKnown ??= fetchOwnSpaces().then(async (spaces) => await worker.call('know', spaces)));

/** What the worker holds of each journal. */
const fetched = new Map<string, { readonly bytes: number; readonly startedAt: string }>();
const worker = callWorker<RunCalls>(
  () => new Worker(new URL('./workers/run-worker.ts', import.meta.url), { type: 'module' }),
  () => {
    fetched.clear();
    spacesKnown = undefined;
  },
);

/** Brings what was added to a journal since the last time to the worker. */
async function fetchJournal({ name, startedAt, bytes }: RunRow): Promise<void> {
  const before = fetched.get(name);
  const isFresh = before === undefined || before.startedAt !== startedAt || before.bytes > bytes;
  const from = isFresh ? 0 : before.bytes;
  if (!isFresh && from === bytes) return;
  const text = await askText(`journal?run=${encodeURIComponent(name)}&from=${from}`);
  const read = new TextEncoder().encode(text).length;
  fetched.set(name, { bytes: from + read, startedAt });
  await worker.call('append', name, text, isFresh);
}

/** What a run shows now. @throws an error with one line for people. */
export async function viewRun(row: RunRow): Promise<RunView> {
  await tellSpaces();
  await fetchJournal(row);
  return await worker.call('view', row.name);
}

/** Runs on one scale. @throws an error with one line for people. */
export async function viewOver(rows: readonly RunRow[]): Promise<LaidOver> {
  await tellSpaces();
  for (const row of rows) await fetchJournal(row);
  return await worker.call(
    'over',
    rows.map(({ name }) => name),
  );
}
