import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, type ArchBlocks } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import type { Evidence } from '../../evidence/types.js';
import type { Proxy, Score } from '../types.js';
import { field, fieldLast, fieldMeco, fieldRank } from './field-proxies.js';
import { relativeGradient } from './gradients.js';
import { average, lagCount, lags, meanOver, pairWeights, stride } from './lags.js';
import { covarianceByLag, effectivePixels } from './covariance.js';
import { effectiveChannels, limitOf } from './propagate.js';
import type { Step } from './steps.js';

const scoreOf = (proxy: Proxy, architecture: Architecture, preset = 'gradients'): Score =>
  proxy.score({ get: () => ({ ok: true, value: architecture }) } as unknown as Evidence, { preset }, {});
const valueOf = (proxy: Proxy, architecture: Architecture): number => {
  const score = scoreOf(proxy, architecture);
  return score.ok ? score.value : NaN;
};

/** What `write` makes of a function. */
function changed(values: readonly number[], write: (profiles: Float64Array, from: number, to: number) => void): number[] {
  const profiles = new Float64Array(2 * lagCount);
  profiles.set(values);
  write(profiles, 0, lagCount);
  return [...profiles.subarray(lagCount)];
}
const averaged = (values: readonly number[], height: number, width: number): number[] =>
  changed(values, (profiles, from, to) => average(profiles, from, to, height, width));
const strided = (values: readonly number[], pixels: number): number[] =>
  changed(values, (profiles, from, to) => stride(profiles, from, to, pixels));
const constantProfile = (value: number): number[] => lags.map(() => value);

