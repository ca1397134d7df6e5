import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';
import type { SearchSpace } from '../types.js';
import { canonicalMicroCell } from './micro-canonical.js';
import type { TransnasMacro } from './macro.js';
import type { TransnasMicro } from './micro.js';

const micro = openSpace('transnas-micro') as SearchSpace<TransnasMicro>;
const macro = openSpace('transnas-macro') as SearchSpace<TransnasMacro>;

/** spec/spaces.md 3.4, checked there on 2,128 stored rows. */
const published = { base: 51_807, input: [0, 173_824, 685_056, 6_124_544], inner: [0, 0, 857_088, 7_672_832] };

describe('TransNAS-Bench-101 micro', () => {
  it('has the published params on all 4,096 cells, by formula, and on built networks', () => {
    let i = 0;
    for (const cell of micro.enumerate?.() ?? []) {
      const [a, b, c, d, e, f] = cell;
      const { base, input, inner } = published;
      const params = base + input[a] + input[b] + inner[c] + input[d] + inner[e] + inner[f];
      expect(micro.cost?.(cell).params).toBe(params);
      if (i++ % 97 === 0) expect(countCost(micro.build(cell))).toEqual(micro.cost?.(cell));
    }
    expect(micro.cost?.(micro.decode('64-41414-3_33_333')).params).toBe(41_443_935);
  });

  it('reads the official string and the released tuple, whose digits are the same', () => {
    expect(micro.decode('64-41414-1_30_221')).toEqual([1, 3, 0, 2, 2, 1]);
    expect(micro.decode('naslib:(1, 3, 0, 2, 2, 1)')).toEqual([1, 3, 0, 2, 2, 1]);
    expect(() => micro.decode('64-41414-1_30_224')).toThrow('digits from 0 to 3');
    expect(() => micro.decode('64-1234-basic')).toThrow('skeletons belong to transnas-macro');
  });

  it('knows which cells compute the same', () => {
    const same = (a: string, b: string): boolean =>
      canonicalMicroCell([...a].map(Number)) === canonicalMicroCell([...b].map(Number));
    // Nodes 1 and 2 exchanged where no edge joins them.
    expect(same('320010', '230001')).toBe(true);
    // A skip between inner nodes passes on; one from node 0 does not.
    expect(same('301002', '300020')).toBe(true);
    expect(same('100020', '000200')).toBe(false);
    // One convolution read twice is not two convolutions.
    expect(same('301022', '330022')).toBe(false);
    // Dead operators do not count.
    expect(same('330200', '000200')).toBe(true);
  });
});

describe('TransNAS-Bench-101 macro', () => {
  it('has 3,256 skeletons', () => {
    expect(macro.size).toBe(3256);
  });

  it('builds two residual blocks a module, a shortcut convolution where the shape changes', () => {
    const { nodes } = macro.build(macro.decode('64-4231-basic'));
    const convs = nodes.filter((node) => node.op === 'conv').map((node) => node.id);
    expect(convs).toEqual([
      'stem.a',
      'stem.b',
      'm0.0.a',
      'm0.0.b',
      'm0.0.s',
      'm0.1.a',
      'm0.1.b',
      'm1.0.a',
      'm1.0.b',
      'm1.0.s',
      'm1.1.a',
      'm1.1.b',
      'm2.0.a',
      'm2.0.b',
      'm2.0.s',
      'm2.1.a',
      'm2.1.b',
      'm3.0.a',
      'm3.0.b',
      'm3.1.a',
      'm3.1.b',
    ]);
    const block = (from: number, to: number): number => 9 * from * to + 9 * to * to + 4 * to;
    const params =
      19_488 +
      block(64, 128) +
      64 * 128 +
      256 +
      block(128, 128) +
      block(128, 256) +
      128 * 256 +
      512 +
      block(256, 256) +
      block(256, 256) +
      256 * 256 +
      512 +
      block(256, 256) +
      2 * block(256, 256) +
      256 * 63 +
      63;
    expect(countCost(macro.build(macro.decode('64-4231-basic'))).params).toBe(params);
  });

  it('reads NASLib tuples and refuses codes outside the space', () => {
    expect(macro.decode('naslib:(4, 2, 3, 1, 0, 0)')).toEqual([4, 2, 3, 1]);
    expect(() => macro.decode('64-1111-basic')).toThrow('expected 4 to 6 digits');
    expect(() => macro.decode('64-2222-basic')).toThrow('expected 4 to 6 digits');
    expect(() => macro.decode('64-41414-1_30_221')).toThrow('cells belong to transnas-micro');
  });
});
