/** The loader of the bundle's chunks: it keeps their compiled code, and works where it cannot. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const loader = fileURLToPath(new URL('../dist/bundle/load-chunk.cjs', import.meta.url));
/** Two chunks, as the bundler writes them. */
const chunks = {
  'a-1.cjs': `const b = require("./b-2.cjs"); const path = require("node:path");
exports.answer = async () => [b.three(), path.basename(__filename), typeof (await importModule("node:os")).cpus];`,
  'b-2.cjs': 'exports.three = () => 3;',
  // Reads what is not there yet, and something of a chunk that no one else reads.
  'c-3.cjs': `const d = require("./d-4.cjs"); const crypto = require("node:crypto"); const { basename } = require("node:path");
const has = (name) => process.moduleLoadList.includes('NativeModule ' + name); const before = [globalThis.runs, has('crypto')];
exports.answer = async () => { const tries = [0, 1].map(() => { try { return d.four(); } catch (error) { return error.message; } });
return [...before, ...tries, globalThis.runs, crypto.createHash('md5').digest('hex').length, has('crypto')]; };`,
  'd-4.cjs': `globalThis.runs = (globalThis.runs ?? 0) + 1; if (globalThis.runs === 1) throw new Error('once'); exports.four = () => 4;`,
};
const programOf = (chunk: string): string =>
  `require('./load-chunk.cjs')('chunks/${chunk}').answer().then((answer) => console.log(answer.join(' ')));`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  mkdirSync(join(folder, 'chunks'));
  copyFileSync(loader, join(folder, 'load-chunk.cjs'));
  for (const [name, text] of Object.entries(chunks)) {
    const asFunction = `(function (exports, require, __filename, importModule) {${text}\n})`;
    writeFileSync(join(folder, 'chunks', name), asFunction);
  }
  writeFileSync(join(folder, 'run.cjs'), programOf('a-1.cjs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(flags: readonly string[] = [], env: { readonly [name: string]: string } = {}): string {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'run.cjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return stdout + stderr;
}
const answer = '3 a-1.cjs function\n';
const kept = (): string[] => readdirSync(join(folder, 'compiled')).toSorted();
const written = (): number[] => kept().map((name) => statSync(join(folder, 'compiled', name)).mtimeMs);

describe('the loader of chunks', () => {
  it('keeps the code of each chunk, and uses it the next time', () => {
    expect(run()).toBe(answer);
    expect(kept().map((name) => name.replace(/\.[^.]*$/, ''))).toEqual(['a-1.cjs', 'b-2.cjs']);
    const before = written();
    expect(run()).toBe(answer);
    expect(written()).toEqual(before);
  });

  it('runs a chunk, and loads a module of Node, when something of it is first read, and again after an error', () => {
    writeFileSync(join(folder, 'run.cjs'), programOf('c-3.cjs'));
    expect(run()).toBe(' false once 4 2 32 true\n');
  });

  it('keeps what a command ran under its verb, once it has succeeded', () => {
    // One of many functions runs.
    const many = Array.from({ length: 400 }, (_, i) => `exports.f${i} = (a) => { const b = a * ${i}; return [b, { b }]; };`);
    const text = `(function (exports, require, __filename, importModule) {${many.join('\n')}\nexports.three = () => 3;\n})`;
    writeFileSync(join(folder, 'chunks', 'b-2.cjs'), text);
    const sizeOf = (part: string): number => {
      const [name = ''] = kept().filter((file) => file.startsWith(part));
      return statSync(join(folder, 'compiled', name)).size;
    };
    const commandOf = (word: string, code = 0): string =>
      `require('./load-chunk.cjs')('chunks/a-1.cjs', '${word}').answer().then((answer) => { console.log(answer.join(' ')); process.exitCode = ${code}; });`;
    writeFileSync(join(folder, 'run.cjs'), commandOf('score', 1));
    expect(run()).toBe(answer);
    expect(readdirSync(folder)).not.toContain('compiled');
    writeFileSync(join(folder, 'run.cjs'), commandOf('score'));
    expect(run()).toBe(answer);
    expect(kept().map((name) => name.replace(/\.[^.]*$/, ''))).toEqual(['a-1.cjs.score', 'b-2.cjs.score']);
    const before = written();
    expect(run()).toBe(answer);
    expect(written()).toEqual(before);
    // A word that is no verb is no part of a file's name: all functions are compiled, as for a program.
    writeFileSync(join(folder, 'run.cjs'), commandOf('../x'));
    expect(run()).toBe(answer);
    expect(kept()).toHaveLength(4);
    expect(sizeOf('b-2.cjs.score')).toBeLessThan(
      sizeOf(kept().find((name) => name.startsWith('b-2') && !name.includes('score')) ?? '') / 2,
    );
  });

  it('keeps what a command ran before it changed flags of V8, which are written into the code', () => {
    const text = `(function (exports, require, __filename, importModule) {const v8 = require("node:v8");
exports.three = () => { v8.setFlagsFromString('--max-inlined-bytecode-size-cumulative=200'); return 3; };\n})`;
    writeFileSync(join(folder, 'chunks', 'b-2.cjs'), text);
    writeFileSync(
      join(folder, 'run.cjs'),
      `require('./load-chunk.cjs')('chunks/a-1.cjs', 'search').answer().then((answer) => console.log(answer.join(' ')));`,
    );
    expect(run()).toBe(answer);
    const before = [kept(), written()];
    expect(before[0]).toHaveLength(2);
    // Code that V8 refuses is deleted.
    expect(run()).toBe(answer);
    expect([kept(), written()]).toEqual(before);
  });

  it('keeps the code for other flags of V8 apart', () => {
    run();
    expect(run(['--max-inlined-bytecode-size-cumulative=200'])).toBe(answer);
    expect(kept()).toHaveLength(4);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['of zeros', (bytes: Buffer) => Buffer.alloc(bytes.length)],
  ])('replaces kept code that is %s', (_, damage) => {
    run();
    const [file = ''] = kept().map((name) => join(folder, 'compiled', name));
    const intact = readFileSync(file);
    writeFileSync(file, damage(intact));
    // The first sees that it is damaged, the second writes it.
    expect([run(), run()]).toEqual([answer, answer]);
    expect(readFileSync(file).length).toBe(intact.length);
  });

  it('compiles anew what has a page that was never written', () => {
    // Large enough that V8 reads code after the damage.
    const many = Array.from(
      { length: 400 },
      (_, i) => `exports.f${i} = (a) => { const b = a * ${i}; return [b, 'text ${i}', { b }]; };`,
    );
    const text = `(function (exports, require, __filename, importModule) {${many.join('\n')}\nexports.three = () => 3;\n})`;
    writeFileSync(join(folder, 'chunks', 'b-2.cjs'), text);
    expect(run()).toBe(answer);
    const [file = ''] = kept().filter((name) => name.startsWith('b-2'));
    const path = join(folder, 'compiled', file);
    const intact = readFileSync(path);
    expect(intact.length).toBeGreaterThan(3 * 4096);
    const zeros = Buffer.from(intact).fill(0, 4096, 8192);
    const end = Buffer.from(intact).fill(0, intact.length - 4096);
    for (const damaged of [zeros, end]) {
      writeFileSync(path, damaged);
      expect(run()).toBe(answer);
      expect(readFileSync(path).length).toBe(intact.length);
    }
  });

  it('works where nothing can be written', () => {
    // A file in the place of the folder: what is read-only for others is not for the owner of a machine.
    writeFileSync(join(folder, 'compiled'), '');
    expect(run()).toBe(answer);
  });

  it.each([
    ['that V8 refuses', (path: string) => writeFileSync(path, `${readFileSync(path, 'latin1')} `, 'latin1')],
    [
      'that is damaged',
      () => {
        for (const name of kept()) writeFileSync(join(folder, 'compiled', name), 'damaged');
      },
    ],
  ])('works where it may not delete code %s', (_, spoil) => {
    run();
    spoil(join(folder, 'chunks', 'b-2.cjs'));
    const names = ['rmSync', 'openSync', 'mkdirSync', 'renameSync'];
    writeFileSync(
      join(folder, 'refuse.cjs'),
      `const fs = require('node:fs'); const refuse = () => { throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }); };
      const { openSync } = fs; for (const name of ${JSON.stringify(names)}) fs[name] = refuse;
      fs.openSync = (path, flags) => (flags === 'r' ? openSync(path, flags) : refuse());`,
    );
    const before = written();
    expect(run(['--require', './refuse.cjs'])).toBe(answer);
    expect(written()).toEqual(before);
  });

  it('neither deletes good code nor keeps code that V8 would refuse while another thread changes flags', () => {
    run();
    const before = [kept(), written()];
    // As another thread does it: between the look for kept code and its use, and before the code is read out of V8.
    writeFileSync(
      join(folder, 'flags.cjs'),
      `const vm = require('node:vm'); const v8 = require('node:v8'); const { Script } = vm;
      const flag = '--max-inlined-bytecode-size-cumulative=';
      vm.Script = class extends Script {
        constructor(text, options) { if (options.cachedData) v8.setFlagsFromString(flag + '200'); super(text, options); }
        createCachedData() { v8.setFlagsFromString(flag + '300'); return super.createCachedData(); }
      };`,
    );
    expect(run(['--require', './flags.cjs'])).toBe(answer);
    const [a = ''] = before[0] as string[];
    expect(kept()).toContain(a);
    rmSync(join(folder, 'compiled'), { recursive: true });
    expect(run(['--require', './flags.cjs'])).toBe(answer);
    expect(kept().filter((name) => name.startsWith('a-1'))).toEqual([]);
  });

  it('keeps nothing where Node is asked not to', () => {
    expect(run([], { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(answer);
    expect(readdirSync(folder)).not.toContain('compiled');
  });

  it('leaves one file where two processes write', async () => {
    writeFileSync(
      join(folder, 'both.cjs'),
      `const { fork } = require('node:child_process'); for (let i = 0; i < 3; i++) fork('./run.cjs');`,
    );
    const { stdout } = spawnSync(process.execPath, ['both.cjs'], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe(answer.repeat(3));
    expect(kept()).toHaveLength(2);
  });
});

describe('the chunks of the bundle', () => {
  it('may each be the first that runs', () => {
    const program = `const fs = require('node:fs'); const errors = [];
      for (const name of fs.readdirSync('chunks').filter((name) => name.endsWith('.cjs'))) {
        delete require.cache[require.resolve('./load-chunk.cjs')];
        try { require('./load-chunk.cjs')('chunks/' + name); } catch (error) { errors.push(name + ': ' + error.message); }
      }
      console.log(errors.join('\\n'));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: join(loader, '..'), encoding: 'utf8' });
    expect(stdout + stderr).toBe('\n');
  });
});
