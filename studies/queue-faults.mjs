/**
 * A search on a queue whose workers are killed with SIGKILL in the middle of their jobs, twenty times in one run, and one whose worker is cut off by a network
 * namespace (the cable is pulled: nothing is closed) for a minute: the journal must equal, byte for byte, that of the search on one machine. On Redis and on
 * PostgreSQL, both Debian's, started here; the cut needs root and `ip` (Debian: iproute2).
 * Run: npm run study:queue-faults -- [kills: 20] [seconds cut off: 60] [redis | postgres]      (SEED=n chooses the moments; some minutes)
 */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng } from 'assay';

const [kills = 20, seconds = 60] = process.argv.slice(2, 4).map(Number);
const [, , , , only] = process.argv;
const seed = Number(process.env.SEED ?? Date.now() % 1e6);
const rng = createRng(seed, 'queue faults');
const bin = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'assay-faults-'));
const isRoot = process.getuid?.() === 0;
const children = new Set();

/** Of this machine, and of its end of the cable to the namespace. */
const [local, here, there] = ['127.0.0.1', '10.213.77.1', '10.213.77.2'];
const netns = `assay-${process.pid}`;
const cable = `av${process.pid % 100000}`;

function run(command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

/** A namespace with a cable to this machine; undefined where none can be made. */
function openNamespace() {
  if (!isRoot) return undefined;
  try {
    run('ip', 'netns', 'add', netns);
    run('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
    run('ip', 'addr', 'add', `${here}/24`, 'dev', cable);
    run('ip', 'link', 'set', cable, 'up');
    run('ip', '-n', netns, 'addr', 'add', `${there}/24`, 'dev', 'eth0');
    run('ip', '-n', netns, 'link', 'set', 'eth0', 'up');
    run('ip', '-n', netns, 'link', 'set', 'lo', 'up');
    return { pull: () => run('ip', 'link', 'set', cable, 'down'), plug: () => run('ip', 'link', 'set', cable, 'up') };
  } catch (error) {
    console.log(`no network namespace: ${error.message.trim()}`);
    return undefined;
  }
}
function closeNamespace() {
  if (isRoot) spawnSync('ip', ['netns', 'del', netns]);
}

const port = 20_000 + (process.pid % 20_000);
/** Servers that listen on this machine and on the cable. */
const servers = {
  async redis(addresses) {
    const args = ['--port', String(port), '--bind', ...addresses, '--protected-mode', 'no', '--save', '', '--dir', root];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    await pause(1000);
    if (child.exitCode !== null) throw new Error('redis-server does not start');
    return { of: (host) => `redis://${host}:${port}`, stop: () => child.kill('SIGKILL') };
  },
  async postgres(addresses) {
    const folder = '/usr/lib/postgresql';
    const versions = existsSync(folder) ? readdirSync(folder) : [];
    if (versions.length === 0) throw new Error('PostgreSQL is not installed');
    const user = isRoot ? ['runuser', '-u', 'postgres', '--'] : [];
    const program = (name) => [...user, join(folder, versions[0], 'bin', name)];
    const home = mkdtempSync(join(tmpdir(), 'assay-postgres-'));
    if (isRoot)
      chownSync(home, ...['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)));
    const data = join(home, 'data');
    run(...program('initdb'), '-D', data, '-U', 'assay', '-A', 'trust', '--no-sync');
    run('sh', '-c', `echo 'host all all ${here}/24 trust' >> ${data}/pg_hba.conf`);
    const options = `-p ${port} -k '' -c listen_addresses=${addresses.join(',')} -c fsync=off`;
    const started = spawnSync(
      program('pg_ctl')[0],
      [...program('pg_ctl').slice(1), '-D', data, '-o', options, '-w', '-l', join(home, 'log'), 'start'],
      {
        stdio: 'ignore',
      },
    );
    if (started.status !== 0) throw new Error('PostgreSQL does not start');
    return {
      of: (host) => `postgres://assay@${host}:${port}/postgres`,
      stop() {
        run(...program('pg_ctl'), '-D', data, '-m', 'immediate', 'stop');
        rmSync(home, { recursive: true, force: true });
      },
    };
  },
};

/** So many that a run does not end before its last kill. */
const budget = String(Math.max(100, 20 * kills));
const journalOf = (folder) => readFileSync(join(folder, 'journal.jsonl'), 'utf8');
let folders = 0;

/** A search of some seconds; resolves to its journal. */
function search(more) {
  const folder = join(root, String(folders++));
  const space = 'nas-bench-201:C=8:N=2:size=16';
  const args = ['search', space, '--searcher', 'random', '--budget', budget, '--proxy', 'naswot', '--batch', '16', '--seed', '7'];
  const child = spawn(process.execPath, [bin, ...args, '--out', folder, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.add(child);
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve(journalOf(folder)) : reject(new Error(`the search ended with ${code}: ${said}`)),
    );
  });
}

/** @param inside runs it in the namespace. */
function startWorker(queue, inside = false) {
  const args = [process.execPath, bin, 'worker', '--queue', queue, '--workers', '1', '--lock-seconds', '1'];
  const [command, ...rest] = inside ? ['ip', 'netns', 'exec', netns, ...args] : args;
  const child = spawn(command, rest, { stdio: 'ignore' });
  children.add(child);
  return child;
}

/** Milliseconds after which a worker has loaded and works. */
const warmUp = 1200;

async function killAgainAndAgain(address) {
  let isDone = false;
  const journal = search(['--queue', address]).finally(() => (isDone = true));
  journal.catch(() => undefined);
  let killed = 0;
  while (killed < kills && !isDone) {
    const child = startWorker(address);
    await pause(warmUp + 1500 * rng.next());
    if (isDone) break;
    child.kill('SIGKILL');
    killed++;
  }
  const last = [startWorker(address), startWorker(address)];
  const text = await journal;
  for (const child of last) child.kill('SIGKILL');
  return { text, killed };
}

async function cutOff(server, namespace) {
  const journal = search(['--queue', server.of(local)]);
  journal.catch(() => undefined);
  const inside = startWorker(server.of(here), true);
  await pause(3000);
  namespace.pull();
  const outside = startWorker(server.of(local));
  await pause(seconds * 1000);
  namespace.plug();
  const text = await journal;
  for (const child of [inside, outside]) child.kill('SIGKILL');
  return text;
}

function cleanUp() {
  for (const child of children) child.kill('SIGKILL');
  closeNamespace();
  rmSync(root, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });

const started = performance.now();
let failures = 0;
const say = (name, isSame, more) => {
  if (!isSame) failures++;
  console.log(`${name}: ${isSame ? 'the bytes of one machine' : 'OTHER BYTES'}${more}`);
};
const namespace = openNamespace();
try {
  const expected = await search(['--workers', '1']);
  console.log(`seed ${seed}; ${budget} cells, ${((performance.now() - started) / 1000).toFixed(0)} s in one thread`);
  for (const name of ['redis', 'postgres'].filter((one) => only === undefined || one === only)) {
    const server = await servers[name](namespace === undefined ? [local] : [local, here]);
    try {
      const begun = performance.now();
      const { text, killed } = await killAgainAndAgain(server.of(local));
      say(`${name}, ${killed} workers killed`, text === expected, `, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
      if (namespace === undefined) console.log(`${name}: no worker cut off: that needs root and iproute2`);
      else say(`${name}, a worker cut off for ${seconds} s`, (await cutOff(server, namespace)) === expected, '');
    } finally {
      server.stop();
    }
  }
} finally {
  cleanUp();
}
if (failures > 0) process.exitCode = 1;
