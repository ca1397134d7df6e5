import { describe, expect, it } from 'vitest';
import { createLocalHost } from '../../engine/local-host.js';
import { openScoring } from '../../search/scoring/open-scoring.js';
import type { Host } from '../../engine/host.js';
import { answerWorkerHost } from './answer-worker-host.js';
import { openOrtEngine } from './ort-engine.js';
import { createWorkerHost } from './worker-host.js';
import type { Answered, Asked } from './worker-messages.js';

type Listener = (event: never) => void;

/** A worker of this thread: messages are copied, as between threads. */
function startHere(made: FakeWorker[], fault?: string): Worker {
  const worker = new FakeWorker(made.length === 0 ? fault : undefined);
  made.push(worker);
  return worker as unknown as Worker;
}

class FakeWorker {
  readonly listeners: [string, Listener][] = [];
  asked = 0;
  isEnded = false;
  private listen: (event: { readonly data: Asked }) => void = () => undefined;

  constructor(private readonly fault: string | undefined) {
    answerWorkerHost(
      {},
      {
        postMessage: (data: Answered) => this.tell('message', { data: structuredClone(data) }),
        addEventListener: (_, listener) => (this.listen = listener),
      },
    );
  }
  postMessage(data: Asked): void {
    if (data.kind === 'jobs') this.asked++;
    if (data.kind === 'jobs' && this.fault !== undefined)
      return queueMicrotask(() => this.tell('error', { message: this.fault === 'unloaded' ? '' : this.fault }));
    const copy = structuredClone(data);
    queueMicrotask(() => this.listen({ data: copy }));
  }
  addEventListener(type: string, listener: Listener): void {
    this.listeners.push([type, listener]);
  }
  terminate(): void {
    this.isEnded = true;
  }
  private tell(type: string, event: unknown): void {
    if (!this.isEnded) for (const [name, listener] of this.listeners) if (name === type) listener(event as never);
  }
}

const cells = [
  '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|',
  '|nor_conv_1x1~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|',
  '|skip_connect~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|nor_conv_3x3~2|',
];

async function scoresOn(host: Host) {
  const session = await openScoring(
    {
      architectures: cells.map((candidate) => ({ where: candidate, ok: true, candidate, name: candidate })),
      proxies: ['naswot', 'sed'],
      space: 'nas-bench-201:C=4:N=1:size=8',
      data: 'noise',
      batch: 4,
      seed: 3,
    },
    host,
  );
  const result = await session.run();
  return result.ranked().map(({ item, evaluation }) => [item.name, evaluation.scores]);
}

describe('networks in several workers of a page', () => {
  it('have the scores of one thread, in the same order', async () => {
    const made: FakeWorker[] = [];
    const host = createWorkerHost(() => startHere(made), { workers: 2 });
    expect(await scoresOn(host)).toEqual(await scoresOn(createLocalHost({ engine: await openOrtEngine() })));
    expect(made.map(({ asked }) => asked > 0)).toEqual([true, true]);
    await scoresOn(host);
    expect(made).toHaveLength(2);
  });

  it('are run again where a worker stopped', async () => {
    const made: FakeWorker[] = [];
    const host = createWorkerHost(() => startHere(made, 'out of memory'), { workers: 1 });
    expect(await scoresOn(host)).toEqual(await scoresOn(createLocalHost({ engine: await openOrtEngine() })));
    expect(made.map(({ isEnded }) => isEnded).slice(0, 1)).toEqual([true]);
  });

  it('say so where a worker cannot be loaded', async () => {
    const host = createWorkerHost(() => startHere([], 'unloaded'), { workers: 1 });
    await expect(scoresOn(host)).rejects.toThrow('a worker of this page could not be loaded');
  });

  it('start no worker for what runs no network', async () => {
    const host = createWorkerHost(() => expect.fail('a worker was started'), { workers: 2 });
    const session = await openScoring(
      {
        architectures: cells.map((candidate) => ({ where: candidate, ok: true, candidate, name: candidate })),
        proxies: ['sed'],
        space: 'nas-bench-201',
      },
      host,
    );
    expect((await session.run()).ranked()).toHaveLength(3);
  });
});
