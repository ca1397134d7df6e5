/**
 * Builds the page of the studio (studio/) into dist/studio, from the library's sources, so that what a screen does not use stays out;
 * prints what the first screen loads, compressed. Does nothing where no input has changed.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from './setup.mjs';

const page = join(root, 'studio');
const out = join(root, 'dist', 'studio');
const kept = join(root, 'build', 'studio');
/** Bytes that the first screen may load, compressed. */
const mostBytes = 1_000_000;

function inputHash() {
  const digest = createHash('sha256');
  const files = ['studio', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files, join(root, 'package-lock.json'), join(root, 'scripts', 'build-studio.mjs')].sort())
    digest.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return digest.digest('hex');
}

const stamp = join(kept, 'inputs');
const hash = inputHash();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  rmSync(kept, { recursive: true, force: true });
  await build({
    root: page,
    configFile: false,
    logLevel: 'warn',
    base: './',
    resolve: {
      alias: [
        { find: /^assay$/, replacement: join(root, 'src', 'index.ts') },
        { find: /^assay\/browser$/, replacement: join(root, 'src', 'platform', 'browser', 'index.ts') },
      ],
    },
    worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
    build: {
      outDir: join(kept, 'site'),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      license: { fileName: 'licences.md' },
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  writeFileSync(stamp, hash);
}
mkdirSync(join(root, 'dist'), { recursive: true });
rmSync(out, { recursive: true, force: true });
// ONNX Runtime's 55 MB of WebAssembly are in its package already: the server and the export take them from there (page-files).
const elsewhere = {};
cpSync(join(kept, 'site'), out, {
  recursive: true,
  filter(file) {
    const [, name] = /[\\/](ort-wasm-[\w.-]+?)-[\w-]{8}\.wasm$/.exec(file) ?? [];
    if (name !== undefined) elsewhere[`assets/${basename(file)}`] = `${name}.wasm`;
    return name === undefined;
  },
});
writeFileSync(join(out, 'elsewhere.json'), JSON.stringify(elsewhere));

/** The files that index.html names, and those that they import before anything runs. */
function firstFiles() {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!file.endsWith('.js')) return;
    for (const [, name] of readFileSync(join(out, file), 'utf8').matchAll(/(?:import|from)\s*"\.\/([\w.-]+\.js)"/g))
      visit(`assets/${name}`);
  };
  for (const [, name] of readFileSync(join(out, 'index.html'), 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g))
    visit(name);
  return ['index.html', ...seen];
}

const bytes = firstFiles().reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0);
process.stderr.write(`studio: the page loads ${(bytes / 1000).toFixed(0)} kB compressed before its first screen\n`);
if (bytes > mostBytes) {
  process.stderr.write(`studio: expected at most ${mostBytes / 1000} kB\n`);
  process.exitCode = 1;
}
