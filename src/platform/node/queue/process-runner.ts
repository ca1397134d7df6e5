/** Runs jobs in processes of their own. One that ends takes nothing with it but its job, and another takes its place. */
import { fork, type ChildProcess } from 'node:child_process';
import { createPatientRunner } from '../../../engine/patient-runner.js';
import { valueOf, type Reply } from '../../../engine/remote/messages.js';
import type { Evaluation, Job, Runner } from '../../../engine/types.js';
import { WorkerLost } from '../../../engine/worker-lost.js';
import { builtFile } from '../files/package-files.js';
import { keptMemory } from '../threads/keep-memory.js';
import type { SentSetup } from '../threads/sent-evaluator.js';
import { untilAborted } from '../threads/until-aborted.js';

export type ProcessRequest =
  | { readonly kind: 'setup'; readonly setup: SentSetup }
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] };

/** To the only call that a process works on. */
export type ProcessAnswer = Reply<readonly Evaluation[]>;

export interface ProcessRunner extends Runner {
  /** Ends the processes; what they work on is dropped. */
  close(): Promise<void>;
}

interface Call {
  readonly jobs: readonly Job[];
  readonly resolve: (evaluations: readonly Evaluation[]) => void;
  readonly reject: (error: unknown) => void;
}

const processFile = builtFile('platform/node/queue/evaluator-process.js');

/** @param setup for `threads` processes, which start when they are needed. */
export function createProcessRunner(setup: SentSetup): ProcessRunner {
  const idle: ChildProcess[] = [];
  const busy = new Map<ChildProcess, Call>();
  const waiting: Call[] = [];
  let isClosed = false;

  const start = (): ChildProcess => {
    const child = fork(processFile, {
      env: { ...keptMemory, ...process.env },
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (reply: ProcessAnswer) => {
      const call = busy.get(child);
      busy.delete(child);
      idle.push(child);
      next();
      try {
        call?.resolve(valueOf(reply));
      } catch (error) {
        call?.reject(error);
      }
    });
    const onEnd = (cause: string): void => {
      const call = busy.get(child);
      busy.delete(child);
      const place = idle.indexOf(child);
      if (place >= 0) idle.splice(place, 1);
      call?.reject(new WorkerLost(`a process that scored ended: ${cause}`));
      if (!isClosed) next();
    };
    child.on('error', (error) => onEnd(error.message));
    child.on('exit', (code, signal) => onEnd(signal ?? `code ${code}`));
    child.send({ kind: 'setup', setup } satisfies ProcessRequest, () => undefined);
    return child;
  };
  const next = (): void => {
    while (waiting.length > 0 && !isClosed) {
      const child = idle.pop() ?? (busy.size < setup.threads ? start() : undefined);
      if (child === undefined) return;
      const call = waiting.shift() as Call;
      busy.set(child, call);
      child.send({ kind: 'jobs', jobs: call.jobs } satisfies ProcessRequest, () => undefined);
    }
  };
  const run: Runner['run'] = async (jobs, signal) => {
    signal?.throwIfAborted();
    const answer = new Promise<readonly Evaluation[]>((resolve, reject) => {
      waiting.push({ jobs: jobs.map(({ known: _, ...job }) => job), resolve, reject });
      next();
    });
    return untilAborted(answer, signal);
  };
  return {
    ...createPatientRunner({ concurrency: setup.threads, run }, setup.plan.proxies),
    async close() {
      isClosed = true;
      const children = [...idle, ...busy.keys()];
      await Promise.all(
        children.map((child) => {
          if (child.exitCode !== null || child.signalCode !== null) return undefined;
          const ended = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          return ended;
        }),
      );
    },
  };
}
