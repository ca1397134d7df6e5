import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { kendallTauB } from '../../core/statistics/kendall-tau-b.js';
import { spearman } from '../../core/statistics/spearman.js';
import { scoreSed, sedOfCell, sedPresets } from '../../proxies/sed.js';
import { describeShared } from '../../../test/shared.js';
import { openSpace } from '../index.js';
import type { SearchSpace } from '../types.js';
import type { NasBench101Cell } from './cell.js';
import { nasBench101Hash } from './hash/graph-hash.js';
import { decodeNasBench101, encodeNasBench101, nasBench101FromBits } from './strings.js';
import { nasBench101Topology } from './topology.js';
import { nasBench101Widths } from './widths.js';

const space = openSpace('nas-bench-101') as SearchSpace<NasBench101Cell>;
const names: { readonly [short: string]: string } = { '3': 'conv3x3-bn-relu', '1': 'conv1x1-bn-relu', m: 'maxpool3x3' };

/** A cell from edges such as '01 12' and short operators such as '3 1 m'. */
function cell(edges: string, ops: string): NasBench101Cell {
  const inner = ops
    .split(' ')
    .filter((op) => op !== '')
    .map((op) => names[op]);
  const n = inner.length + 2;
  const matrix = new Array<string>(n * n).fill('0');
  for (const [x, y] of edges.split(' ')) matrix[Number(x) * n + Number(y)] = '1';
  return decodeNasBench101(`${matrix.join('')}:${['input', ...inner, 'output'].join(',')}`);
}
const read = new Map<string, string[][]>();
/** Rows of a table without its header, each read once. */
function table(path: string): string[][] {
  const rows =
    read.get(path) ??
    gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  read.set(path, rows);
  return rows;
}

describe('NAS-Bench-101 strings', () => {
  it('are read in four forms', () => {
    const text = '011001000:input,maxpool3x3,output';
    const expected = { ops: ['maxpool3x3'], edges: 0b111 };
    expect(decodeNasBench101(text)).toEqual(expected);
    expect(decodeNasBench101(text.replaceAll(',', '|'))).toEqual(expected);
    expect(
      decodeNasBench101("ModelSpec(matrix=[[0, 1, 1], [0, 0, 1], [0, 0, 0]], ops=['input', 'maxpool3x3', 'output'])"),
    ).toEqual(expected);
    expect(decodeNasBench101('naslib:(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1)')).toEqual(expected);
    expect(decodeNasBench101('bits:3,7,2')).toEqual(expected);
    expect(encodeNasBench101(expected as NasBench101Cell)).toBe(text);
  });

  it('lose the vertices that lie on no path', () => {
    expect(cell('02 12 03 23', '3 1')).toEqual(cell('01 02 12', '1'));
  });

  it.each([
    ['011001000:input,maxpool3x4,output', 'did you mean "maxpool3x3"?'],
    ['011001000:input,output', 'expected 3 operators for 3 vertices, got 2'],
    ['010001100:input,maxpool3x3,output', 'expected edges from earlier to later vertices only, got 2->0'],
    ['010000000:input,maxpool3x3,output', 'expected a path from input to output, got none'],
    ['01100100:input,maxpool3x3,output', 'expected a square matrix of 0 and 1, got 8 digits'],
    [
      '0111110001111000011100000110000000100000000000000:input,maxpool3x3,maxpool3x3,maxpool3x3,maxpool3x3,maxpool3x3,output',
      'expected at most 9 edges, got 11',
    ],
    ['(0, 1, 0, 0, 0, 1)', 'a NASLib tuple is written naslib:'],
    ['bits:3,9,2', 'expected edge bits for 3 vertices, got 9'],
    ['bits:8,1,000000', 'expected 2 to 7 vertices, got 8'],
  ])('refuse %j with a hint', (text, message) => {
    expect(() => decodeNasBench101(text)).toThrow(message);
  });
});

describe('NAS-Bench-101 keys and sizes', () => {
  // spec/golden.md 5.2
  it.each([
    ['01 04 05 12 23 26 35 45 56', '3 m 3 3 1', '00005c142e6f48ac74fdcf73e3439874', 8_555_530, 1_261_835_264],
    ['01 02 03 04 16 26 36 45 56', '3 1 m 3 3', '28cfc7874f6d200472e1a9dcd8650aa0', 2_694_282, undefined],
    ['01 02 03 05 16 26 34 46 56', '1 3 3 3 m', '28cfc7874f6d200472e1a9dcd8650aa0', 2_694_282, undefined],
    ['01', '', '043721b9c7fe8c5fad811d47d83132ec', 882_570, 137_761_792],
    ['01 12', '3', 'b49ac8c578b4561d79ac7087988f1c61', 10_177_674, undefined],
    ['01 12', '1', 'd1269d9156ddc027c40473008192958a', 1_920_138, undefined],
    ['01 12', 'm', '53cee42601ad14d661bb6878031d6acb', 882_570, undefined],
    ['01 12 23 34 45 56 02 03 06', '3 3 3 3 3', undefined, 49_979_274, undefined],
  ] as const)('of %s with %j are the published ones', (edges, ops, hash, params, macs) => {
    const own = cell(edges, ops);
    if (hash !== undefined) expect(nasBench101Hash(own)).toBe(hash);
    const cost = countCost(space.build(own));
    expect(cost.params).toBe(params);
    // The figures in circulation leave out the classifier's biases.
    if (macs !== undefined) expect(cost.macs - 10).toBe(macs);
    expect(space.cost?.(own)).toEqual(cost);
  });

  it('share channels among the vertices that feed the output, the first taking the rest', () => {
    expect(nasBench101Widths(cell('01 02 03 14 24 34', '3 1 m'), 128)).toEqual([0, 43, 43, 42, 128]);
    expect(nasBench101Widths(cell('01 12 13 24 34', '3 1 m'), 128)).toEqual([0, 64, 64, 64, 128]);
  });
});

