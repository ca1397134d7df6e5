/** Servers for tests of queues: Debian's redis-server and PostgreSQL, started on a free port of this machine in a temporary folder. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

const postgresFolder = '/usr/lib/postgresql';
const postgresBin = existsSync(postgresFolder)
  ? readdirSync(postgresFolder)
      .map((version) => join(postgresFolder, version, 'bin'))
      .find((bin) => existsSync(join(bin, 'initdb')))
  : undefined;

/** Whether there is a redis-server; tests without it are skipped. */
export const hasRedis = isInstalled('redis-server');
export const hasPostgres = postgresBin !== undefined;

/** Runs what needs a server where there is one; otherwise says in one line that it is skipped. */
export function skipsWithout(has: boolean, program: string): boolean {
  if (!has) process.stderr.write(`skipped: ${program} is not installed\n`);
  return !has;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server that a test may stop and start again. */
export interface TestServer {
  readonly port: number;
  readonly address: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and deletes its folder. */
  remove(): Promise<void>;
}

/** @param options more of redis-server. */
export async function startRedis(options: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-redis-'));
  const port = await freePort();
  const given = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options];
  let server: ChildProcess | undefined;
  const one: TestServer = {
    port,
    address: `redis://127.0.0.1:${port}`,
    async start() {
      const child = spawn('redis-server', given, { stdio: ['ignore', 'pipe', 'ignore'] });
      server = child;
      await new Promise<void>((resolve, reject) => {
        let said = '';
        child.stdout.on('data', (bytes: Buffer) => {
          said += bytes.toString();
          if (said.includes('Ready to accept connections')) resolve();
        });
        child.on('exit', () => reject(new Error(`redis-server ended: ${said}`)));
      });
    },
    async stop() {
      const child = server;
      if (child === undefined || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
    async remove() {
      await one.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await one.start();
  return one;
}

/** PostgreSQL refuses to run for root. */
const asUser = process.getuid?.() === 0 ? (['runuser', '-u', 'postgres', '--'] as const) : ([] as const);

function runPostgres(program: string, args: readonly string[]): void {
  const [command, ...rest] = [...asUser, join(postgresBin ?? '', program), ...args];
  const { status, stderr, error } = spawnSync(command ?? '', rest, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

export async function startPostgres(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-postgres-'));
  if (asUser.length > 0) {
    const { uid, gid } = idsOf('postgres');
    chownSync(folder, uid, gid);
  }
  const port = await freePort();
  const data = join(folder, 'data');
  runPostgres('initdb', ['-D', data, '-U', 'assay', '-A', 'trust', '--no-sync']);
  const server = `-p ${port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off`;
  const one: TestServer = {
    port,
    address: `postgres://assay@127.0.0.1:${port}/postgres`,
    async start() {
      runPostgres('pg_ctl', ['-D', data, '-o', server, '-w', '-l', join(folder, 'log'), 'start']);
    },
    async stop() {
      runPostgres('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    },
    async remove() {
      await one.stop().catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await one.start();
  return one;
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout));
  return { uid, gid };
}

/** Waits until something holds. @throws after so many milliseconds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, milliseconds = 20_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(50);
  }
}
