/**
 * Loads a chunk of the bundle in Node with V8's code for it, which is kept in `compiled/` beside the bundle: to compile the chunks anew takes
 * a third of the time in which a command starts, and each worker thread would do it again. For a command the file holds the functions that
 * the first command with its verb ran, once that has succeeded: they are a tenth of the library, and code takes as long to read as the rest
 * of a start; what else a later command runs is compiled when it is called. For workers and users' programs all functions are compiled at
 * once. V8 refuses code of another version or other flags; then, and where nothing can be written, chunks are compiled as Node compiles any
 * file. `NODE_DISABLE_COMPILE_CACHE` switches it off, as in Node.
 *
 * A chunk, and a module of Node that a chunk requires, is loaded when something of it is first read: a command uses a third of the library.
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

/** What chunks export, or will. */
const chunks = new Map<string, object>();
/** Modules that are there before any command. */
const loadedByNode = new Set(['node:events', 'node:fs', 'node:path', 'node:process', 'node:url']);
const compiledFolder = path.join(__dirname, 'compiled');
// Counts of a coverage tool are not exact in code that was kept.
const isKept = ['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'].every((name) => process.env[name] === undefined);

/** The verb of the command that runs, whose code is kept by itself. */
let verb: string | undefined;

/** What the chunk exports, once it ran. `name` is its path in the bundle; `command` is the first word of a command line. */
function loadChunk(name: string, command?: string): object {
  if (command !== undefined && /^[a-z]+$/.test(command)) verb = command;
  const exported = chunkAt(path.join(__dirname, name));
  // Runs a chunk without exports too.
  Reflect.get(exported, 'default');
  return exported;
}

function chunkAt(file: string): object {
  let exported = chunks.get(file);
  if (exported === undefined) chunks.set(file, (exported = whenRead((target) => run(file, target))));
  return exported;
}

/** An object that `load` completes when something is first read in it that it has not: then its prototype is asked. */
function whenRead(load: (target: object) => void): object {
  const target = {};
  const waiting = new Proxy(Object.prototype, {
    get(_, name) {
      Object.setPrototypeOf(target, Object.prototype);
      try {
        load(target);
      } catch (error) {
        Object.setPrototypeOf(target, waiting);
        throw error;
      }
      return Reflect.get(target, name) as unknown;
    },
  });
  return Object.setPrototypeOf(target, waiting) as object;
}

function run(file: string, exported: object): void {
  const chunk = compile(file).runInThisContext() as Chunk;
  const requireFrom = (id: string): unknown => {
    if (id.startsWith('.')) return chunkAt(path.join(path.dirname(file), id));
    if (id === 'node:v8') return v8OfChunks;
    if (!id.startsWith('node:') || loadedByNode.has(id)) return require(id);
    return whenRead((target) => void Object.setPrototypeOf(target, require(id) as object));
  };
  // Node 20 has no import() in code that was kept.
  chunk(exported, requireFrom, file, (id) => import(id));
}

function compile(file: string): vm.Script {
  // ASCII.
  const source = read(file).toString('latin1');
  const options = { filename: file };
  if (!isKept) return new vm.Script(source, options);
  // The name of a chunk has the hash of its text; the tag stands for the version and the flags of V8.
  const tag = v8.cachedDataVersionTag();
  const kept = path.join(
    compiledFolder,
    [path.basename(file), ...(verb === undefined ? [] : [verb]), tag.toString(36)].join('.'),
  );
  const cachedData = readKept(kept);
  if (cachedData === undefined && verb === undefined) return compileAll(source, options, { tag, kept });
  if (cachedData === undefined) return compileAndWait(source, options, { tag, kept });
  const script = new vm.Script(source, { ...options, cachedData });
  // Of another text: the next command writes it again. Flags of V8 are those of the process: where another thread changed them meanwhile, the code is good.
  if (script.cachedDataRejected === true && v8.cachedDataVersionTag() === tag) remove(kept);
  return script;
}

/** Kept code only saves time: a user who may not delete it goes on without. */
function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // It stays.
  }
}

/** Files are read into the same memory: each is decoded before the next, and new memory takes as long to come as its content. */
let room = Buffer.allocUnsafeSlow(2 ** 22);