describe('functions of distance', () => {
  it('end for windows of any size, and hardly differ where these are made coarser', () => {
    // 2,049 x 2,049 pixels are taken two by two.
    const [fine, coarse] = [pairWeights(2048, 2048), pairWeights(2049, 2049)];
    fine.forEach((weight, i) => expect(coarse[i]).toBeCloseTo(weight, 3));
    expect(pairWeights(2 ** 40, 1).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    averaged(constantProfile(3), 2 ** 20, 1).forEach((value) => expect(value).toBeCloseTo(3, 9));
  });

  it('keep a constant under pooling and striding, and weigh pairs to 1', () => {
    const constant = constantProfile(3);
    averaged(constant, 3, 3).forEach((value) => expect(value).toBeCloseTo(3, 12));
    strided(constant, 3).forEach((value) => expect(value).toBeCloseTo(3, 12));
    for (const [height, width] of [
      [1, 1],
      [3, 3],
      [32, 32],
      [7, 5],
    ])
      expect(pairWeights(height, width).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('give the mean over pairs of pixels', () => {
    const f = (distance: number): number => Math.exp(-distance / 4);
    let sum = 0;
    for (let a = 0; a < 64; a++) for (let b = 0; b < 64; b++) sum += f(Math.hypot((a >> 3) - (b >> 3), (a & 7) - (b & 7)));
    expect(meanOver(pairWeights(8, 8), Float64Array.from(lags, f), 0)).toBeCloseTo(sum / 64 ** 2, 2);
  });

  it('move by two places for stride 2', () => {
    const halved = strided(lags, 2);
    for (let i = 1; i < lagCount - 2; i++) expect(halved[i]).toBeCloseTo(2 * lags[i], 10);
  });
});

/** The step of a node. */
function stepOf(steps: readonly Step[], id: string): Step {
  const step = steps.find(({ node }) => node.id === id);
  if (step === undefined) throw new Error(`no step of ${id}`);
  return step;
}

/** image -> 1x1 convolution -> batch norm -> ReLU. */
function oneLayer(channels: number): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, channels, 64, 64]);
  const norm = b.add('batchNorm', [b.add('conv', [image], squareConv(channels, 1), 'conv')], { eps: 1e-5, affine: true }, 'norm');
  return b.finish([b.add('relu', [norm], {}, 'relu')]);
}

describe('the limit beside random numbers', () => {
  const rng = createRng(3, 'mean field');

  it('rectifies as pairs of normal numbers do', () => {
    const { live, maps } = limitOf(oneLayer(24));
    const [before, after] = ['norm', 'relu'].map((id) => covarianceByLag(maps.covariance[stepOf(live, id).output]));
    for (const at of [0, 3, 6, 9]) {
      const c = before[at];
      const draws = 200_000;
      let [sum, u0, v0] = [0, 0, 0];
      for (let i = 0; i < draws; i++) {
        const u = rng.normal();
        const v = c * u + Math.sqrt(Math.max(0, 1 - c * c)) * rng.normal();
        sum += Math.max(0, u) * Math.max(0, v);
        u0 += Math.max(0, u);
        v0 += Math.max(0, v);
      }
      expect(Math.abs(sum / draws - (u0 / draws) * (v0 / draws) - after[at])).toBeLessThan(0.01);
    }
  });

  it('makes channels of a random layer alike as the channels it reads', () => {
    const channels = 24;
    const { live, maps } = limitOf(oneLayer(channels));
    const conv = stepOf(live, 'conv');
    const common = Math.sqrt(maps.alike[conv.inputs[0]]);
    const pixels = effectivePixels(maps.covariance[conv.output], conv.map);
    let [squares, variances] = [0, 0];
    for (let round = 0; round < 20_000; round++) {
      const [u, v] = [0, 1].map(() => Float64Array.from({ length: channels }, () => rng.normal()));
      /** Covariance of two outputs over inputs whose channels all have the correlation `common`. */
      const covariance = (a: Float64Array, b: Float64Array): number => {
        let [own, sumA, sumB] = [0, 0, 0];
        for (let i = 0; i < channels; i++) {
          own += a[i] * b[i];
          sumA += a[i];
          sumB += b[i];
        }
        return (1 - common) * own + common * sumA * sumB;
      };
      squares += covariance(u, v) ** 2;
      variances += covariance(u, u) * covariance(v, v);
    }
    expect(squares / variances).toBeCloseTo(maps.alike[conv.output] - 1 / pixels, 1);
  });
});

describe('gradients of the limit', () => {
  it('are those of a wide network with random weights', () => {
    const width = 48;
    const b = createArchBuilder();
    const image = b.input('image', [1, width]);
    const layer = (x: string): string => b.add('linear', [x], { outFeatures: width, bias: false });
    const limit = relativeGradient(limitOf(b.finish([layer(b.add('relu', [layer(b.add('relu', [layer(image)], {}))], {}))])));
    const rng = createRng(5, 'gradients');
    const draws = 400;
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const normal = (count: number): number[] => Array.from({ length: count }, () => rng.normal());
      const matrices = [0, 1, 2].map(() => Array.from({ length: width }, () => normal(width).map((w) => w / Math.sqrt(width))));
      const reads: number[][] = [];
      let x = normal(width);
      for (const [place, rows] of matrices.entries()) {
        reads.push(x);
        x = rows.map((row) => row.reduce((total, w, i) => total + w * x[i], 0));
        if (place < 2) x = x.map((value) => Math.max(0, value));
      }
      const direction = normal(width);
      let gradient = direction.map((value) => value / Math.hypot(...direction));
      for (let place = 2; place >= 0; place--) {
        // |dW|^2 is the product of both squares; |W|^2 is `width`.
        sum += (Math.hypot(...gradient) * Math.hypot(...reads[place])) ** 2 / width / 3 / draws;
        const back = gradient;
        gradient = reads[place].map((read, i) =>
          read > 0 ? back.reduce((total, g, o) => total + g * matrices[place][o][i], 0) : 0,
        );
      }
    }
    expect(limit / sum).toBeGreaterThan(0.94);
    expect(limit / sum).toBeLessThan(1.06);
  });

  /** So many times convolution, batch norm and ReLU. */
  function chain(layers: number, isResidual: boolean): Architecture {
    const b = createArchBuilder();
    let x = b.add('conv', [b.input('image', [1, 3, 16, 16])], squareConv(16, 3));
    for (let i = 0; i < layers; i++) {
      const norm = b.add('batchNorm', [b.add('conv', [x], squareConv(16, 1))], { eps: 1e-5, affine: true });
      const rectified = b.add('relu', [norm], {});
      x = isResidual ? b.add('add', [x, rectified], {}) : rectified;
    }
    return b.finish([b.add('globalAvgPool', [x], {})]);
  }
  const gradientOf = (layers: number, isResidual = false): number => relativeGradient(limitOf(chain(layers, isResidual)));

  it('grow by pi / (pi - 1) for each layer behind batch norm and ReLU, and slowly past skips', () => {
    const total = (layers: number): number => gradientOf(layers) * (layers + 1);
    expect(Math.log(total(30) / total(20)) / 10).toBeCloseTo(Math.log(Math.PI / (Math.PI - 1)), 2);
    expect(gradientOf(30, true)).toBeLessThan(gradientOf(30) / 1000);
    expect(gradientOf(30, true)).toBeGreaterThan(0);
    expect(gradientOf(3000)).toBe(Number.MAX_VALUE);
  });

  it('do not explode where positions are added to attention', () => {
    const transformers = openSpace('autoformer');
    for (const seed of [1, 2, 3]) {
      const score = scoreOf(field, transformers.build(transformers.sample(createRng(seed, 'autoformer'))));
      expect(Math.abs(score.ok ? (score.parts?.['gradient'] ?? NaN) : NaN)).toBeLessThan(0.5);
    }
  });
});

