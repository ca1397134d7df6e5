/** One suite for every maker of runners. */
import { setImmediate } from 'node:timers/promises';
import { createLocalRunner } from '../src/engine/local-runner.js';
import { createNodeEvaluator } from '../src/platform/node/evaluator.js';
import { createPool } from '../src/platform/node/pool.js';
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
