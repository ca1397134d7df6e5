/** Brings a fresh clone to a state in which commands run: dependencies, then the build, each only when missing or out of date. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints one line on standard error. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command in the project's root with its output on standard error; ends this process when it fails. */
export function run(what, command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
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

function installDependencies() {
  const stampFile = join(root, 'node_modules', '.assay-stamp');
  const stamp = hash((digest) => digest.update(readFileSync(join(root, 'package-lock.json'))));
  if (isUpToDate(stampFile, stamp)) return;
  say('assay setup: installing dependencies (npm ci) ...');
  run(
    'npm ci',
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      // ONNX Runtime's install script would fetch GPU libraries from another host; the CPU engine is inside the package.
      ONNXRUNTIME_NODE_INSTALL: 'skip',
    },
  );
  writeFileSync(stampFile, stamp);
}

function* sourceFiles(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (!entry.name.includes('.test.') && !entry.name.includes('.generated.')) yield path;
  }
}

function build() {
  const stampFile = join(root, 'dist', '.assay-stamp');
  const stamp = hash((digest) => {
    for (const path of [
      ...sourceFiles('src'),
      ...sourceFiles('studio'),
      'scripts/build.mjs',
      'scripts/build-kernels.mjs',
      'scripts/build-report-client.mjs',
      'scripts/build-bundle.mjs',
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
  if (isUpToDate(stampFile, stamp)) return;
  say('assay setup: building ...');
  run('the build', process.execPath, [join('scripts', 'build.mjs')]);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Everything a command of this project needs. Silent when nothing is missing. */
export function ensureSetup() {
  checkNode();
  installDependencies();
  build();
}