describe('scores of the limit', () => {
  const space = openSpace('nas-bench-201');
  const cell = (edges: readonly string[]): Architecture =>
    space.build(space.decode(`|${edges[0]}~0|+|${edges[1]}~0|${edges[2]}~1|+|${edges[3]}~0|${edges[4]}~1|${edges[5]}~2|`));
  const everywhere = (op: string): Architecture => cell(Array.from({ length: 6 }, () => op));

  it('fall from 3x3 to 1x1 convolutions to nothing', () => {
    for (const proxy of [fieldRank, fieldMeco]) {
      const [wide, narrow, none] = ['nor_conv_3x3', 'nor_conv_1x1', 'skip_connect'].map((op) => valueOf(proxy, everywhere(op)));
      expect(wide).toBeGreaterThan(narrow);
      expect(narrow).toBeGreaterThan(none);
    }
  });

  it('count a skip beside convolutions, and lose from a pool in the way', () => {
    const plain = valueOf(fieldRank, cell(['nor_conv_3x3', 'none', 'nor_conv_3x3', 'none', 'none', 'nor_conv_3x3']));
    const pooled = valueOf(fieldRank, cell(['avg_pool_3x3', 'none', 'nor_conv_3x3', 'none', 'none', 'nor_conv_3x3']));
    expect(plain).toBeGreaterThan(pooled);
  });

  it('do not count what is multiplied by zero: bench and search agree on cells of one function', () => {
    const live = cell(['none', 'none', 'none', 'nor_conv_3x3', 'none', 'none']);
    const dead = cell(['nor_conv_3x3', 'none', 'none', 'nor_conv_3x3', 'none', 'none']);
    const fed = cell(['none', 'none', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'none']);
    for (const proxy of [field, fieldRank, fieldLast])
      for (const other of [dead, fed]) expect(valueOf(proxy, other)).toBeCloseTo(valueOf(proxy, live), 10);
  });

  it('add their terms, of which the preset `ranks` has the first three', () => {
    const cells = cell(['nor_conv_3x3', 'nor_conv_1x1', 'skip_connect', 'avg_pool_3x3', 'none', 'nor_conv_3x3']);
    const [all, ranks] = [scoreOf(field, cells), scoreOf(field, cells, 'ranks')];
    const sum = (score: Score): number => (score.ok ? Object.values(score.parts ?? {}).reduce((a, b) => a + b, 0) : NaN);
    expect(all.ok && Object.keys(all.parts ?? {})).toEqual(['rank', 'last', 'macs', 'spatial', 'gradient']);
    expect(ranks.ok && Object.keys(ranks.parts ?? {})).toEqual(['rank', 'last', 'macs']);
    for (const score of [all, ranks]) expect(score.ok && score.value).toBeCloseTo(sum(score), 12);
    expect(ranks.ok && ranks.parts?.['rank']).toBeCloseTo(Math.log(valueOf(fieldRank, cells)), 12);
  });

  it('count channels that windows read, not those that 1x1 convolutions read', () => {
    const spatial = (op: string): number => {
      const score = scoreOf(field, everywhere(op));
      return score.ok ? (score.parts?.['spatial'] ?? NaN) : NaN;
    };
    expect(spatial('nor_conv_1x1')).toBeLessThan(spatial('nor_conv_3x3'));
    expect(spatial('nor_conv_1x1')).toBeGreaterThan(0);
  });

  it('have a reason where no signal arrives', () => {
    expect(scoreOf(fieldRank, everywhere('none')).ok).toBe(false);
    const b = createArchBuilder();
    const image = b.input('image', [1, 3, 8, 8]);
    const dead = b.finish([b.add('relu', [b.add('zeros', [image], {})], {})]);
    expect(scoreOf(fieldRank, dead)).toEqual({ ok: false, reason: 'no signal reaches an activation' });
    expect(scoreOf(fieldLast, dead).ok).toBe(false);
    const linear = b.finish([b.add('conv', [image], squareConv(4, 3))]);
    expect(scoreOf(field, linear)).toEqual({ ok: false, reason: expect.stringMatching(/no activation that field reads/) });
  });

  it('are the same for nodes that networks share, in any order of scoring', () => {
    const cells = ['nor_conv_3x3', 'none', 'skip_connect', 'avg_pool_3x3', 'nor_conv_1x1'].flatMap((a) =>
      ['nor_conv_1x1', 'none', 'avg_pool_3x3'].map((b) => cell([a, b, 'nor_conv_3x3', b, a, 'skip_connect'])),
    );
    for (const proxy of [field, fieldMeco]) {
      // A copy is not made of blocks.
      const alone = cells.map((architecture) => scoreOf(proxy, { ...architecture }));
      expect(cells.map((architecture) => scoreOf(proxy, architecture))).toEqual(alone);
      expect(cells.toReversed().map((architecture) => scoreOf(proxy, architecture))).toEqual(alone.toReversed());
    }
  });

  it('read shared nodes with inputs of other shapes', () => {
    const blocks: ArchBlocks = new Map();
    const build = (size: number, shared?: ArchBlocks): Architecture => {
      const b = createArchBuilder(shared);
      const x = b.input('image', [1, 3, size, size]);
      return b.finish([
        b.block('all', () => b.add('relu', [b.add('conv', [x], squareConv(8, 3, { stride: 2 }), 'conv')], {}, 'relu')),
      ]);
    };
    for (const size of [32, 16, 8, 32]) expect(scoreOf(field, build(size, blocks))).toEqual(scoreOf(field, build(size)));
  });

  it('grow with every width of the size space', () => {
    const sizes = openSpace('nats-bench-size');
    for (let at = 0; at < 5; at++) {
      const widths = [32, 32, 32, 32, 32].map((width, i) => (i === at ? 64 : width));
      const [small, large] = ['32:32:32:32:32', widths.join(':')].map((text) =>
        valueOf(fieldRank, sizes.build(sizes.decode(text))),
      );
      expect(large).toBeGreaterThan(small);
    }
  });

  it('never have more effective channels than channels', () => {
    for (const id of ['nas-bench-101', 'darts', 'nas-bench-macro', 'autoformer', 'ofa-mobilenet']) {
      const other = openSpace(id);
      const { live, maps } = limitOf(other.build(other.sample(createRng(1, id))));
      for (const { output, channels } of live) {
        expect(effectiveChannels(maps, output, channels)).toBeLessThanOrEqual(channels + 1e-9);
        expect(covarianceByLag(maps.covariance[output]).every(Number.isFinite)).toBe(true);
      }
    }
  });
});
