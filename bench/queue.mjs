/**
 * The overhead of a queue: the same architectures by two threads and by two workers of one slot through a redis-server of this machine, in turns, each after
 * a warm-up. ePADS is work of many milliseconds, SED of microseconds: a run keeps SED in its own thread, and here it is sent, in calls of 256. Beside the
 * elapsed time it prints the processor time, of this process for threads, of all processes together for the queue: what else the machine does hardly moves it.
 * Run after a build: node bench/queue.mjs [ePADS networks: 1000] [SED cells: 10000] [images of ePADS: 64, as commands take]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createRng, openSpace } from '../dist/index.js';
import { registry } from '../dist/engine/built-in.js';
import { resolvePlan } from '../dist/engine/plan.js';
import { evaluateStream } from '../dist/engine/stream.js';
import { openOrtEngine } from '../dist/platform/node/devices/ort-engine.js';
import { createPool } from '../dist/platform/node/threads/pool.js';
import { engineName, readWorkers } from '../dist/platform/node/queue/announcements.js';
import { openBroker } from '../dist/platform/node/queue/open-broker.js';
import { openQueueRunner } from '../dist/platform/node/queue/queue-runner.js';

const [networks = 1000, cells = 10_000, batch = 64] = process.argv.slice(2).map(Number);
if (spawnSync('redis-server', ['--version']).status !== 0) {
  console.log('queue: skipped, because redis-server is not installed');
  process.exit(0);
}
const data = { text: 'ramp', recipe: { kind: 'ramp' }, prepared: [] };
const engine = engineName((await openOrtEngine()).title);
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-queue-'));
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const queue = `redis://127.0.0.1:${port}`;
const children = [
  spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], { stdio: 'ignore' }),
];
const assay = new URL('../bin/assay.cjs', import.meta.url).pathname;

/** Different functions, so that none is scored for another. */
function sample(spec, count) {
  const space = openSpace(spec);
  const rng = createRng(0, 'bench queue');
  const found = new Map();
  while (found.size < count) {
    const genotype = space.sample(rng);
    found.set(space.canonical(genotype), space.encode(genotype));
  }
  return [...found.values()];
}

/** Processor seconds of this process. */
function ownProcessor() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor seconds of this process and all that it started, the server and the workers; NaN where the system does not tell. */
function allProcessor() {
  const ticksASecond = 100;
  const all = [];
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      all.push({ pid: Number(pid), parent: fields[1], ticks: fields[11] + fields[12] });
    }
  } catch (error) {
    // A process that ended meanwhile is none of ours.
    if (all.length === 0 || (error.code !== 'ENOENT' && error.code !== 'ESRCH')) return NaN;
    return allProcessor();
  }
  const ours = new Set([process.pid]);
  for (let size = 0; size < ours.size;) {
    size = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  return all.reduce((sum, { pid, ticks }) => sum + (ours.has(pid) ? ticks : 0), 0) / ticksASecond;
}

async function seconds(resolved, runner, architectures) {
  const begun = performance.now();
  let count = 0;
  for await (const chunk of evaluateStream(architectures, { resolved, runner, now: () => performance.now() }))
    count += chunk.length;
  if (count !== architectures.length) throw new Error(`${count} of ${architectures.length} came back`);
  return (performance.now() - begun) / 1000;
}

async function compare(title, plan, count, turns) {
  const resolved = resolvePlan({ data: 'ramp', seed: 0, ...plan }, registry);
  const warm = 16;
  const all = sample(plan.space, count + warm);
  const [first, rest] = [all.slice(0, warm), all.slice(warm)];
  const pool = createPool({ plan: resolved.plan, data }, 2);
  const remote = await openQueueRunner({ address: queue, resolved, data, engine, onNotice: (line) => console.log(line) });
  const times = { threads: [], queue: [] };
  const processor = { threads: 0, queue: 0 };
  for (const runner of [pool, remote]) await seconds(resolved, runner, first);
  // In turns, a part of the architectures each: what else the machine does then meets both.
  for (let turn = 0; turn < turns; turn++) {
    const part = rest.filter((_, i) => i % turns === turn);
    for (const [name, runner] of turn % 2 === 0
      ? [
          ['threads', pool],
          ['queue', remote],
        ]
      : [
          ['queue', remote],
          ['threads', pool],
        ]) {
      const used = name === 'threads' ? ownProcessor : allProcessor;
      const before = used();
      times[name].push(await seconds(resolved, runner, part));
      processor[name] += used() - before;
    }
  }
  await remote.close();
  await pool.close();
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const [threads, queued] = [sum(times.threads), sum(times.queue)];
  console.log(
    `${title}: ${count} architectures: two threads ${threads.toFixed(2)} s, queue ${queued.toFixed(2)} s, ratio ${(queued / threads).toFixed(3)}; processor ${processor.threads.toFixed(1)} and ${processor.queue.toFixed(1)} s, ratio ${(processor.queue / processor.threads).toFixed(3)}; ratios of the turns ${times.queue.map((time, i) => (time / times.threads[i]).toFixed(2)).join(' ')}`,
  );
}

/** Processor seconds of the run and of the server for `count` jobs in calls of `size`. */
async function costOf(size, count) {
  const plan = { space: 'nas-bench-101', proxies: ['sed'], data: 'ramp', batch: 8, seed: size };
  const resolved = resolvePlan(plan, registry);
  const warm = 50;
  const architectures = sample(plan.space, count + warm);
  const remote = await openQueueRunner({ address: queue, resolved, data, engine });
  const client = new Redis(queue);
  const server = async () => {
    const text = await client.info('cpu');
    return ['sys', 'user'].reduce((sum, kind) => sum + Number(new RegExp(`used_cpu_${kind}:([0-9.]+)`).exec(text)[1]), 0);
  };
  const single = { run: remote.run, concurrency: 2, callSizes: { milliseconds: Infinity, most: size, ahead: 3 } };
  await seconds(resolved, single, architectures.slice(0, warm));
  const [before, serverBefore] = [process.cpuUsage(), await server()];
  await seconds(resolved, single, architectures.slice(warm));
  const { user, system } = process.cpuUsage(before);
  const serverSeconds = (await server()) - serverBefore;
  client.disconnect();
  await remote.close();
  return { run: (user + system) / 1e6, server: serverSeconds };
}

/** What a call and a job cost; the study of efficiency takes it (npm run study:queue-efficiency). */
async function printCosts() {
  const [calls, size] = [1000, 250];
  const one = await costOf(1, calls);
  const many = await costOf(size, 40 * size);
  const cost = (kind) => {
    const [single, full] = [one[kind] / calls, many[kind] / 40];
    const job = (full - single) / (size - 1);
    return `${(1000 * (single - job)).toFixed(2)} ms a call and ${(1e6 * job).toFixed(0)} µs a job`;
  };
  console.log(`processor: of the run ${cost('run')}, of the server ${cost('server')}`);
}

try {
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (let worker = 0; worker < 2; worker++)
    children.push(spawn(process.execPath, [assay, 'worker', '--queue', queue, '--workers', '1'], { stdio: 'ignore' }));
  const broker = await openBroker(queue, { onNotice: () => undefined });
  while ((await readWorkers(broker.shelf)).length < 2) await new Promise((resolve) => setTimeout(resolve, 100));
  await broker.close();
  await compare(
    'ePADS',
    { space: 'nas-bench-201:N=1', proxies: ['epads'], batch },
    networks,
    Math.max(2, Math.round(networks / 100)),
  );
  await printCosts();
  await compare('SED', { space: 'nas-bench-101', proxies: ['sed'], batch: 8 }, cells, 4);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
