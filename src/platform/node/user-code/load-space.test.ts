import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCost } from '../../../arch/cost.js';
import { createRng } from '../../../core/rng.js';
import type { SearchSpace } from '../../../spaces/types.js';
import { loadSpaceFile } from './load-space.js';
import { userFileOf } from './user-file.js';

const loadSpace = async (spec: string) => (await loadSpaceFile(spec)).space;
const isSpaceFile = (spec: string): boolean => userFileOf(spec) !== undefined;

const example = fileURLToPath(new URL('../../../../examples/chain-space.mjs', import.meta.url));

/** A space written without a plan: two networks of one layer. `changes` stand last in what `create` returns. */
const own = (changes: string): string => `
const shape = [1, 3, 8, 8];
const pool = (id, inputs) => ({ id, op: 'globalAvgPool', inputs, attrs: {} });
const network = (...nodes) => ({ format: 'assay-architecture', version: 1, inputs: [{ id: 'x', shape }], nodes, outputs: [nodes.at(-1).id] });
const malformed = (text) => Object.assign(new Error(text + ': expected a or b'), { name: 'AssayError', kind: 'data' });
const made = {
  id: 'own',
  size: 2,
  palette: ['a', 'b'],
  sample: (rng) => rng.pick(['a', 'b']),
  mutate: (g) => (g === 'a' ? 'b' : 'a'),
  neighbors: (g) => [g === 'a' ? 'b' : 'a'],
  *enumerate() { yield* ['a', 'b']; },
  encode: (g) => g,
  decode: (text) => { if (text !== 'a' && text !== 'b') throw malformed(text); return text; },
  canonical: (g) => g,
  build: () => network(pool('p', ['x'])),
  topology: () => ({ cells: [{ name: 'n', repeats: 1, cell: { nodes: 2, inputs: [0], outputs: [1], edges: [{ from: 0, to: 1, op: { kind: 'skip' }, label: 's' }] } }] }),
  cost: () => ({ params: 0, macs: 0 }),
};
export const space = { id: 'own', title: 't', paper: 'p', example: 'a', options: {}, create: () => ({ ...made, ${changes} }) };
`;

