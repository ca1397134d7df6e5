/** Calls of functions in a worker: one message each way, answered by number; what a function throws arrives as an error with its message. */
import { errorLine } from '../error-line.js';

/** The functions of a worker, by name. */
export type Calls = { readonly [name: string]: (...given: never[]) => unknown };

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly line: string };

/** In a worker: answers calls. Results with typed arrays are moved where `transfer` names them. */
export function answerCalls(calls: Calls, transfer: (value: unknown) => Transferable[] = () => []): void {
  const scope = globalThis as unknown as {
    postMessage(answer: Answer, moved: Transferable[]): void;
    addEventListener(type: 'message', listener: (event: MessageEvent<Asked>) => void): void;
  };
  const answer = async ({ id, name, given }: Asked): Promise<void> => {
    try {
      const value = await calls[name]?.(...(given as never[]));
      scope.postMessage({ id, ok: true, value }, transfer(value));
    } catch (error) {
      scope.postMessage({ id, ok: false, line: errorLine(error) }, []);
    }
  };
  scope.addEventListener('message', ({ data }) => void answer(data));
}

/** A worker as the page sees it. */
export interface Caller<C extends Calls> {
  call<N extends keyof C & string>(name: N, ...given: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>>;
  /** Ends the worker; calls that wait are refused. */
  close(): void;
}

/**
 * In the page: calls a worker that answers with `answerCalls`.
 * @param start makes the worker: at the first call, and at the next one after an error ended it.
 * @param onEnd called when an error has ended the worker, which then has forgotten everything.
 */
export function callWorker<C extends Calls>(start: () => Worker, onEnd: () => void = () => undefined): Caller<C> {
  const waiting = new Map<number, { done: (value: never) => void; fail: (error: Error) => void }>();
  let worker: Worker | undefined;
  let next = 0;
  const failAll = (line: string): void => {
    for (const { fail } of waiting.values()) fail(new Error(line));
    waiting.clear();
  };
  const open = (): Worker => {
    const opened = start();
    opened.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.ok) asked?.done(data.value as never);
      else asked?.fail(new Error(data.line));
    });
    opened.addEventListener('error', ({ message }) => {
      opened.terminate();
      worker = undefined;
      onEnd();
      failAll(`the worker stopped: ${message || 'it could not be loaded'}`);
    });
    return opened;
  };
  return {
    call: (name, ...given) =>
      new Promise((done, fail) => {
        worker ??= open();
        const id = next++;
        waiting.set(id, { done, fail });
        worker.postMessage({ id, name, given } satisfies Asked);
      }),
    close() {
      worker?.terminate();
      worker = undefined;
      failAll('the worker was closed');
    },
  };
}
