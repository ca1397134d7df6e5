/** What runs and workers say of themselves on a queue. */
import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { readJson } from '../../../core/read-json.js';
import type { Card } from '../../../runtime/ort/devices.js';
import type { NoteKind, Shelf } from './types.js';
import { renewalSeconds } from './types.js';

/** A worker of a queue. */
export interface WorkerNote {
  readonly machine: string;
  /** Assay's version. */
  readonly assay: string;
  readonly engine: string;
  /** What runs networks there; left out for the processor. */
  readonly device?: Card | undefined;
  /** Jobs at once. */
  readonly slots: number;
  /** Whether it runs modules that a run sends. */
  readonly allowsCode: boolean;
  /** The first architecture of each job that it works on. */
  readonly now: readonly string[];
}
const workerSchema: v.GenericSchema<unknown, WorkerNote> = v.object({
  machine: v.string(),
  assay: v.string(),
  engine: v.string(),
  device: v.optional(v.picklist(['webgpu', 'cuda'])),
  slots: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(4096)),
  allowsCode: v.boolean(),
  now: v.array(v.string()),
});

const runSchema = v.object({ machine: v.string(), assay: v.string(), setup: v.unknown() });
export type RunNote = v.InferOutput<typeof runSchema>;

async function notesOf<T>(shelf: Shelf, kind: NoteKind, schema: v.GenericSchema<unknown, T>): Promise<{ id: string; note: T }[]> {
  return (await shelf.notes(kind)).flatMap(({ id, text }) => {
    const { success, output } = v.safeParse(schema, readJson(text));
    return success ? [{ id, note: output }] : [];
  });
}

/** The workers that are there. */
export async function readWorkers(shelf: Shelf): Promise<readonly WorkerNote[]> {
  return (await notesOf(shelf, 'worker', workerSchema)).map(({ note }) => note);
}

/** The runs that are there: the digest of the setup, and the note. */
export async function readRuns(shelf: Shelf): Promise<readonly { readonly digest: string; readonly note: RunNote }[]> {
  return (await notesOf(shelf, 'run', runSchema)).map(({ id, note }) => ({ digest: id.split('.', 1).join(), note }));
}

/** The name of this machine. */
export const machineName = hostname();

/** The engine as it is compared: its name and version, and the kind of processor. */
export function engineName(title: string): string {
  return `${title} ${process.arch}`;
}

/** Says again and again that somebody is there. */
export interface Announcer {
  stop(): Promise<void>;
}

/** @param textOf read at every renewal. @param prefix of the id. */
export async function startAnnouncing(shelf: Shelf, kind: NoteKind, prefix: string, textOf: () => string): Promise<Announcer> {
  const id = `${prefix}${randomUUID()}`;
  await shelf.announce(kind, id, textOf());
  let isStopped = false;
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A server that is away for a moment hears it at the next renewal.
    last = shelf.announce(kind, id, textOf()).catch(() => undefined);
  }, renewalSeconds * 1000);
  timer.unref();
  return {
    async stop() {
      if (isStopped) return;
      isStopped = true;
      clearInterval(timer);
      // A server that is away must not keep this process.
      const done = last.then(() => shelf.withdraw(kind, id)).catch(() => undefined);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
    },
  };
}
