/** One suite for every maker of runners. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { createLocalRunner } from '../src/engine/local-runner.js';
import { createNodeEvaluator } from '../src/platform/node/threads/evaluator.js';
import { createPool } from '../src/platform/node/threads/pool.js';
import { createProcessRunner } from '../src/platform/node/queue/process-runner.js';
import { openQueueRunner } from '../src/platform/node/queue/queue-runner.js';
import { serveQueue } from '../src/platform/node/queue/serve-queue.js';
import { resolvePlan } from '../src/engine/plan.js';
import { hasPostgres, hasRedis, skipsWithout, startPostgres, startRedis, type TestServer } from './queue-servers.js';
import { describeRunner } from './runner-conformance.js';
import { toyRegistry, toyRegistryModule } from './toy/registry.js';

const data = { text: 'ramp', recipe: { kind: 'ramp' }, prepared: [] } as const;

describeRunner({
  name: 'this thread',
  survives: false,
  async open(plan) {
    const evaluator = createNodeEvaluator({ plan, data, registry: toyRegistry, threads: 1 });
    const runner = createLocalRunner(evaluator, { now: () => performance.now(), turn: () => setImmediate() });
    return { runner, close: async () => undefined };
  },
});

describeRunner({
  name: 'threads',
  survives: true,
  async open(plan) {
    const pool = createPool({ plan, data, registryModule: toyRegistryModule }, 2);
    return { runner: pool, close: () => pool.close() };
  },
});

describeRunner({
  name: 'processes',
  survives: true,
  async open(plan) {
    const runner = createProcessRunner({ plan, data, threads: 2, registryModule: toyRegistryModule });
    return { runner, close: () => runner.close() };
  },
});

function describeQueue(name: string, has: boolean, start: () => Promise<TestServer>): void {
  describe.skipIf(skipsWithout(has, name))('a queue', () => {
    let server: TestServer;
    const stopped = new AbortController();
    let worker: Promise<unknown>;
    beforeAll(async () => {
      server = await start();
      worker = serveQueue({ queue: server.address, workers: 2, registryModule: toyRegistryModule, signal: stopped.signal });
    }, 30_000);
    afterAll(async () => {
      stopped.abort();
      await worker;
      await server.remove();
    }, 30_000);

    describeRunner({
      name,
      survives: true,
      async open(plan) {
        const resolved = resolvePlan(plan, toyRegistry);
        const runner = await openQueueRunner({ address: server.address, resolved, data, engine: '' });
        return { runner, close: () => runner.close() };
      },
    });
  });
}

describeQueue('redis-server', hasRedis, () => startRedis());
describeQueue('PostgreSQL', hasPostgres, startPostgres);
