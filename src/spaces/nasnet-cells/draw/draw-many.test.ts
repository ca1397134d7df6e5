import { describe, expect, it } from 'vitest';
import { countPaths } from '../../../arch/count-paths.js';
import { createRng, keyOf } from '../../../core/rng.js';
import { must } from '../../../core/must.js';
import { scoreSed, sedPresets } from '../../../proxies/sed.js';
import { openSpace, spaces } from '../../index.js';
import type { SearchSpace } from '../../types.js';
import type { NasnetRules } from '../genotype.js';
import { createNasnetSpace } from '../nasnet-space.js';

const stride = 1024;
const network = { C: 16, L: 8, classes: 10, channels: 3, size: 32, stem: 'cifar', padded: false } as const;
const spaceOf = (rules: NasnetRules): SearchSpace =>
  createNasnetSpace({ id: 'test', rules, network, encode: JSON.stringify, decode: (text) => JSON.parse(text) }) as SearchSpace;

const two = ['skip_connect', 'sep_conv_3x3'];
const all = ['skip_connect', 'max_pool_7x7', 'avg_pool_3x3', 'conv_1x1', 'conv_7x1_1x7', 'sep_conv_5x5', 'dil_sep_conv_3x3'];
const cases: [string, SearchSpace][] = [
  ['darts', openSpace('darts')],
  ['nas-bench-301', openSpace('nas-bench-301')],
  ['darts with other options', openSpace('darts:aux=true:L=3:C=8')],
  ['two operators, any inputs', spaceOf({ ops: two, nodes: 4, output: 'all', distinctInputs: false })],
  ['one node', spaceOf({ ops: all, nodes: 1, output: 'all', distinctInputs: true })],
  ['eight nodes', spaceOf({ ops: all, nodes: 8, output: 'all', distinctInputs: false })],
];

describe.each(cases)('genotypes drawn at once, %s', (_, space) => {
  it('are those drawn one by one, with their keys, costs and path counts', () => {
    const many = must(space.drawMany?.({ key: keyOf(7, 'many'), stride }), 'many draws');
    const rng = createRng(7, 'many');
    const [own, key] = [new Uint32Array(2), new Uint32Array(2)];
    // Indices with counters of more than 32 bits, too.
    for (const first of [0, 1000, 2 ** 24 - 100, 2 ** 31 + 5]) {
      many.draw(first, 300);
      for (let place = 0; place < 300; place++) {
        rng.seek((first + place) * stride);
        const genotype = space.sample(rng);
        expect(many.genotype(place)).toEqual(genotype);
        space.canonicalKey?.(genotype, key);
        many.writeKey(place, own);
        expect(own).toEqual(key);
        expect(many.cost(place)).toEqual(space.cost?.(genotype));
        const topology = must(space.topology?.(genotype), 'a topology');
        const drawn = many.topology(place);
        for (const [i, { name, repeats, cell }] of topology.cells.entries()) {
          expect(drawn.cells[i]).toMatchObject({ name, repeats, cell });
          const counts = must(drawn.paths?.[i], 'the counts of each cell');
          const { paths, skips, skipPaths, largest, convs, pools } = countPaths(cell);
          expect(counts).toMatchObject({ paths, skips, skipPaths });
          expect(counts.largest).toBeGreaterThanOrEqual(largest);
          const until = Array.from({ length: counts.largest + 1 }, (_unused, kernel) => kernel);
          expect(until.map((kernel) => counts.convs[kernel])).toEqual(until.map((kernel) => convs[kernel] ?? 0));
          expect(until.map((kernel) => counts.pools[kernel])).toEqual(until.map((kernel) => pools[kernel] ?? 0));
        }
        for (const strategy of Object.values(sedPresets)) expect(scoreSed(drawn, strategy)).toEqual(scoreSed(topology, strategy));
      }
    }
  }, 60_000);
});

it('is offered by the spaces whose genotypes differ in terms only', () => {
  const offering = spaces.filter(({ id }) => openSpace(id).drawMany !== undefined).map(({ id }) => id);
  expect(offering).toEqual(['darts', 'nas-bench-301']);
});
