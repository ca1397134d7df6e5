/** The forms in papers' repositories, and what must hold for genotypes that are read but never sampled. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeShared } from '../../../test/shared.js';
import { countCost } from '../../arch/cost.js';
import { checkArchitecture } from '../../arch/validate.js';
import { createRng, type Rng } from '../../core/rng.js';
import { scoreSed } from '../../proxies/sed.js';
import { openSpace } from '../index.js';
import type { SearchSpace } from '../types.js';
import type { CellTerms, NasnetGenotype } from './genotype.js';
import { termOf, type Term } from './term.js';
import { cellNames } from './named.js';

const open = (spec: string): SearchSpace<NasnetGenotype> => openSpace(spec) as SearchSpace<NasnetGenotype>;
const space = open('darts:C=4:L=3:size=8');
const v2 = space.decode('DARTS_V2');
const text = space.encode(v2);
const json = (cells: NasnetGenotype): string =>
  JSON.stringify({ reduce_concat: [2, 3, 4, 5], reduce: cells.reduce, normal: cells.normal, normal_concat: [2, 3, 4, 5] });
const grouped = (before: string, after: string): string => {
  const list = (terms: readonly Term[]): string =>
    `[${[0, 2, 4, 6]
      .map(
        (i) =>
          `${before}${terms
            .slice(i, i + 2)
            .map(([op, input]) => `('${op}', ${input})`)
            .join(', ')}${after}`,
      )
      .join(', ')}]`;
  return `Genotype(normal=${list(v2.normal)}, normal_concat=[2, 3, 4, 5], reduce=${list(v2.reduce)}, reduce_concat=[2, 3, 4, 5], connectN=None, connects=None)`;
};

const pairsOf = (terms: CellTerms): (readonly [string, number])[] => terms.map(([op, input]) => [op, input]);

describe('DARTS_V2 is read', () => {
  it.each([
    ['with blanks around', `  ${text} \n`],
    ['over several lines', text.replaceAll(', (', ',\n      (').replaceAll('Genotype(', 'Genotype(\r\n\t')],
    ['without blanks', text.replaceAll(' ', '')],
    ['with a name before', `DARTS_V2 = ${text}`],
    ['with a name and a line end that Python skips', `DARTS_V2 = \\\n    ${text}`],
    ['out of a module', `genotypes.${text}`],
    ['out of a log', `2019-11-05 10:23:11,482 genotype = ${text}`],
    ['in quotes', `"${text}"`],
    ['in double quotes inside', text.replaceAll("'", '"')],
    ['with commas at the ends of lists', text.replaceAll(')]', '),\n]').replace(/\)$/, ',\n)')],
    ['with comments', text.replaceAll('), (', '), # step, (op)\n (')],
    ['with lists as concat', text.replaceAll('range(2, 6)', '[2, 3, 4, 5]')],
    ['with tuples as concat', text.replaceAll('range(2, 6)', '(2,3,4,5)')],
    ['with range of three', text.replaceAll('range(2, 6)', 'range(2,6,1)')],
    ['with list(range)', text.replaceAll('range(2, 6)', 'list(range(2, 6))')],
    ['without concat', text.replaceAll(/, \w+_concat=range\(2, 6\)/g, '')],
    ['with fields in another order', text.replace(/^Genotype\((normal=.*), (reduce=.*)\)$/, 'Genotype($2, $1)')],
    ['by place', text.replaceAll(/\w+=/g, '')],
    ['with NumPy numbers', text.replaceAll(/', (\d)\)/g, "', np.int64($1))")],
    ['with weights', text.replaceAll(/', (\d)\)/g, "', $1, 1.0)")],
    ['with lists as pairs', text.replaceAll(/\(('\w+', \d)\)/g, '[$1]')],
    ['with input first', text.replaceAll(/\(('\w+'), (\d)\)/g, '($2, $1)')],
    ['one level deeper, tuples', grouped('(', ')')],
    ['one level deeper, lists', grouped('[', ']')],
    ['as a dictionary', json(v2).replaceAll('"', "'")],
    ['as JSON', json(v2)],
    ['as JSON with the text of a genotype', JSON.stringify({ genotype: text })],
    ['by another name', 'darts'],
    ['with extra fields that are empty', text.replace(/\)$/, ", normal_bottleneck='', reduce_bottleneck='')")],
    [
      'as (op, node, input)',
      text.replaceAll(/(normal|reduce)=\[(.*?)\]/g, (_, cell: string, pairs: string) => {
        let i = 0;
        return `${cell}=[${pairs.replaceAll(/', (\d)\)/g, (_, input: string) => `', ${2 + (i++ >> 1)}, ${input})`)}]`;
      }),
    ],
  ])('%s', (_, given) => {
    expect(space.decode(given)).toEqual(v2);
    expect(space.encode(space.decode(given))).toBe(text);
  });
});

describe('names of published cells', () => {
  it.each(cellNames)('%s is read in the space of DARTS, and prints a text that is read', (name) => {
    const genotype = space.decode(name);
    expect(space.decode(space.encode(genotype))).toEqual(genotype);
    expect(space.decode(name.toLowerCase().replaceAll('_', '-'))).toEqual(genotype);
  });

  // Sizes as the papers give them, in millions: DARTS's network of 36 channels and 20 cells.
  it.each([
    ['PC_DARTS_cifar', 3.63],
    ['PDARTS', 3.43],
    ['SNAS', 2.66],
    ['MdeNAS', 3.78],
  ])('%s has the published %f million params', (name, millions) => {
    const full = open('darts');
    expect((full.cost?.(full.decode(name)).params ?? 0) / 1e6).toBeCloseTo(millions, 2);
  });

  it("ENAS's arc becomes the cells its repository draws", () => {
    const arc = '0 2 0 0 0 4 0 1 0 4 1 1 1 0 0 1 0 2 1 1 1 0 1 0 0 3 0 2 1 1 3 1 1 0 0 4 0 3 1 1';
    const genotype = open('nds-enas').decode(arc);
    expect(pairsOf(genotype.normal.slice(0, 4))).toEqual([
      ['avg_pool_3x3', 0],
      ['sep_conv_3x3', 0],
      ['skip_connect', 0],
      ['sep_conv_5x5', 0],
    ]);
    expect(pairsOf(genotype.reduce.slice(4, 6))).toEqual([
      ['sep_conv_5x5', 1],
      ['sep_conv_5x5', 3],
    ]);
    expect(open('darts').decode(`fixed_arc="${arc}"`).normalConcat).toBeUndefined();
    expect(open('darts').decode(arc).reduceConcat).toEqual([2, 4, 5, 6]);
  });
});

describe('nodes with fewer terms than two', () => {
  it('get edges without effect', () => {
    const sparse = space.decode(
      "Genotype(normal=[('sep_conv_3x3', 2, 0), ('skip_connect', 4, 2), ('skip_connect', 4, 1)], normal_concat=range(2, 5), reduce=[[('max_pool_3x3', 1)], [('skip_connect', 2), ('none', 0)]], reduce_concat=[3])",
    );
    expect(pairsOf(sparse.normal)).toEqual([
      ['sep_conv_3x3', 0],
      ['none', 0],
      ['none', 0],
      ['none', 0],
      ['skip_connect', 2],
      ['skip_connect', 1],
    ]);
    expect(pairsOf(sparse.reduce)).toEqual([
      ['max_pool_3x3', 1],
      ['none', 0],
      ['skip_connect', 2],
      ['none', 0],
    ]);
    expect(sparse.reduceConcat).toEqual([3]);
    expect(() => space.decode("Genotype(normal=[[('none', 0), ('none', 0), ('none', 1)], [('none', 0)]], reduce=[])")).toThrow(
      'expected at most two terms at node 2 of normal, got 3',
    );
  });
});

const wide =
  'none none none max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 dil_conv_3x3 dil_conv_5x5 sep_conv_7x7 conv_7x1_1x7 conv_3x1_1x3'.split(
    ' ',
  );

/** A random cell as in the literature: any operator, any inputs, any number of nodes, any nodes at the output. */
function anyCell(rng: Rng): { terms: Term[]; concat: number[] } {
  const nodes = 1 + rng.int(5);
  const terms = Array.from({ length: 2 * nodes }, (_, i) => termOf(rng.pick(wide), rng.int(2 + (i >> 1))));
  const all = Array.from({ length: nodes }, (_, i) => i + 2);
  const some = all.filter(() => rng.int(3) > 0);
  return { terms, concat: some.length === 0 ? [nodes + 1] : some };
}

