import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { createRng } from '../core/rng.js';
import { describeShared } from '../../test/shared.js';
import { openSpace } from './index.js';
import {
  decodeNasBench201,
  encodeNasBench201,
  fromNaslibTuple,
  toNaslibTuple,
  type NasBench201Cell,
  type NasBench201Op,
} from './nas-bench-201-cell.js';
import { canonicalNasBench201 } from './nas-bench-201-canonical.js';
import { buildNasBench201 } from './nas-bench-201.js';
import type { SearchSpace } from './types.js';

const uniform = (op: NasBench201Op): NasBench201Cell => new Array<NasBench201Op>(6).fill(op);
const open = (options = ''): SearchSpace<NasBench201Cell> => openSpace(`nas-bench-201${options}`) as SearchSpace<NasBench201Cell>;

describe('NAS-Bench-201 strings', () => {
  it('reads what it prints', () => {
    for (const cell of open().enumerate?.() ?? []) expect(decodeNasBench201(encodeNasBench201(cell))).toEqual(cell);
  });

  it.each([
    ['', 'expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2|'],
    ['|nor_conv_3x3~0|+|none~0|none~1|', 'expected |op~0|+'],
    ['|nor_conv_3x4~0|+|none~0|none~1|+|none~0|none~1|none~2|', 'did you mean "nor_conv_3x3"?'],
    ['|none~1|+|none~0|none~1|+|none~0|none~1|none~2|', 'expected "none~0" on edge 0->1, got "none~1"'],
    ['|none|+|none~0|none~1|+|none~0|none~1|none~2|', 'the number after ~ is the tail node'],
    ['(4,0,3,1,4,3)', 'naslib:(4,0,3,1,4,3)'],
    ['naslib:(4,0,3,1,4)', 'expected six operator numbers'],
    ['naslib:(4,0,3,1,4,9)', 'expected six operator numbers'],
  ])('refuses %j with a hint', (text, message) => {
    expect(() => decodeNasBench201(text)).toThrow(message);
  });

  it('converts the NASLib tuple by name and place', () => {
    // spec/spaces.md 3.1: operators 0 skip, 1 none, 2 conv3x3, 3 conv1x1, 4 pool; edges by tail.
    expect(encodeNasBench201(fromNaslibTuple([4, 3, 3, 0, 0, 0]))).toBe(
      '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
    );
    for (const cell of [...(open().enumerate?.() ?? [])].slice(0, 500))
      expect(fromNaslibTuple(toNaslibTuple(cell))).toEqual(cell);
    expect(decodeNasBench201('naslib:(4, 3, 3, 0, 0, 0)')).toEqual(fromNaslibTuple([4, 3, 3, 0, 0, 0]));
  });
});

describe('NAS-Bench-201 canonical form', () => {
  it('is the published unique string', () => {
    expect(canonicalNasBench201(uniform('skip_connect'))).toBe('0+0+0+0');
    expect(canonicalNasBench201(decodeNasBench201('|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|'))).toBe(
      '#+#+(0)@nor_conv_1x1',
    );
    expect(
      canonicalNasBench201(
        decodeNasBench201('|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|'),
      ),
    ).toBe('((0)@nor_conv_3x3)@avg_pool_3x3+(0)@nor_conv_3x3+((0)@nor_conv_3x3)@nor_conv_3x3+0');
  });

  it('distinguishes 6,466 cells', () => {
    expect(new Set([...(open().enumerate?.() ?? [])].map(canonicalNasBench201)).size).toBe(6466);
  });
});

