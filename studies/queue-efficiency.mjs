/**
 * How well a queue keeps its workers busy, on paper: the stream of a run as it is, with workers, server and clock simulated. What one call costs the run and
 * the server is measured by `npm run bench -- queue`; jobs take random times around a mean. Prints the efficiency (work done, of the work that the workers
 * could do) for 1 to 1,000 workers, and which of the run and the server limits them.
 * Run: npm run study:queue-efficiency -- [ms of the run a call: 0.74] [ms of the server a call: 0.33] [µs of the run a job: 39]
 */
import { createRng } from 'assay';
import { registry } from '../dist/engine/built-in.js';
import { resolvePlan } from '../dist/engine/plan.js';
import { evaluateStream } from '../dist/engine/stream.js';
import { callSizesFor } from '../dist/platform/node/queue/call-sizes.js';

const [runMs = 0.74, serverMs = 0.33, jobMicroseconds = 39] = process.argv.slice(2).map(Number);
const meanMs = [1, 10, 100, 1000, 10_000];
const workerCounts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Calls of each worker, so that the beginning and the end weigh little. */
const callsEach = 40;
const mostJobs = 400_000;
const resolved = resolvePlan({ proxies: ['params'], data: 'ramp', batch: 1, seed: 0 }, registry);

/** Events in order of their time: a binary heap. */
function createEvents() {
  const heap = [];
  const isBefore = (a, b) => heap[a].at < heap[b].at || (heap[a].at === heap[b].at && heap[a].order < heap[b].order);
  const swap = (a, b) => ([heap[a], heap[b]] = [heap[b], heap[a]]);
  let order = 0;
  return {
    push(at, act) {
      let place = heap.push({ at, act, order: order++ }) - 1;
      for (let above = (place - 1) >> 1; place > 0 && isBefore(place, above); place = above, above = (place - 1) >> 1)
        swap(place, above);
    },
    pop() {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let place = 0; ;) {
        const [left, right] = [2 * place + 1, 2 * place + 2];
        let least = place;
        if (left < heap.length && isBefore(left, least)) least = left;
        if (right < heap.length && isBefore(right, least)) least = right;
        if (least === place) return first;
        swap(place, least);
        place = least;
      }
    },
  };
}

/** One run, simulated. */
async function simulate(mean, workers) {
  const callSizes = callSizesFor(workers);
  const rng = createRng(0, `efficiency ${mean} ${workers}`);
  const jobs = Math.min(
    mostJobs,
    Math.round(workers * callsEach * Math.max(1, Math.min(callSizes.most, callSizes.milliseconds / mean))),
  );
  // Spread as networks of a space are: a factor of two either way.
  const times = Float64Array.from({ length: jobs }, () => mean * 2 ** (2 * rng.next() - 1));
  const events = createEvents();
  let clock = 0;
  const free = { run: 0, server: 0 };
  const used = { run: 0, server: 0 };
  const take = (what, at, duration) => {
    used[what] += duration;
    return (free[what] = Math.max(free[what], at) + duration);
  };
  const idle = Array(workers).fill(0);
  const waiting = [];
  const work = () => {
    while (idle.length > 0 && waiting.length > 0) {
      idle.pop();
      const { indices, resolve } = waiting.shift();
      const took = indices.reduce((sum, index) => sum + times[index], 0);
      events.push(clock + took, () => {
        idle.push(0);
        const passed = take('server', clock, serverMs / 2);
        events.push(passed, () => {
          const read = take('run', clock, runMs / 2 + (indices.length * jobMicroseconds) / 2000);
          events.push(read, () =>
            resolve(
              indices.map((index) => ({ scores: { params: { ok: true, value: 1 } }, seconds: { params: times[index] / 1000 } })),
            ),
          );
        });
        work();
      });
    }
  };
  const runner = {
    concurrency: workers,
    callSizes,
    run: (asked) =>
      new Promise((resolve) => {
        const indices = asked.map(({ place }) => place);
        const sent = take('run', clock, runMs / 2 + (indices.length * jobMicroseconds) / 2000);
        events.push(sent, () =>
          events.push(take('server', clock, serverMs / 2), () => {
            waiting.push({ indices, resolve });
            work();
          }),
        );
      }),
  };
  const architecture = (index) => ({
    format: 'assay-architecture',
    version: 1,
    name: String(index),
    inputs: [],
    nodes: [],
    outputs: [],
  });
  function* candidates() {
    for (let index = 0; index < jobs; index++) yield architecture(index);
  }
  let isDone = false;
  const consume = (async () => {
    const stream = evaluateStream(candidates(), { resolved, runner, now: () => clock });
    while ((await stream.next()).done !== true);
    isDone = true;
  })();
  while (!isDone) {
    // What the stream does at this moment of the clock is done before the clock goes on.
    await new Promise((resolve) => setImmediate(resolve));
    const event = events.pop();
    if (event === undefined) continue;
    clock = event.at;
    event.act();
  }
  await consume;
  const total = times.reduce((sum, time) => sum + time, 0);
  return { efficiency: total / (workers * clock), run: used.run / clock, server: used.server / clock };
}

console.log(`a call costs the run ${runMs} ms and ${jobMicroseconds} µs a job, the server ${serverMs} ms`);
console.log(['a job', ...workerCounts.map((count) => `${count} workers`)].join('\t'));
for (const mean of meanMs) {
  const cells = [];
  for (const workers of workerCounts) {
    const { efficiency, run, server } = await simulate(mean, workers);
    const limit = Math.max(run, server) > 0.9 ? (run > server ? ' run' : ' server') : '';
    cells.push(`${(100 * efficiency).toFixed(0)} %${limit}`);
  }
  console.log([`${mean} ms`, ...cells].join('\t'));
}
