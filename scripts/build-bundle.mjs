/**
 * Joins what TypeScript wrote into a few files, dist/bundle: a command otherwise loads some 450 modules before it does anything, and
 * takes twice as long to start. The command line, its workers and the library share their chunks, so that a class is one class.
 * Small packages that most commands load come in too, with their licences in LICENCES.txt: to find and read their files took a third
 * of the time in which a command starts.
 *
 * For Node the chunks are CommonJS, for its modules cannot be kept compiled (platform/node/chunks/load-chunk), and each entry is a module
 * with the names that its chunk exports. Browsers and bundlers get modules, in dist/bundle/web.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { root } from './setup.mjs';
import { bundleLicences } from './bundle-licences.mjs';

const dist = join(root, 'dist');
const bundle = join(dist, 'bundle');
const entriesOfNode = [
  'index',
  'cli/main',
  'platform/node/index',
  'platform/node/threads/worker',
  'platform/node/threads/scan-worker',
  'platform/node/devices/device-probe',
  'platform/node/queue/evaluator-process',
  'engine/built-in',
];
const entriesOfWeb = ['index', 'platform/browser/index'];

/** Written for browsers too, as modules: they may stand in the chunks that a page loads. */
const anywhere = ['@dagrejs/dagre', '@noble/hashes', 'fastest-levenshtein', 'tinyqueue', 'uplot', 'valibot'];
const ofCommands = ['commander', 'table'];
const isJoined = (id) => [...anywhere, ...ofCommands, '@oxc-project'].some((name) => id === name || id.startsWith(`${name}/`));
const isPackage = (id) => /^[a-z@]/i.test(id);

/**
 * Modules that so many of the commands and entries need stand in a few chunks, in their order of loading. What runs in inner loops
 * together stands in one (library), what many commands do without (networks that run with random weights, files of spaces, drawing, graphs
 * of ONNX, one-channel networks, statistics) in others: a chunk is loaded when something of it is read, so nothing that a module of the
 * library reads while it loads may stand there.
 */
const most = 8;
const of = (folder, ...names) => names.map((name) => `/dist/${folder}/${name}`);
const groups = Object.entries({
  core: ['/dist/core/(?!linear-algebra|statistics|condition|pareto)', '/valibot/'],
  mathematics: ['/dist/core/'],
  start: [
    ...of('cli', String.raw`(?:output|parameter-flags|supervise|version)\.`),
    String.raw`/dist/platform/node/files/package-files\.`,
    '/node_modules/commander/',
  ],
  'wide-table': of('cli', 'wide-table'),
  'space-files': of('spaces/define-space', '(?!define-space|check-plan|check-space|guard-space)'),
  'other-spaces': [
    ...of('spaces/(?:anynet|autoformer|flexibert|mobile|nlp)', 'network', 'relative-position', 'transforms', 'ofa-network'),
    ...of('spaces', 'mobile/zen-network', 'nas-bench-101/hash/(?!graph-hash)', 'nas-bench-101/widths'),
    ...of('spaces/nasnet-cells', 'auxiliary', 'read-cell'),
  ],
  networks: [
    ...of('runtime', 'passes/(?!losses|types)', 'weights/(?!definitions|index)', 'recurrent-step', 'images'),
    ...of('engine', 'evidence/require-memory', 'data/(?:cifar10|grey|labels|noise|picture-values|words)'),
    ...of('arch', 'memory/(?!devices|device-fit)', 'validate', 'canonical', 'json', 'stable-json', 'terms', 'graph-cell'),
    ...of('arch', 'transformer-layers', 'token-inputs', 'parameters', 'without-norms'),
    ...of('proxies', 'mae-det/(?!mae-det)', 'chain-', 'fisher-information', 'path-synflow', 'mean-field-zen', 'complete-proxy'),
    ...of('proxies', 'agreement-kernel', 'distinct-codes'),
  ],
  results: of('search', 'result/(?!sizes)', 'shard/', 'journal/(?!journal-field)'),
  library: [
    '/dist/(?:arch|engine(?!/built-in)|evidence|proxies|search|searchers|spaces)',
    ...of('runtime', '(?:latency|passes|weights|[^/]*$)', 'ort/devices'),
  ],
  drawing: ['/dist/(?:drawing|report)/'],
  'one-channel': ['/dist/runtime/one-channel/'],
  runtime: ['/dist/(?:onnx|runtime)/'],
  commands: ['/dist/(?:platform/node/(?!tables/)|cli/)'],
}).map(([name, paths], i) => ({
  name,
  test: (id) => paths.some((path) => new RegExp(path).test(id.replaceAll('\\', '/'))),
  // All commands need what starts them, `--version` nothing else; few tables need the package for tables.
  minShareCount: ['start', 'wide-table'].includes(name) ? 1 : most,
  priority: 20 - i,
}));