describe('NAS-Bench-201 networks', () => {
  it.each([
    ['nor_conv_3x3', '', 1_531_546, 220_119_690],
    ['none', '', 73_306, 7_783_050],
    ['none', ':classes=100', 79_156, 7_788_900],
    ['none', ':classes=120:size=16', 80_456, 1_953_400],
    ['nor_conv_3x3', ':classes=120:size=16', 1_538_696, 55_037_560],
    ['nor_conv_3x3', ':classes=1', 1_530_961, 220_119_105],
  ] as const)('of %s%s have the published size', (op, options, params, macs) => {
    const space = open(options);
    expect(countCost(space.build(uniform(op)))).toEqual({ params, macs });
    expect(space.cost?.(uniform(op))).toEqual({ params, macs });
  });

  it('are the same of blocks that earlier ones made', () => {
    const network = { C: 4, N: 2, classes: 10, size: 8 };
    const space = open(':C=4:N=2:size=8');
    const rng = createRng(1, 'blocks');
    for (const cell of Array.from({ length: 40 }, () => space.sample(rng)).flatMap((one) => [one, one]))
      expect(space.build(cell)).toEqual(buildNasBench201(cell, network));
  });

  it('have the cost of their graph when counted by edges', () => {
    const space = open(':C=4:N=1');
    for (const cell of [...(space.enumerate?.() ?? [])].filter((_, i) => i % 97 === 0))
      expect(space.cost?.(cell)).toEqual(countCost(space.build(cell)));
  });

  it('list convolutions in the published definition order', () => {
    const { nodes } = buildNasBench201(uniform('nor_conv_1x1'), { C: 4, N: 1, classes: 10, size: 32 });
    const convs = nodes.filter((node) => node.op === 'conv' || node.op === 'linear').map((node) => node.id);
    const cell = (module: number): string[] => ['01', '02', '12', '03', '13', '23'].map((e) => `c${module}.e${e}`);
    expect(convs).toEqual(['stem', ...cell(1), 'c2.a', 'c2.b', 'c2.s', ...cell(3), 'c4.a', 'c4.b', 'c4.s', ...cell(5), 'fc']);
  });
});

describeShared('data/nasbench201/nb201.csv.gz', 'the NAS-Bench-201 table', (path) => {
  it('agrees on string, tuple, class, params and MACs of all 15,625 cells', () => {
    const rows = gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    expect(rows.length).toBe(15_625);
    const space = open();
    const classes = new Map<string, string>();
    for (const [, text, tuple, isoClass, params, macs] of rows) {
      const cell = decodeNasBench201(text);
      expect(encodeNasBench201(cell)).toBe(text);
      expect(toNaslibTuple(cell).join('')).toBe(tuple);
      expect(space.cost?.(cell)).toEqual({ params: Number(params), macs: Number(macs) });
      const canonical = canonicalNasBench201(cell);
      expect(classes.get(canonical) ?? isoClass).toBe(isoClass);
      classes.set(canonical, isoClass);
    }
    expect(classes.size).toBe(6466);
    expect(new Set(classes.values()).size).toBe(6466);
  });

  it('agrees on params and MACs counted on the built graph of all 15,625 cells', () => {
    const rows = gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const space = open();
    for (const [, text, , , params, macs] of rows) {
      const cost = countCost(space.build(decodeNasBench201(text)));
      if (cost.params !== Number(params) || cost.macs !== Number(macs)) expect.fail(`${text}: ${JSON.stringify(cost)}`);
    }
  });
});

describeShared('data/nasbench201/nb201.csv.gz', "the benchmark's own numbers", (path) => {
  it('name the cells that its API names', () => {
    const rows = gunzipSync(readFileSync(path)).toString().trim().split('\n');
    const [head, ...cells] = rows.map((row) => row.split(','));
    const [index, arch] = [head.indexOf('index'), head.indexOf('arch')];
    const space = openSpace('nas-bench-201');
    expect(cells).toHaveLength(15_625);
    for (const cell of cells) expect(space.encode(space.decode(cell[index]))).toBe(cell[arch]);
  });
});

it('an index beyond the benchmark is refused', () => {
  expect(() => openSpace('nas-bench-201').decode('15625')).toThrow('expected an index from 0 to 15624, got 15625');
});
