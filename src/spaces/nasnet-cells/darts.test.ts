import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { sedOfCell, sedPresets } from '../../proxies/sed.js';
import { describeShared } from '../../../test/shared.js';
import { openSpace, spaces } from '../index.js';
import type { SearchSpace } from '../types.js';
import { toNaslibCompact } from './strings.js';
import type { NasnetGenotype } from './genotype.js';
import { nasnetCellTopology } from './topology.js';

const open = (spec: string): SearchSpace<NasnetGenotype> => openSpace(spec) as SearchSpace<NasnetGenotype>;
const table = (path: string): string[][] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe('DARTS networks', () => {
  // spec/spaces.md 3.5
  it.each([
    ['darts', 'DARTS_V1', 3_169_414, 500_987_520],
    ['darts', 'DARTS_V2', 3_349_342, 528_359_040],
    ['darts:C=16:L=8', 'DARTS_V1', 232_890, undefined],
    ['darts:C=16:L=8', 'DARTS_V2', 246_106, undefined],
    ['darts:stem=imagenet:C=48:L=14:classes=1000:size=224', 'DARTS_V1', 4_510_432, undefined],
    ['darts:stem=imagenet:C=48:L=14:classes=1000:size=224', 'DARTS_V2', 4_718_752, undefined],
  ] as const)('of %s for %s have the published size', (spec, name, params, macs) => {
    const space = open(spec);
    const genotype = space.decode(name);
    const cost = countCost(space.build(genotype));
    expect(cost.params).toBe(params);
    if (macs !== undefined) expect(cost.macs).toBe(macs + 10);
    expect(space.cost?.(genotype)).toEqual(cost);
  });

  it.each(['darts', 'nas-bench-301'])('of %s have DARTS_V2 as their example', (id) => {
    const space = open(id);
    expect(spaces.find((definition) => definition.id === id)?.example).toBe(space.encode(space.decode('DARTS_V2')));
  });

  it('for ImageNet need the published 506 and 530 million MACs', () => {
    const space = open('darts:stem=imagenet:C=48:L=14:classes=1000:size=224');
    expect((space.cost?.(space.decode('DARTS_V1')).macs ?? 0) / 1e6).toBeCloseTo(505.9, 0);
    expect((space.cost?.(space.decode('DARTS_V2')).macs ?? 0) / 1e6).toBeCloseTo(529.9, 0);
  });

  it('have the counted cost at other depths and stems too', () => {
    for (const spec of ['darts:C=4:L=1', 'darts:C=4:L=2', 'darts:C=6:L=5:stem=imagenet:size=64', 'nas-bench-301:classes=1']) {
      const space = open(spec);
      const genotype = space.decode('DARTS_V2');
      expect(space.cost?.(genotype), spec).toEqual(countCost(space.build(genotype)));
    }
  });
});

