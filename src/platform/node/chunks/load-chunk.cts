/**
 * Loads a chunk of the bundle in Node with V8's code for it, which is kept in `compiled/` beside the bundle: to compile the chunks anew takes
 * a third of the time in which a command starts, and each worker thread would do it again. All functions of a chunk are compiled when its
 * code is first written, so that the file is the same whichever command wrote it. V8 refuses code of another version or other flags; then,
 * and where nothing can be written, chunks are compiled as Node compiles any file. `NODE_DISABLE_COMPILE_CACHE` switches it off, as in Node.
 */
import fs = require('node:fs');
import path = require('node:path');
import v8 = require('node:v8');
import vm = require('node:vm');

type Chunk = (
  exports: object,
  require: (id: string) => unknown,
  file: string,
  importModule: (id: string) => Promise<unknown>,
) => void;

const loaded = new Map<string, object>();
const compiledFolder = path.join(__dirname, 'compiled');
// Counts of a coverage tool are not exact in code that was kept.
const isKept = ['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'].every((name) => process.env[name] === undefined);

/** What the chunk exports. `name` is its path in the bundle. */
function loadChunk(name: string): object {
  return load(path.join(__dirname, name));
}

function load(file: string): object {
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const exported = {};
  loaded.set(file, exported);
  const run = compile(file).runInThisContext() as Chunk;
  try {
    const requireFrom = (id: string): unknown => (id.startsWith('.') ? load(path.join(path.dirname(file), id)) : require(id));
    // Node 20 has no import() in code that was kept.
    run(exported, requireFrom, file, (id) => import(id));
  } catch (error) {
    loaded.delete(file);
    throw error;
  }
  return exported;
}

function compile(file: string): vm.Script {
  // ASCII.
  const source = fs.readFileSync(file, 'latin1');
  const options = { filename: file };
  if (!isKept) return new vm.Script(source, options);
  // The name of a chunk has the hash of its text; the tag stands for the version and the flags of V8.
  const kept = path.join(compiledFolder, `${path.basename(file)}.${v8.cachedDataVersionTag().toString(36)}`);
  const cachedData = readIfPresent(kept);
  if (cachedData === undefined) return compileAndKeep(source, options, kept);
  const script = new vm.Script(source, { ...options, cachedData });
  // Damaged: the next command writes it again.
  if (script.cachedDataRejected === true) fs.rmSync(kept, { force: true });
  return script;
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Written under another name first: two processes may write at once. The file is opened before all functions are compiled, in vain where it cannot be. */
function compileAndKeep(source: string, options: vm.ScriptOptions, kept: string): vm.Script {
  const draft = `${kept}.${process.pid}-${process.hrtime.bigint()}`;
  let output: number;
  try {
    fs.mkdirSync(compiledFolder, { recursive: true });
    output = fs.openSync(draft, 'wx');
  } catch {
    return new vm.Script(source, options);
  }
  v8.setFlagsFromString('--no-lazy');
  const script = new vm.Script(source, options);
  v8.setFlagsFromString('--lazy');
  try {
    fs.writeFileSync(output, script.createCachedData());
    fs.closeSync(output);
    fs.renameSync(draft, kept);
  } catch {
    // A full disk: the next command tries again.
    fs.rmSync(draft, { force: true });
  }
  return script;
}

export = loadChunk;
