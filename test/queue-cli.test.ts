/** A queue as a user meets it: TLS and a password, models with their weights, code that a run sends. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withExternalData } from './external-data.js';
import { readAddress } from '../src/platform/node/queue/address.js';
import { scratchFolder } from './assay.js';
import { freePort, hasRedis, skipsWithout, startRedis, until, type TestServer } from './queue-servers.js';

const launcher = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
const secret = 'hunter2+%';

describe('the address of a queue', () => {
  it('is shown without its credentials, and takes a password from the environment', () => {
    const one = readAddress('rediss://me:p%40ss@lab:6380/2', {});
    expect(one).toMatchObject({ kind: 'redis', shown: 'rediss://lab:6380/2', hasPassword: true, isLocal: false });
    const other = readAddress('postgres://assay@127.0.0.1/db', { ASSAY_QUEUE_PASSWORD: 'a:b' });
    expect(other).toMatchObject({ kind: 'postgres', shown: 'postgres://127.0.0.1/db', hasPassword: true, isLocal: true });
    expect(other.url).toBe('postgres://assay:a%3Ab@127.0.0.1/db');
    expect(readAddress('valkey://lab', {}).url).toMatch(/^redis:/);
  });

  it('is refused without being shown', () => {
    for (const text of ['p@ss', 'http://me:p@ss@lab', 'redis:///p@ss'])
      expect(() => readAddress(text, {}), text).toThrow(/^queue: expected an address(?!.*p@ss)/);
  });
});

/** Without the seconds that scores took. */
const untimed = (text: string): string => text.replace(/"seconds":\{[^}]*\}/g, '');

const canEncrypt = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(skipsWithout(hasRedis && canEncrypt, 'redis-server or openssl'))('assay worker', () => {
  const folder = scratchFolder();
  let server: TestServer;
  let queue: string;
  let env: NodeJS.ProcessEnv;
  const workers: ChildProcess[] = [];
  let said = '';

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
      timeout: 60_000,
    });
    return { code: status, out: stdout, err: stderr };
  };
  const startWorker = (...args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [launcher, 'worker', '--queue', queue, '--workers', '1', ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (said += bytes.toString()));
    workers.push(child);
    return child;
  };

  beforeAll(async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      certificate,
      ...subject,
    ]);
    const port = await freePort();
    server = await startRedis([
      '--port',
      '0',
      '--tls-port',
      String(port),
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-ca-cert-file',
      certificate,
      '--tls-auth-clients',
      'no',
      '--requirepass',
      secret,
    ]);
    queue = `rediss://127.0.0.1:${port}`;
    env = { ...process.env, NO_COLOR: '1', NODE_EXTRA_CA_CERTS: certificate, ASSAY_QUEUE_PASSWORD: secret };
    run(
      'export',
      '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
      '--space',
      'nas-bench-201:C=4:N=1',
      '--to',
      'onnx',
      '--out',
      'a.onnx',
    );
    // Two models of equal files, which differ in the weights beside them.
    for (const name of ['b', 'c']) {
      const { model, data } = withExternalData(readFileSync(join(folder, 'a.onnx')), 'weights/net.data');
      mkdirSync(join(folder, name, 'weights'), { recursive: true });
      writeFileSync(join(folder, name, 'net.onnx'), model);
      writeFileSync(
        join(folder, name, 'weights', 'net.data'),
        name === 'b' ? data : data.map((byte, i) => (i % 4 === 3 ? byte ^ 0x80 : byte)),
      );
    }
    writeFileSync(
      join(folder, 'tall.mjs'),
      `
      import { defineProxy } from 'assay';
      export const proxy = defineProxy({
        id: 'tall', title: 'tall', paper: 'own', sharedByCanonical: false, options: {}, direction: 'higher', seeded: false,
        requests: () => [{ kind: 'constant', weight: 1, arithmetic: 'extended' }],
        score: (evidence) => { const { ok, value, reason } = evidence.get({ kind: 'constant', weight: 1, arithmetic: 'extended' }); return ok ? { ok, value: value.values.length } : { ok, reason }; },
      });`,
    );
  }, 60_000);
  afterAll(async () => {
    for (const child of workers) child.kill('SIGKILL');
    await server.remove();
  });

  it('scores models with the weights of their files over TLS, and shows no password', async () => {
    startWorker();
    const asked = [
      'score',
      'a.onnx',
      'b/net.onnx',
      'c/net.onnx',
      '--init',
      'keep',
      '--proxy',
      'naswot',
      '--batch',
      '4',
      '--json',
    ];
    const there = run(...asked, '--queue', queue, '--out', 'run');
    expect(there.err).not.toContain(secret);
    expect(there.code).toBe(0);
    expect(untimed(there.out)).toBe(untimed(run(...asked).out));
    const [a, b, c] = there.out.split('\n').map((line) => /"naswot":\{"value":([-\d.]+)/.exec(line)?.[1]);
    expect([b, c === a]).toEqual([a, false]);
    for (const name of ['journal.jsonl', 'makers.tsv'])
      expect(readFileSync(join(folder, 'run', name), 'utf8')).not.toContain(secret);
    expect(readFileSync(join(folder, 'run', 'makers.tsv'), 'utf8')).toMatch(/^a\.onnx\tnaswot\t.+\tonnxruntime-\w+ \S+ \w+\n/);
    const { out } = run('worker', '--queue', queue, '--list');
    expect(out).toMatch(/^0 runs\n1 worker\n/);
  }, 60_000);

  it('runs the modules of a run only where its user allows it', async () => {
    const asked = [
      'score',
      '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
      '--space',
      'nas-bench-201:C=4:N=1',
      '--proxy',
      './tall.mjs',
      '--json',
    ];
    const child = spawn(process.execPath, [launcher, ...asked, '--queue', queue], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const refusal = 'the run sends the module ./tall.mjs; start the worker with --allow-code to run it';
    await until('both say why', () => said.includes(refusal) && err.includes(refusal));
    startWorker('--allow-code');
    const code = await ended;
    expect(code, err).toBe(0);
    expect(untimed(out)).toBe(untimed(run(...asked).out));
  }, 60_000);

  it('ends after the jobs it works on, and leaves no folder', async () => {
    const [child] = workers;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(said).toContain('3 evaluations for others');
    expect(existsSync(join(folder, 'run', 'journal.jsonl'))).toBe(true);
  }, 30_000);
});
