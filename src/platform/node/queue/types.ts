/** What the parts of a queue ask of its server, whichever it is. */

/** A line that everybody on the queue can read until it expires: that a run or a worker is there. */
export interface Note {
  readonly id: string;
  readonly text: string;
}

/** What somebody on a queue is. */
export type NoteKind = 'run' | 'worker';

/** What a server keeps besides jobs. Everything expires unless it is renewed. */
export interface Shelf {
  /** Writes or renews a note. */
  announce(kind: NoteKind, id: string, text: string): Promise<void>;
  withdraw(kind: NoteKind, id: string): Promise<void>;
  notes(kind: NoteKind): Promise<readonly Note[]>;
  /** Which of these files are there; those that are stay for another day. */
  renew(digests: readonly string[]): Promise<readonly boolean[]>;
  putFile(digest: string, bytes: Uint8Array): Promise<void>;
  /** Undefined if it is not there. */
  getFile(digest: string): Promise<Uint8Array | undefined>;
}

/** Seconds that a note lasts, and between two renewals. */
export const noteSeconds = 10;
export const renewalSeconds = 2;
/** Seconds that a file lasts after the last renewal. */
export const fileSeconds = 86_400;
/** Bytes of a piece of a file. */
export const pieceBytes = 2 ** 23;

/** How far a job is. */
export type JobState =
  | { readonly kind: 'open' }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'missing' };

/** The jobs of one kind of run, for those who add them. */
export interface JobQueue {
  /** Adds a job; one with this id that is there already stays as it is. */
  add(id: string, data: unknown): Promise<void>;
  state(id: string): Promise<JobState>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Called when a job ended; without a state: look. */
export type OnEnded = (id: string, state: JobState | undefined) => void;

/** Works on the jobs of one kind of run. */
export interface JobServer {
  /** Takes no further job, and waits for those that run. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Jobs at once. */
  readonly concurrency: number;
  /** The milliseconds after which the jobs of a silent worker go to another. */
  readonly lockMilliseconds: number;
  /** The name of the worker. */
  readonly name: string;
  run(data: unknown): Promise<unknown>;
}

/** A connection to the server of a queue. */
export interface Broker {
  /** The address without credentials. */
  readonly shown: string;
  readonly shelf: Shelf;
  openJobs(name: string, onEnded: OnEnded): Promise<JobQueue>;
  serve(name: string, options: ServeOptions): Promise<JobServer>;
  /** Deletes the jobs of a run that is over. */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface BrokerHooks {
  /** One line for the user: the connection is lost, or there again; the queue answers strangers. */
  readonly onNotice: (line: string) => void;
}