describe('DARTS strings', () => {
  const space = open('darts');
  const v2 = space.decode('DARTS_V2');

  it('are read in every published form', () => {
    const text = space.encode(v2);
    expect(text.startsWith("Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ")).toBe(true);
    expect(space.decode(text.replaceAll('range(2, 6)', '[2, 3, 4, 5]'))).toEqual(v2);
    const tuple = (pairs: (readonly [number, number])[]): string =>
      `(${pairs.map(([input, op]) => `(${input}, ${op})`).join(', ')})`;
    expect(space.decode(`naslib:(${toNaslibCompact(v2).map(tuple).join(', ')})`)).toEqual(v2);
    const dotted = [v2.normal, v2.reduce].map((terms) =>
      toNaslibCompact({ normal: terms, reduce: terms })[0]
        .map(([input, op]) => `${input}.${op}`)
        .join(';'),
    );
    expect(space.decode(`nb301:${dotted.join('/')}`)).toEqual(v2);
    const config: Record<string, string> = {};
    for (const kind of ['normal', 'reduce'] as const) {
      for (let node = 2; node < 6; node++) {
        const terms = v2[kind].slice(2 * (node - 2), 2 * (node - 1)).toSorted((a, b) => a[1] - b[1]);
        if (node > 2)
          config[`NetworkSelectorDatasetInfo:darts:inputs_node_${kind}_${node}`] = terms.map(([, input]) => input).join('_');
        for (const [op, input] of terms)
          config[`NetworkSelectorDatasetInfo:darts:edge_${kind}_${[0, 2, 5, 9][node - 2] + input}`] = op;
      }
    }
    expect(space.canonical(space.decode(JSON.stringify(config)))).toBe(space.canonical(v2));
  });

  it.each([
    ['DARTS_V3', 'did you mean'],
    ['', 'expected Genotype('],
    [
      '1 2 3',
      'expected an arc of ENAS: input, op, input, op for every node of the normal, then of the reduction cell, got 3 numbers',
    ],
    [
      "Genotype(normal=[('skip_connect', 0), ('skip_connect', 1)])",
      'expected reduce to be a list of (op, input) pairs, got nothing',
    ],
    [openSpace('darts').encode(v2).replace('reduce_concat', 'reduce_concatt'), 'did you mean "reduce_concat"?'],
    [`{"genotype": ${JSON.stringify(openSpace('darts').encode(v2))}, "width": 16, "depth": 8}`, 'expected no width, got 16'],
    ['(((0, 4), (1, 3)), ())', 'written naslib:'],
    ['0.4;1.3;0.2/0.1', 'written nb301:'],
    ['sep_conv_3x3~0;x/y', 'written pairs:'],
    ['nb301:0.4;1.3', 'expected two cells with "/" between'],
    ['naslib:((0, 4), (1, 3))', 'expected two pairs a node in the normal cell, for 1 to 12 nodes, got 1 pairs'],
    [
      "Genotype(normal=[('sep_conv_3x4', 0)], reduce=[])",
      'expected two pairs a node in the normal cell, for 1 to 12 nodes, got 1 pairs',
    ],
    [openSpace('darts').encode(v2).replace('dil_conv_3x3', 'dil_conv_3x4'), 'did you mean "dil_conv_3x3"?'],
    [
      openSpace('darts').encode(v2).replace("('skip_connect', 0)", "('skip_connect', 4)"),
      'expected an input from 0 to 3 at node 4 of the normal cell, got 4',
    ],
    [
      openSpace('darts').encode(v2).replace('range(2, 6)', '[4, 6]'),
      'expected normal_concat to name nodes from 2 to 5, each once, got [4, 6]',
    ],
    [openSpace('darts').encode(v2).replace('range(2, 6)', '[]'), 'each once, got []'],
    [openSpace('darts').encode(v2).replace('range(2, 6)', '[4, 4]'), 'each once, got [4, 4]'],
    [openSpace('darts').encode(v2).replace('range(2, 6)', '"all"'), 'each once, got something else'],
  ])('refuse %j with a hint', (text, message) => {
    expect(() => space.decode(text)).toThrow(message);
  });
});

describe('DARTS cells under SED', () => {
  // spec/sed.md 3.3
  it.each([
    ['normal', 28.668152, 0, -0.5],
    ['reduce', 0, -12.084735, -1],
  ] as const)('give the golden parts of DARTS_V2, %s', (kind, conv, pool, skip) => {
    const parts = sedOfCell(
      nasnetCellTopology(open('darts').decode('DARTS_V2'), kind, 'all'),
      sedPresets['nas-bench-201'],
    )?.parts;
    expect(parts?.conv).toBeCloseTo(conv, 5);
    expect(parts?.pool).toBeCloseTo(pool, 5);
    expect(parts?.skip).toBeCloseTo(skip, 5);
  });
});

describeShared('data/darts/mlfe_darts2000.csv.gz', '2,000 DARTS genotypes', (path) => {
  it('agrees on params of all, by formula, and of every 50th, built', () => {
    const space = open('nas-bench-301');
    const rows = table(path);
    expect(rows.length).toBe(2000);
    rows.forEach(([normal, reduce, , , params], i) => {
      const genotype = space.decode(`pairs:${normal}/${reduce}`);
      expect(space.cost?.(genotype).params).toBe(Number(params));
      if (i % 50 === 0) expect(countCost(space.build(genotype))).toEqual(space.cost?.(genotype));
    });
  });

  it('needs the MACs that spec/golden.md gives for the first', () => {
    const [[normal, reduce]] = table(path);
    expect(open('nas-bench-301').cost?.(open('nas-bench-301').decode(`pairs:${normal}/${reduce}`)).macs).toBe(125_268_992 + 10);
  });
});

describeShared('data/nasbench301/nb301_zen_nwot_11221.csv.gz', 'the keys of NAS-Bench-301', (path) => {
  it('reads and prints them all', () => {
    const space = open('nas-bench-301');
    for (const [, arch] of table(path)) {
      const genotype = space.decode(`nb301:${arch}`);
      expect(
        toNaslibCompact(genotype)
          .map((pairs) => pairs.map(([input, op]) => `${input}.${op}`).join(';'))
          .join('/'),
      ).toBe(arch);
    }
  });
});
