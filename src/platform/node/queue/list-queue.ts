import * as v from 'valibot';
import { readRuns, readWorkers, type WorkerNote } from './announcements.js';
import { openBroker } from './open-broker.js';

/** Who is on a queue. */
export interface QueueList {
  readonly runs: readonly {
    readonly machine: string;
    /** Assay's version. */
    readonly assay: string;
    /** Its proxies and its space, in words. */
    readonly what: string;
  }[];
  readonly workers: readonly WorkerNote[];
}

const planned = v.object({ plan: v.object({ proxies: v.array(v.string()), space: v.optional(v.string()) }) });

/** The runs and the workers of a queue, and what each worker works on. @throws a usage error for a queue that does not answer. */
export async function listQueue(address: string): Promise<QueueList> {
  const broker = await openBroker(address, { onNotice: () => undefined });
  try {
    const runs = (await readRuns(broker.shelf)).map(({ note: { machine, assay, setup } }) => {
      const { success, output } = v.safeParse(planned, setup);
      return { machine, assay, what: success ? `${output.plan.proxies.join(',')} of ${output.plan.space ?? 'networks'}` : '' };
    });
    return { runs, workers: await readWorkers(broker.shelf) };
  } finally {
    await broker.close();
  }
}
