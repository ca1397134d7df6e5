import { describe, expect, it } from 'vitest';
import { createHelpedRunner, type LoadingRunner } from './helped-runner.js';
import type { Evaluation, Job, Runner } from './types.js';

const jobsOf = (...names: string[]): Job[] => names.map((candidate) => ({ candidate }));

/** A runner whose calls end when the test says so, in their order. */
function stepwise(): Runner & { readonly calls: string[]; end(error?: Error): Promise<void> } {
  const calls: string[] = [];
  const open: ((error?: Error) => void)[] = [];
  return {
    concurrency: 1,
    calls,
    run: (jobs) =>
      new Promise((resolve, reject) => {
        const names = jobs.map(({ candidate }) => String(candidate));
        calls.push(names.join());
        open.push((error) =>
          error === undefined
            ? resolve(names.map((name): Evaluation => ({ scores: {}, seconds: { [name]: 0 } })))
            : reject(error),
        );
      }),
    async end(error) {
      open.shift()?.(error);
      await new Promise((resolve) => void setImmediate(resolve));
    },
  };
}

function helped(loaded: number, callsEach = 1) {
  const [here, away] = [stepwise(), stepwise()];
  const state = { loaded, prepared: 0 };
  const helpers: LoadingRunner = { ...away, callsEach, loaded: () => state.loaded, prepare: () => void state.prepared++ };
  return { here, away, state, runner: createHelpedRunner({ local: here, helpers }) };
}

describe('a helped runner', () => {
  it('works here until a worker has loaded, and then gives each of both a call at a time', async () => {
    const { here, away, state, runner } = helped(0);
    expect(runner.concurrency).toBe(2);
    const results = ['a', 'b', 'c', 'd'].map((name) => runner.run(jobsOf(name)));
    expect([state.prepared > 0, here.calls, away.calls]).toEqual([true, ['a'], []]);
    state.loaded = 1;
    await here.end();
    expect([here.calls, away.calls]).toEqual([['a', 'c'], ['b']]);
    await away.end();
    expect([here.calls, away.calls]).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    await here.end();
    await away.end();
    const seconds = (await Promise.all(results)).map(([evaluation]) => Object.keys(evaluation?.seconds ?? {}));
    expect(seconds).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('gives a worker its next call before it has answered', async () => {
    const { here, away, runner } = helped(1, 2);
    const results = Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => runner.run(jobsOf(name))));
    expect([here.calls, away.calls]).toEqual([['c'], ['a', 'b']]);
    await away.end();
    expect([here.calls, away.calls]).toEqual([['c'], ['a', 'b', 'd']]);
    await here.end();
    expect([here.calls, away.calls]).toEqual([
      ['c', 'e'],
      ['a', 'b', 'd'],
    ]);
    for (const runs of [away, away, here]) await runs.end();
    expect(await results).toHaveLength(5);
  });

  it('passes errors on from both, and goes on', async () => {
    const { here, away, runner } = helped(1);
    const [first, second] = [runner.run(jobsOf('a')), runner.run(jobsOf('b'))];
    const refused = Promise.all([expect(first).rejects.toThrow('lost'), expect(second).rejects.toThrow('a bug')]);
    expect([here.calls, away.calls]).toEqual([['b'], ['a']]);
    await away.end(new Error('lost'));
    await here.end(new Error('a bug'));
    await refused;
    const third = runner.run(jobsOf('c'));
    await away.end();
    expect(await third).toHaveLength(1);
  });
});
