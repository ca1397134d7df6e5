import * as v from 'valibot';
import { readRuns, readWorkers, type WorkerNote } from './announcements.js';
import { openBroker } from './open-broker.js';

/** Who is on a queue. */
export interface QueueList {
  readonly runs: readonly {
    readonly machine: string;
    /** Assay's version. */
    readonly assay: string;
    /** Its proxies, its space and its seed, in words. */
    readonly what: string;
  }[];
  readonly workers: readonly WorkerNote[];
}

const planned = v.object({
  plan: v.object({ proxies: v.array(v.string()), space: v.optional(v.string()), seed: v.optional(v.number()) }),
});

/** A run in words: its proxies, its space, and the seed that tells it from another of the same. */
export function runInWords({ proxies, space, seed }: v.InferOutput<typeof planned>['plan']): string {
  return `${proxies.join(',')} of ${space ?? 'networks'}${seed === undefined || seed === 0 ? '' : `, seed ${seed}`}`;
}

/** The runs and the workers of a queue, and what each worker works on. @throws a usage error for a queue that does not answer. */
export async function listQueue(address: string): Promise<QueueList> {
  const broker = await openBroker(address, { onNotice: () => undefined });
  try {
    const runs = (await readRuns(broker.shelf)).map(({ note: { machine, assay, setup } }) => {
      const { success, output } = v.safeParse(planned, setup);
      return { machine, assay, what: success ? runInWords(output.plan) : '' };
    });
    return { runs, workers: await readWorkers(broker.shelf) };
  } finally {
    await broker.close();
  }
}
