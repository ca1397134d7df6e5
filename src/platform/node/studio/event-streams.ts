/**
 * Streams of events to pages, a bounded number of them: each sends the newest rows whenever they changed, at the pace of its reader, and
 * ends when the reader goes away.
 */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** A page has one stream; the next page beyond these is refused. */
const mostStreams = 32;
/** Milliseconds between two looks while somebody reads. */
const lookEvery = 500;
/** Milliseconds without news after which a line is sent all the same: it finds readers that are gone. */
const quiet = 15_000;

/** Milliseconds that a reader may take for an event; then it is left. */
const mostWait = 30_000;

/** The streams of a server. */
export interface EventStreams {
  open(c: Context): Response | Promise<Response>;
  /** Ends all of them. */
  close(): void;
}

/** @param read gives what is sent as JSON; the same value while nothing changed. */
export function createEventStreams(read: () => unknown): EventStreams {
  const stops = new Set<() => void>();
  let last: { readonly at: number; readonly value: unknown } = { at: -Infinity, value: undefined };
  /** One look serves all streams; a new one begins with what is there now. */
  const look = (isNew: boolean): unknown => {
    if (isNew || Date.now() - last.at >= lookEvery / 2) last = { at: Date.now(), value: read() };
    return last.value;
  };
  return {
    open(c) {
      if (stops.size >= mostStreams) return c.text(`events: expected at most ${mostStreams} open pages, got one more`, 503);
      const ended = new AbortController();
      let wake = (): void => undefined;
      const stop = (): void => {
        ended.abort();
        stops.delete(stop);
        wake();
      };
      stops.add(stop);
      // A reader that leaves before it was answered never starts the stream, which then would not know.
      const { signal } = c.req.raw;
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      return streamSSE(c, async (stream) => {
        stream.onAbort(stop);
        let sent: unknown;
        let sentAt = 0;
        while (!ended.signal.aborted && !stream.aborted) {
          const now = look(sentAt === 0);
          if (now !== sent || Date.now() - sentAt > quiet) {
            const isTaken = await within(mostWait, stream.writeSSE({ data: JSON.stringify(now) }));
            if (!isTaken) break;
            [sent, sentAt] = [now, Date.now()];
          }
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, lookEvery);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        stop();
      });
    },
    close: () => stops.forEach((stop) => stop()),
  };
}

/** Whether something was done in time. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isDone;
}