describe('a space from a file', () => {
  let folder = '';
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-space-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const written = (text: string): string => {
    const path = join(folder, `space${count++}.mjs`);
    writeFileSync(path, text);
    return path;
  };
  /** The error while the file is loaded or while `use` uses it, without its path. */
  const mistake = async (
    text: string,
    use: (space: SearchSpace) => unknown = () => {},
  ): Promise<{ readonly kind: unknown; readonly message: string }> => {
    const path = written(text);
    try {
      await use(await loadSpace(path));
    } catch (error) {
      const { kind, message } = error as { readonly kind: unknown; readonly message: string };
      return { kind, message: message.replace(path, 'FILE') };
    }
    throw new Error('expected an error');
  };

  it('is recognised by its extension', () => {
    expect(['./my.mjs', 'C:\\spaces\\my.mjs', '/a/b.js:classes=3'].every(isSpaceFile)).toBe(true);
    expect(['nas-bench-201', 'nas-bench-201:C=4', 'x.mjs.txt'].some(isSpaceFile)).toBe(false);
  });

  it('takes options after the path', async () => {
    const [ten, three] = await Promise.all([loadSpace(example), loadSpace(`${example}:classes=3`)]);
    const genotype = ten.decode(
      [
        'kernel=3,expand=2,width=16',
        'kernel=3,expand=2,width=16',
        'kernel=5,expand=4,width=32',
        'kernel=3,expand=2,width=64',
      ].join(';'),
    );
    expect(countCost(ten.build(genotype)).params - countCost(three.build(genotype)).params).toBe(7 * 65);
    await expect(loadSpace(`${example}:clases=3`)).rejects.toThrow('did you mean "classes"?');
  });

  it('may be written without a plan, with extra fields', async () => {
    const space = await loadSpace(written(own('')));
    expect(space).toMatchObject({ id: 'own', palette: ['a', 'b'] });
    expect([...space.enumerate!()].map((genotype) => countCost(space.build(genotype)).params)).toEqual([0, 0]);
  });

  it('that does not exist is a data error, as every file that cannot be read', async () => {
    await expect(loadSpace(join(folder, 'missing.mjs'))).rejects.toMatchObject({
      kind: 'data',
      code: 'missing',
      message: expect.stringContaining('expected a module that can be imported, got no such file'),
    });
  });

  it.each([
    ['a syntax error', 'export const = 1;\n', 'FILE: expected a module that can be imported'],
    ['a thrown error', "throw new Error('boom');\n", 'FILE: expected a module that can be imported, got "boom"'],
    [
      'an error of Assay',
      "throw Object.assign(new Error('x: expected y'), { name: 'AssayError', kind: 'data' });\n",
      'FILE: x: expected y',
    ],
    [
      'no export',
      'export const other = 1;\n',
      'FILE: expected a file with `export const space = defineSpace({...})`, got no export of that name',
    ],
    ['a function', 'export const space = () => 3;\n', 'got function'],
    ['a promise', 'export const space = Promise.resolve(3);\n', 'got a promise'],
    [
      'a plan by itself',
      "export const space = { id: 'p', title: 't', chain: {} };\n",
      'got a plan that was not given to defineSpace',
    ],
    [
      'an id with a colon',
      own('').replace("{ id: 'own', title", "{ id: 'my:own', title"),
      'FILE: defineSpace: expected id to be small letters',
    ],
    ['no options', own('').replace('options: {}, ', ''), 'FILE: space own: expected options, {} for none'],
    ['a misspelt field', own('').replace('title:', 'titel:'), 'got "titel" (did you mean "title"?)'],
    ['a create that throws', own('...null.gone'), 'FILE: space own: create: Cannot read properties of null'],
    [
      'a create that returns nothing',
      own('').replace('({ ...made,  })', '{}'),
      'FILE: space own: expected create to return a space, got undefined',
    ],
    [
      'an asynchronous create',
      own('').replace('create: ()', 'create: async ()'),
      'expected create to return a space, got a promise',
    ],
    [
      'a misspelt method that may be missing',
      own('enumerate: undefined, ...{ enumarate: 1 }').replace('*enumerate', '*all').replace('enumerate: undefined, ', ''),
      'got "enumarate" (did you mean "enumerate"?)',
    ],
    ['a misspelt method', own('').replace('neighbors:', 'neighbours:'), 'got "neighbours" (did you mean "neighbors"?)'],
    ['a missing method', own('sample: undefined'), 'FILE: space own: expected sample, a function'],
    ['a method that is no function', own('crossover: 3'), 'FILE: space own: expected crossover to be a function'],
    [
      'a judgement',
      own("defaults: { proxies: ['macs'] }"),
      'FILE: space own: expected no defaults, because one rule ranks every space',
    ],
    ['a size that is no number', own("size: 'two'"), 'FILE: space own: expected size to be a count'],
    [
      'a sample that returns nothing',
      own('sample() {}'),
      'FILE: space own: sample: expected a genotype to be returned, got undefined',
    ],
    [
      'an encode that returns no string',
      own('encode: () => 3'),
      'FILE: space own: encode: expected a string to be returned, got 3',
    ],
    ['a decode that does not know what encode writes', own("encode: (g) => 'v' + g"), 'which encode wrote, got "v'],
    ['a decode that reads something else', own("decode: () => 'c'"), 'as encode wrote it, got "c"'],
  ])('with %s is a usage error when it is loaded', async (_, text, message) => {
    const { kind, message: got } = await mistake(text);
    expect(got).toContain(message);
    expect(kind).toBe('usage');
  });

  it.each<[string, string, (space: SearchSpace) => unknown, string]>([
    [
      'throws',
      'canonical: (g) => g.gone.length',
      (space) => space.canonical('a'),
      "FILE: space own: canonical: Cannot read properties of undefined (reading 'length')",
    ],
    [
      'throws a data error of Assay',
      "canonical() { throw malformed('x'); }",
      (space) => space.canonical('a'),
      ': x: expected a or b',
    ],
    [
      'throws midway',
      "*enumerate() { yield 'a'; throw new Error('boom'); }",
      (space) => [...space.enumerate!()],
      'space own: enumerate: boom',
    ],
    ['returns no iterable', 'enumerate: () => 3', (space) => [...space.enumerate!()], 'space own: enumerate: '],
    [
      'returns no list',
      "neighbors: () => 'ab'",
      (space) => space.neighbors('a'),
      'FILE: space own: neighbors: expected a list to be returned',
    ],
    [
      'returns a promise',
      'async mutate() {}',
      (space) => space.mutate('a', createRng(1, 'test')),
      'FILE: space own: mutate: expected a genotype to be returned',
    ],
    [
      'returns no network',
      'build() {}',
      (space) => space.build('a'),
      'FILE: space own: build: expected an architecture to be returned, got undefined',
    ],
    [
      'returns a network of an unknown operator',
      "build: () => network({ ...pool('p', ['x']), op: 'zap' })",
      (space) => space.build('a'),
      'FILE: space own: build: ',
    ],
    [
      'returns a network with a missing node',
      "build: () => network(pool('p', ['y']))",
      (space) => space.build('a'),
      'node "p" (globalAvgPool): expected inputs that are defined before it, got "y"',
    ],
    [
      'returns a second network with a missing node',
      "build: (g) => network(pool('p', [g === 'a' ? 'x' : 'y']))",
      (space) => [space.build('a'), space.build('b')],
      'FILE: space own: build: ',
    ],
    [
      'returns a cell alone as topology',
      'topology: () => ({ nodes: 2, inputs: [0], outputs: [1], edges: [] })',
      (space) => space.topology!('a'),
      'FILE: space own: topology: expected { cells } to be returned',
    ],
    [
      'returns a cell with an edge backwards',
      "topology: () => ({ cells: [{ name: 'n', repeats: 1, cell: { nodes: 2, inputs: [0], outputs: [1], edges: [{ from: 1, to: 0, op: { kind: 'skip' }, label: '' }] } }] })",
      (space) => space.topology!('a'),
      'expected every edge to go from a smaller to a larger node',
    ],
    [
      'returns a bare number as cost',
      'cost: () => 3',
      (space) => space.cost!('a'),
      'FILE: space own: cost: expected { params, macs } to be returned, got 3',
    ],
  ])('is a usage error if a function %s', async (_, changes, use, message) => {
    const { kind, message: got } = await mistake(own(changes), use);
    expect(got).toContain(message);
    expect(kind).toBe('usage');
  });

  it('is not at fault if a string is none of its architectures', async () => {
    expect(await mistake(own(''), (space) => space.decode('c'))).toEqual({ kind: 'data', message: 'c: expected a or b' });
  });
});
