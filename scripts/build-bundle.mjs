/**
 * Joins what TypeScript wrote into a few files, dist/bundle: a command otherwise loads some 450 modules before it does anything, and
 * takes twice as long to start. The command line, its workers and the library share their chunks, so that a class is one class.
 * Small packages that most commands load come in too, with their licences in LICENCES.txt: to find and read their files took a third
 * of the time in which a command starts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { root } from './setup.mjs';
import { bundleLicences } from './bundle-licences.mjs';

const dist = join(root, 'dist');
const entries = [
  'index',
  'cli/main',
  'platform/node/index',
  'platform/browser/index',
  'platform/node/threads/worker',
  'platform/node/threads/scan-worker',
  'platform/node/devices/device-probe',
  'platform/node/queue/evaluator-process',
  'engine/built-in',
];

/** Written for browsers too, as modules: they may stand in the chunks that a page loads. */
const anywhere = ['@dagrejs/dagre', '@noble/hashes', 'fastest-levenshtein', 'tinyqueue', 'uplot', 'valibot'];
const ofCommands = ['commander'];
const isJoined = (id) => [...anywhere, ...ofCommands, '@oxc-project'].some((name) => id === name || id.startsWith(`${name}/`));
const isPackage = (id) => /^[a-z@]/i.test(id);

/**
 * Modules that so many of the commands and entries need stand in a few chunks, from the one that every command loads to those that only
 * commands that score load. plain-table stays outside: it loads a large package, which a command that prints no table does without.
 */
const most = 8;
const groups = Object.entries({
  core: /\/dist\/core\//,
  start:
    /\/dist\/(?:cli\/(?:output|parameter-flags|supervise|version)|platform\/node\/files\/package-files)\.|\/node_modules\/commander\//,
  assay: /\/dist\/(?:arch|spaces|onnx|runtime|evidence|proxies|engine|search|searchers|drawing)\//,
  commands: /\/dist\/(?:platform\/node|cli)\/(?!plain-table)/,
}).map(([name, test], i) => ({ name, test: (id) => test.test(id.replaceAll('\\', '/')), minShareCount: most, priority: 4 - i }));

const { output } = await build({
  input: Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
  platform: 'node',
  logLevel: 'warn',
  // A module that some load lazily and others at once stands with the others: no fault.
  onLog: (level, log, report) => log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT' && report(level, log),
  // The module of a package, where it has one beside its CommonJS.
  resolve: { mainFields: ['module', 'main'] },
  external: (id, importer) => isPackage(id) && !isJoined(id) && !(importer ?? '').includes('node_modules'),
  output: {
    dir: join(dist, 'bundle'),
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Not minified: Node prints the line of an error that nobody catches, and lines of a megabyte help nobody.
    minify: false,
    comments: { legal: false, annotation: true, jsdoc: false },
    codeSplitting: { groups },
  },
});
writeFileSync(join(dist, 'bundle', 'LICENCES.txt'), bundleLicences(output.flatMap(({ moduleIds = [] }) => moduleIds)));