/** Where `import(...)` stands in a syntax tree. */
function* importCalls(node) {
  if (node.type === 'ImportExpression') yield node.start;
  for (const part of Object.values(node))
    for (const child of Array.isArray(part) ? part : [part]) if (typeof child?.type === 'string') yield* importCalls(child);
}

/** How rolldown writes a name that a chunk exports. */
const exported =
  /^Object\.defineProperty\(exports, ("\w+"), \{\s+enumerable: true,\s+get: function \(\) \{\s+return ([\w$.]+);\s+\}\s+\}\);\n?/gm;
const giveOut = 'const giveOut = (name, get) => Object.defineProperty(exports, name, { enumerable: true, get });';

/** The chunk with the names that it exports first, each in a line: chunks that read of each other while they load find functions then, as modules do. */
function exportsFirst(code) {
  const lines = [];
  const rest = code.replaceAll(exported, (_, name, local) => {
    lines.push(`giveOut(${name}, () => ${local});`);
    return '';
  });
  return lines.length === 0 ? rest : [giveOut, ...lines, rest].join('\n');
}

/**
 * Chunks of Node are functions of what the loader gives them, `import` too, and hold ASCII only: a text of bytes is read, and kept, in a
 * fraction of the time of one that is decoded.
 */
const asFunction = {
  name: 'as-function',
  renderChunk(code) {
    const places = code.includes('import(') ? [...importCalls(parseAst(code))].toSorted((a, b) => b - a) : [];
    const body = places.reduce((text, at) => `${text.slice(0, at)}importModule${text.slice(at + 'import'.length)}`, code);
    const ascii = exportsFirst(body).replaceAll(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `(function (exports, require, __filename, importModule) {${ascii}\n})`;
  },
};

/** @param entries paths of modules in `dist`, without their ending. */
async function bundleModules(entries, output, options = {}) {
  const bundled = await build({
    input: Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
    platform: 'node',
    logLevel: 'warn',
    checks: { pluginTimings: false },
    ...options,
    // A module that some load lazily and others at once stands with the others: no fault.
    onLog: (level, log, report) => log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT' && report(level, log),
    // The module of a package, where it has one beside its CommonJS.
    resolve: { mainFields: ['module', 'main'] },
    external: (id, importer) => isPackage(id) && !isJoined(id) && !(importer ?? '').includes('node_modules'),
    output: {
      // Not minified: Node prints the line of an error that nobody catches, and lines of a megabyte help nobody.
      minify: false,
      comments: { legal: false, annotation: true, jsdoc: false },
      ...output,
    },
  });
  return bundled.output;
}

/** The module that a user, a command or a worker imports: the names that the chunk of this entry exports. */
function writeEntry({ name, fileName, exports }) {
  const file = join(bundle, `${name}.js`);
  const call = `loadChunk(${JSON.stringify(fileName)})`;
  const lines = [
    `import loadChunk from '${posix.relative(posix.dirname(`/${name}`), '/load-chunk.cjs').replace(/^(?!\.)/, './')}';`,
    exports.length === 0 ? `${call};` : `export const { ${exports.join(', ')} } = ${call};`,
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

rmSync(bundle, { recursive: true, force: true });
const ofNode = await bundleModules(
  entriesOfNode,
  {
    dir: bundle,
    format: 'cjs',
    entryFileNames: 'chunks/[name]-[hash].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting: { includeDependenciesRecursively: false, groups },
  },
  // Groups without the modules that theirs import: an entry that is imported may then export more.
  { plugins: [asFunction], preserveEntrySignatures: 'allow-extension' },
);
// The command line's is CommonJS too: to import a module takes a few milliseconds.
const [{ fileName: commandLine }] = ofNode.filter(({ name }) => name === 'cli/main');
writeFileSync(
  join(bundle, 'command-line.cjs'),
  `module.exports = require('./load-chunk.cjs')(${JSON.stringify(commandLine)}, process.argv[2]);\n`,
);
const loader = readFileSync(join(dist, 'platform', 'node', 'chunks', 'load-chunk.cjs'), 'utf8');
writeFileSync(join(bundle, 'load-chunk.cjs'), loader.replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
ofNode.filter(({ isEntry, name }) => isEntry && name !== 'cli/main').forEach(writeEntry);

const ofWeb = await bundleModules(entriesOfWeb, {
  dir: join(bundle, 'web'),
  format: 'esm',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
const modules = [...ofNode, ...ofWeb].flatMap(({ moduleIds = [] }) => moduleIds);
writeFileSync(join(bundle, 'LICENCES.txt'), bundleLicences(modules));