function read(file: string): Buffer {
  const input = fs.openSync(file, 'r');
  try {
    const { size } = fs.fstatSync(input);
    if (size > room.length) room = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let more = -1; more !== 0 && length < size; length += more) more = fs.readSync(input, room, length, size - length, null);
    return room.subarray(0, length);
  } finally {
    fs.closeSync(input);
  }
}

/** V8's code of a file, without the sum at its end; undefined for none, and for a damaged one: V8 believes what it reads, and would end the process. */
function readKept(file: string): Buffer | undefined {
  try {
    const bytes = read(file);
    const end = bytes.length - sumLength;
    if (end >= 0 && bytes.readInt32LE(end) === sumOf(bytes.subarray(0, end))) return bytes.subarray(0, end);
    remove(file);
  } catch {
    // None, or one that cannot be read.
  }
  return undefined;
}

const sumLength = 4;

/** Of the length and of one number in each 256 bytes, in time that no start notices: pages that were never written show, a single bit may not. */
function sumOf(code: Buffer): number {
  const bytes = new DataView(code.buffer, code.byteOffset, code.length);
  let sum = code.length;
  for (let at = code.length - 4; at >= 0; at -= 256) sum = (Math.imul(sum, 31) + bytes.getInt32(at, true)) | 0;
  return sum;
}

/** All functions are compiled. The file is opened before, in vain where it cannot be. */
function compileAll(source: string, options: vm.ScriptOptions, { tag, kept }: Pick<Waiting, 'tag' | 'kept'>): vm.Script {
  const draft = openDraft(kept);
  if (draft === undefined) return new vm.Script(source, options);
  v8.setFlagsFromString('--no-lazy');
  const script = new vm.Script(source, options);
  v8.setFlagsFromString('--lazy');
  writeCode(codeOf(script, tag), draft, kept);
  return script;
}

/** V8 writes the flags of the moment into code. Undefined if they are not those of the tag, as while another thread changes them: the code would be refused at each start. */
function codeOf(script: vm.Script, tag: number): Buffer | undefined {
  if (v8.cachedDataVersionTag() !== tag) return undefined;
  const code = script.createCachedData();
  return v8.cachedDataVersionTag() === tag ? code : undefined;
}

/** A chunk of this command whose code is not kept yet. */
interface Waiting {
  readonly script: vm.Script;
  readonly kept: string;
  readonly tag: number;
  /** As it was before flags of V8 were changed, which V8 writes into it. */
  code?: Buffer | undefined;
}

const waiting: Waiting[] = [];

/** Functions are compiled when they are called, and kept when the command has succeeded. */
function compileAndWait(source: string, options: vm.ScriptOptions, { tag, kept }: Pick<Waiting, 'tag' | 'kept'>): vm.Script {
  const script = new vm.Script(source, options);
  if (waiting.push({ script, tag, kept }) === 1) process.once('exit', keepWaiting);
  return script;
}

function readWaiting(): void {
  for (const chunk of waiting) chunk.code = codeOf(chunk.script, chunk.tag) ?? chunk.code;
}

/** Chunks change flags before they start threads. */
const v8OfChunks = {
  ...v8,
  setFlagsFromString(flags: string): void {
    readWaiting();
    v8.setFlagsFromString(flags);
  },
};

function keepWaiting(exitCode: number): void {
  if (exitCode !== 0) return;
  readWaiting();
  for (const { code, kept } of waiting) {
    if (code === undefined) continue;
    const draft = openDraft(kept);
    if (draft === undefined) return;
    writeCode(code, draft, kept);
  }
}

interface Draft {
  readonly file: string;
  readonly output: number;
}

/** Code is written under another name first: two processes may write at once. Undefined where nothing can be written. */
function openDraft(kept: string): Draft | undefined {
  const file = `${kept}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    fs.mkdirSync(compiledFolder, { recursive: true });
    return { file, output: fs.openSync(file, 'wx') };
  } catch {
    return undefined;
  }
}

function writeCode(code: Buffer | undefined, { file, output }: Draft, kept: string): void {
  try {
    if (code === undefined) {
      fs.closeSync(output);
      return remove(file);
    }
    const sum = Buffer.alloc(sumLength);
    sum.writeInt32LE(sumOf(code));
    fs.writeFileSync(output, Buffer.concat([code, sum]));
    fs.closeSync(output);
    fs.renameSync(file, kept);
  } catch {
    // A full disk: the next command tries again.
    remove(file);
  }
}

export = loadChunk;