function anyGenotype(rng: Rng): NasnetGenotype {
  const [normal, reduce] = [anyCell(rng), anyCell(rng)];
  const list = (terms: readonly Term[]): string => terms.map(([op, input]) => `('${op}', ${input})`).join(', ');
  return space.decode(
    `Genotype(normal=[${list(normal.terms)}], normal_concat=[${normal.concat}], reduce=[${list(reduce.terms)}], reduce_concat=[${reduce.concat}])`,
  );
}

describe('genotypes that are read but never sampled', () => {
  it('keep every promise of a space', () => {
    const rng = createRng(19, 'any genotypes');
    const key = new Uint32Array(2);
    const keyOf = (genotype: NasnetGenotype): string => {
      space.canonicalKey?.(genotype, key);
      return key.join(' ');
    };
    for (let i = 0; i < 60; i++) {
      const genotype = anyGenotype(rng);
      if (genotype.normalConcat !== undefined) expect(space.isSampled?.(genotype)).toBe(false);
      expect(space.decode(space.encode(genotype))).toEqual(genotype);
      const architecture = space.build(genotype);
      checkArchitecture(architecture);
      expect(space.cost?.(genotype)).toEqual(countCost(architecture));
      const canonical = space.canonical(genotype);
      expect(space.canonical(space.decode(canonical))).toBe(canonical);
      expect(space.cost?.(space.decode(canonical))).toEqual(space.cost?.(genotype));
      const other = space.relabel?.(genotype, rng) as NasnetGenotype;
      expect(space.canonical(other)).toBe(canonical);
      expect(keyOf(other)).toBe(keyOf(genotype));
      expect(keyOf(space.decode(canonical))).toBe(keyOf(genotype));
      const topology = space.topology?.(genotype);
      const sed = topology === undefined ? undefined : scoreSed(topology);
      expect(sed?.ok === true ? Number.isFinite(sed.value) : sed?.reason).toBeTruthy();
      const neighbors = new Set(space.neighbors(genotype).map((neighbor) => space.encode(neighbor)));
      expect(neighbors.has(space.encode(genotype))).toBe(false);
      for (let k = 0; k < 4; k++) expect(neighbors).toContain(space.encode(space.mutate(genotype, rng)));
      const child = space.crossover?.(genotype, i % 2 === 0 ? anyGenotype(rng) : v2, rng) as NasnetGenotype;
      expect(space.decode(space.encode(child))).toEqual(child);
      let walked = genotype;
      for (let k = 0; k < 10; k++) walked = space.mutate(walked, rng);
      expect(space.decode(space.encode(walked))).toEqual(walked);
    }
  });

  it('are equal if only an edge without effect differs', () => {
    const [a, b] = ['0', '2'].map((input) => space.decode(text.replace("('skip_connect', 0)", `('none', ${input})`)));
    expect(space.canonical(a)).toBe(space.canonical(b));
    expect(space.cost?.(a)).toEqual(space.cost?.(b));
    expect(space.topology?.(a)).toEqual(space.topology?.(b));
  });

  it('mutate into every neighbour with equal probability', () => {
    const rng = createRng(20, 'mutations of read genotypes');
    const genotype = space.decode(
      "Genotype(normal=[('none', 0), ('sep_conv_7x7', 0)], normal_concat=[2], reduce=[('skip_connect', 1), ('skip_connect', 1), ('none', 2), ('skip_connect', 0)], reduce_concat=[2])",
    );
    const counts = new Map(space.neighbors(genotype).map((neighbor) => [space.encode(neighbor), 0]));
    const each = 200;
    for (let i = 0; i < each * counts.size; i++) {
      const mutated = space.encode(space.mutate(genotype, rng));
      counts.set(mutated, (counts.get(mutated) ?? NaN) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(6 * Math.sqrt(each));
  });
});

describe('params of genotypes that are read but never sampled', () => {
  // Counted on the modules that quark0/darts's model.py builds (C=16, 8 cells) with PyTorch 1.13; 120 of 120 random ones agreed.
  it.each([
    [
      354234,
      "Genotype(normal=[('max_pool_3x3', 1), ('conv_7x1_1x7', 0), ('none', 2), ('none', 1), ('sep_conv_7x7', 0), ('dil_conv_5x5', 1), ('none', 0), ('sep_conv_5x5', 3)], normal_concat=[3], reduce=[('dil_conv_5x5', 1), ('none', 0), ('avg_pool_3x3', 2), ('conv_7x1_1x7', 2)], reduce_concat=[3])",
    ],
    [
      381914,
      "Genotype(normal=[('none', 1), ('avg_pool_3x3', 1), ('dil_conv_5x5', 0), ('sep_conv_7x7', 1), ('skip_connect', 3), ('max_pool_3x3', 0), ('sep_conv_3x3', 3), ('conv_7x1_1x7', 4)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 0), ('max_pool_3x3', 1), ('sep_conv_7x7', 2), ('none', 0), ('sep_conv_3x3', 3), ('none', 4), ('none', 1), ('avg_pool_3x3', 2), ('none', 0)], reduce_concat=[2, 3, 4, 5, 6])",
    ],
    [
      172826,
      "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 0), ('max_pool_3x3', 1), ('none', 1), ('none', 0), ('skip_connect', 0), ('sep_conv_7x7', 1), ('none', 2), ('none', 3), ('none', 2)], normal_concat=[2, 3, 4, 5, 6], reduce=[('none', 0), ('skip_connect', 0), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 1), ('skip_connect', 3), ('dil_conv_5x5', 1), ('skip_connect', 2)], reduce_concat=[4])",
    ],
    [
      454298,
      "Genotype(normal=[('dil_conv_5x5', 0), ('conv_7x1_1x7', 0), ('dil_conv_3x3', 1), ('none', 1)], normal_concat=[2], reduce=[('conv_7x1_1x7', 1), ('dil_conv_3x3', 1), ('none', 1), ('conv_7x1_1x7', 1), ('none', 1), ('none', 1), ('sep_conv_3x3', 2), ('conv_7x1_1x7', 2)], reduce_concat=[2, 3])",
    ],
  ])('are %i as in the code of DARTS: %s', (params, given) => {
    const small = open('darts:C=16:L=8');
    expect(small.cost?.(small.decode(given)).params).toBe(params);
  });
});

it('hostile texts are refused soon, in one short line', () => {
  for (const given of [
    `Genotype(${'('.repeat(1e5)}`,
    '"'.repeat(1e5),
    '{'.repeat(9e4),
    '# '.repeat(4e4),
    '1 '.repeat(4e4),
    `${' '.repeat(9e4)}x`,
  ]) {
    let message = '';
    try {
      space.decode(given);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('expected');
    expect(message.length).toBeLessThan(500);
  }
});

it('twelve equal nodes get a canonical form without delay', () => {
  const terms = Array.from({ length: 24 }, (_, i) => `('skip_connect', ${i % 2})`).join(', ');
  const genotype = space.decode(`Genotype(normal=[${terms}], reduce=[${terms}])`);
  expect(space.decode(space.canonical(genotype))).toEqual(genotype);
});

describeShared('cases/strings', 'genotypes in the forms of the literature', (folder) => {
  const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');

  it.each(readdirSync(folder))('%s is read, built and counted', (name) => {
    for (const id of name.includes('amoeba')
      ? ['nds-amoeba', 'darts', 'nas-bench-301']
      : name.includes('nasnet')
        ? ['nds-nasnet', 'darts', 'nas-bench-301']
        : ['darts', 'nas-bench-301']) {
      const full = open(id);
      const genotype = full.decode(read(name));
      expect(full.decode(full.encode(genotype))).toEqual(genotype);
      const cost = countCost(full.build(genotype));
      expect(cost.params).toBeGreaterThan(1e5);
      expect(full.cost?.(genotype)).toEqual(cost);
    }
  });

  it("PC-DARTS's cells have the size worked out by hand", () => {
    const { params, macs } = countCost(open('darts').build(open('darts').decode(read('pcdarts.txt'))));
    expect({ params, macs }).toEqual({ params: 3_634_678, macs: 556_670_602 });
  });
});
