/** Who is on the queue, for all pages: looked at when somebody asks, and not more often than every few seconds. */
import { AssayError } from '../../../core/errors.js';
import { readAddress } from '../queue/address.js';
import type { QueueList } from '../queue/list-queue.js';

/** What a page is shown of a queue. */
export type QueueView = { readonly address: string } & (QueueList | { readonly problem: string });

const lookEvery = 2000;

/** @param address of the queue. @throws a usage error for text that is no address. */
export function createQueueLook(address: string): () => Promise<QueueView> {
  const { shown } = readAddress(address, process.env);
  let last: { readonly at: number; readonly view: Promise<QueueView> } | undefined;
  const look = async (): Promise<QueueView> => {
    try {
      // The drivers are large, and most studios have no queue.
      const { listQueue } = await import('../queue/list-queue.js');
      return { address: shown, ...(await listQueue(address)) };
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      return { address: shown, problem: error.message };
    }
  };
  return async () => {
    if (last === undefined || Date.now() - last.at > lookEvery) last = { at: Date.now(), view: look() };
    return await last.view;
  };
}
