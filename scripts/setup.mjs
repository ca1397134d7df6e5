/** Brings a fresh clone to a state in which commands run: dependencies, then the build, each only when missing or out of date. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPackages } from './missing-packages.mjs';
import { withSetupLock } from './setup-lock.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Options of the compiler: of its four checkers, which each infer what they share, those that have a core. */
export const checkers = ['--checkers', String(Math.min(4, availableParallelism()))];

/** Prints one line on standard error. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command in the project's root with its output on standard error; ends this process when it fails. */
export function run(what, command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    // On Windows npm is a script, which needs a shell.
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) {
    say(
      `assay setup: ${what} failed${error ? ` (${error.message})` : ` with exit code ${status}`}: ${[command, ...args].join(' ')}`,
    );
    process.exit(status ?? 1);
  }
}

function hash(update) {
  const digest = createHash('sha256');
  update(digest);
  return digest.digest('hex');
}

function isUpToDate(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`assay setup: expected Node 20.19 or newer, got ${process.versions.node} (https://nodejs.org)`);
  process.exit(1);
}

const modulesStamp = join(root, 'node_modules', '.assay-stamp');

function dependenciesHash() {
  return hash((digest) => digest.update(readFileSync(join(root, 'package-lock.json'))));
}

function readLock(path) {
  return existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), 'utf8')) : {};
}

function npm(...args) {
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // ONNX Runtime's install script would fetch GPU libraries from another host; the CPU engine is inside the package.
  run(`npm ${args[0]}`, 'npm', [...args, ...options], { ONNXRUNTIME_NODE_INSTALL: 'skip' });
}

/** What an `npm ci` by hand installed stays, and only what it lacks is added. */
function installDependencies() {
  const stamp = dependenciesHash();
  if (isUpToDate(modulesStamp, stamp)) return;
  const wanted = readLock('package-lock.json');
  const missing = missingPackages(wanted, readLock('node_modules/.package-lock.json'), (path) => existsSync(join(root, path)));
  if (missing.needed.length > 0) {
    say('assay setup: installing dependencies (npm ci) ...');
    npm('ci');
  } else if (missing.optional.length > 0) {
    say(`assay setup: installing ${missing.optional.join(', ')} (npm install) ...`);
    npm('install', '--no-save');
  }
  writeFileSync(modulesStamp, stamp);
}

function* sourceFiles(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (!entry.name.includes('.test.') && !entry.name.includes('.generated.')) yield path;
  }
}

const distStamp = join(root, 'dist', '.assay-stamp');

/** What `dist` depends on. */
export function buildHash() {
  return hash((digest) => {
    for (const path of [
      ...sourceFiles('src'),
      ...sourceFiles('studio'),
      'scripts/build.mjs',
      'scripts/build-kernels.mjs',
      'scripts/build-report-client.mjs',
      'scripts/build-bundle.mjs',
      'scripts/bundle-licences.mjs',
      'scripts/build-types.mjs',
      'scripts/build-studio.mjs',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
    ]) {
      const { size, mtimeMs } = statSync(join(root, path));
      digest.update(`${path} ${size} ${mtimeMs}\n`);
    }
  });
}

/** Writes down from what `dist` was built. */
export function stampBuild(stamp) {
  writeFileSync(distStamp, stamp);
}

function build() {
  if (isUpToDate(distStamp, buildHash())) return;
  say('assay setup: building ...');
  run('the build', process.execPath, [join('scripts', 'build.mjs'), '--no-check']);
}

/** Everything a command of this project needs. Silent when nothing is missing. Two first commands at once set up one after the other. */
export function ensureSetup() {
  checkNode();
  if (isUpToDate(modulesStamp, dependenciesHash()) && isUpToDate(distStamp, buildHash())) return;
  withSetupLock(
    join(root, 'build', 'setup.lock'),
    ({ pid, path }) =>
      say(
        `assay setup: waiting for ${pid === undefined ? 'another process' : `process ${pid}`}, which sets this folder up (if it is gone, delete ${path}) ...`,
      ),
    () => {
      installDependencies();
      build();
    },
  );
}
