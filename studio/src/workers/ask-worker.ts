/** A worker that answers questions one after the other. */

/** Asks a worker. */
export interface AskWorker<Q> {
  ask<A>(question: Q): Promise<A>;
}

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

/** @param start makes the worker, at the first question. */
export function createAskWorker<Q>(start: () => Worker): AskWorker<Q> {
  const waiting = new Map<number, { done(value: unknown): void; fail(error: Error): void }>();
  let worker: Worker | undefined;
  let last = 0;
  const open = (): Worker => {
    const opened = start();
    opened.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ('failure' in data) asked?.fail(new Error(data.failure));
      else asked?.done(data.value);
    });
    opened.addEventListener('error', ({ message }) => {
      for (const { fail } of waiting.values()) fail(new Error(message));
      waiting.clear();
      worker = undefined;
    });
    return opened;
  };
  return {
    ask: <A>(question: Q) =>
      new Promise<A>((done, fail) => {
        worker ??= open();
        waiting.set(++last, { done: done as (value: unknown) => void, fail });
        worker.postMessage({ id: last, question });
      }),
  };
}