describe('NAS-Bench-101 topology', () => {
  it('puts operators between the two nodes of their vertex, and distinguishes skips from links', () => {
    const { nodes, edges, outputs } = nasBench101Topology(cell('01 12 02 03 23', '3 m'));
    expect(nodes).toBe(6);
    expect(outputs).toEqual([5]);
    expect(edges.map(({ from, to, op }) => `${from}-${to} ${op.kind}`)).toEqual([
      '0-1 link',
      '1-2 conv',
      '0-3 skip',
      '2-3 link',
      '3-4 pool',
      '0-5 skip',
      '4-5 link',
    ]);
  });

  it('gives SED every path once', () => {
    // Two paths through the pool, one through the convolution; skips 0->2 and 0->3, the first free.
    const sed = sedOfCell(nasBench101Topology(cell('01 12 02 03 23', '3 m')), sedPresets['nas-bench-201']);
    expect(sed?.parts).toEqual({ conv: Math.log(3) + Math.LN2, pool: -2 * Math.log(3), skip: -0.5 });
  });
});

describeShared('data/nasbench101/nb101_all.csv.gz', 'the complete NAS-Bench-101 table', (path) => {
  it('lists cells in the order of their keys (every 25th row)', () => {
    let previous = '';
    const rows = table(path);
    expect(rows.length).toBe(423_624);
    for (let i = 0; i < rows.length; i += 25) {
      const [vertices, edges, ops] = rows[i];
      const hash = nasBench101Hash(nasBench101FromBits(Number(vertices), Number(edges), ops));
      if (!(previous < hash)) expect.fail(`row ${i}: ${hash} after ${previous}`);
      previous = hash;
    }
  });
});

describeShared('data/nasbench101/nb101_runs_mlfe.csv.gz', 'the 1,035 training runs', (path) => {
  it('agrees on key and params, rows looked up in the complete table', () => {
    const all = table(path.replace('nb101_runs_mlfe', 'nb101_all'));
    for (const [index, hash, params] of table(path)) {
      const [vertices, edges, ops] = all[Number(index)];
      const own = nasBench101FromBits(Number(vertices), Number(edges), ops);
      expect(nasBench101Hash(own)).toBe(hash);
      expect(space.cost?.(own).params).toBe(Number(params));
    }
  });
});

describeShared('data/nasbench101/nb101_sample5000.csv.gz', 'the sample of 5,000 cells', (path) => {
  it('agrees on key, params and MACs, counted by formula and on built networks', () => {
    table(path).forEach(([, hash, , adjacency, ops, params, macs], i) => {
      const own = decodeNasBench101(`${adjacency}:${ops}`);
      expect(nasBench101Hash(own)).toBe(hash);
      const cost = space.cost?.(own);
      expect(cost?.params).toBe(Number(params));
      expect(cost?.macs).toBe(Number(macs) + 5130);
      if (i % 10 === 0) expect(countCost(space.build(own))).toEqual(cost);
    });
  });
});

describeShared('data/nasbench101/nb101_runs_mlfe.csv.gz', 'the 1,035 training runs', (path) => {
  it('agrees on key and params, rows looked up in the complete table', () => {
    const all = table(path.replace('nb101_runs_mlfe', 'nb101_all'));
    for (const [index, hash, params] of table(path)) {
      const [vertices, edges, ops] = all[Number(index)];
      const own = nasBench101FromBits(Number(vertices), Number(edges), ops);
      expect(nasBench101Hash(own)).toBe(hash);
      expect(space.cost?.(own).params).toBe(Number(params));
    }
  });
});

describeShared('data/nasbench101/nb101_runs_mlfe.csv.gz', 'SED on the 846 cells with training runs', (path) => {
  // spec/proxies.md 1.2: the figures of the reconstruction's author on the same cells, gains on vertices, projections left out.
  it('ranks them as well as its author found', () => {
    const all = table(path.replace('nb101_runs_mlfe', 'nb101_all'));
    const runs = new Map<string, string[][]>();
    for (const row of table(path)) runs.set(row[0], [...(runs.get(row[0]) ?? []), row]);
    const accuracies = [...runs.values()].map((own) => own.reduce((sum, row) => sum + Number(row[6]), 0) / own.length);
    const scores = [...runs.keys()].map((index) => {
      const [vertices, edges, ops] = all[Number(index)];
      const score = scoreSed(
        space.topology!(nasBench101FromBits(Number(vertices), Number(edges), ops)),
        sedPresets['nas-bench-201'],
      );
      return score.ok ? score.value : NaN;
    });
    expect(runs.size).toBe(846);
    expect(kendallTauB(scores, accuracies)).toBeCloseTo(0.468, 3);
    expect(spearman(scores, accuracies)).toBeCloseTo(0.657, 3);
  });
});

describeShared('data/nasbench101/nb101_sample500.csv.gz', "NASLib's 500 cells", (path) => {
  it('agrees on params', () => {
    for (const row of table(path)) {
      expect(space.cost?.(decodeNasBench101(`${row[1]}:${row[2]}`)).params).toBe(Math.round(Number(row[10]) * 1e6));
    }
  });
});
