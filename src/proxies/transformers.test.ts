/** W-PCA and ZeroLM, against PyTorch's numbers and by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transformerLayers } from '../arch/transformer-layers.js';
import { smallerGram } from '../core/linear-algebra/smaller-gram.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import { openPlan } from '../platform/node/requests/open-plan.js';
import { evaluateStream } from '../engine/stream.js';
import type { Evidence } from '../evidence/types.js';
import { openSpace } from '../spaces/index.js';
import type { Score } from './types.js';
import { field } from './mean-field/field-proxies.js';
import { principalComponents } from './w-pca.js';
import { expectedSingularSum } from './zerolm.js';

interface Fixture {
  readonly matrices: readonly {
    readonly rows: number;
    readonly columns: number;
    readonly components: { readonly [eta: string]: number };
    readonly singularSum: number;
  }[];
  readonly drawn: readonly { readonly rows: number; readonly columns: number; readonly singularSum: number }[];
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/pytorch-transformers.json', import.meta.url), 'utf8')) as Fixture;

const matrix = (rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return Math.sin(0.37 * r * c + r) + 0.3 * Math.cos(c);
  });

/** Columns less their mean. */
function centred(values: Float64Array, rows: number, columns: number): Float64Array {
  const means = Array.from({ length: columns }, (_, c) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += values[r * columns + c];
    return sum / rows;
  });
  return values.map((value, i) => value - means[i % columns]);
}

describe.each(fixture.matrices)('a matrix of $rows x $columns', ({ rows, columns, components, singularSum }) => {
  it('has the principal components that PyTorch counts, from either side', () => {
    const [gram] = smallerGram(centred(matrix(rows, columns), rows, columns), rows, columns);
    for (const [eta, count] of Object.entries(components)) expect(principalComponents(gram, Number(eta))).toBe(count);
  });

  it('has the singular values that PyTorch finds', () => {
    const eigenvalues = symmetricEigenvalues(...smallerGram(matrix(rows, columns), rows, columns));
    expect(eigenvalues.reduce((sum, own) => sum + Math.sqrt(Math.max(0, own)), 0)).toBeCloseTo(singularSum, 5);
  });
});

describe('expected singular values', () => {
  it.each(fixture.drawn)('are those of drawn matrices of $rows x $columns', ({ rows, columns, singularSum }) => {
    const tolerance = Math.min(rows, columns) < 64 ? 0.05 : 0.01;
    expect(Math.abs(expectedSingularSum(rows, columns) / singularSum - 1)).toBeLessThan(tolerance);
  });

  it('of a square matrix are 8 / (3 pi) of the root of its size for each row', () => {
    expect(expectedSingularSum(100, 100, 1)).toBeCloseTo((8 / (3 * Math.PI)) * 100 * 10, 2);
  });
});

describe('the layers of a transformer', () => {
  const space = openSpace('flexibert:tokens=4:vocabulary=9');
  const layer = (operation_type: string, operation_parameter: string | number, num_feed_forward: number) => ({
    operation_type,
    operation_parameter,
    num_operation_heads: 2,
    feed_forward_dimension: 512,
    num_feed_forward,
  });
  const architecture = space.build({
    hidden_size: 256,
    encoder_layers: [layer('SA', 'WMA', 3), layer('LT', 'DCT', 1), layer('DSC', 5, 1), layer('SA', 'SDP', 1)],
  });
  const ids = (nodes: readonly { readonly id: string }[]): string[] => nodes.map(({ id }) => id);

  it('have their roles by what they do; layers before and behind the blocks have none', () => {
    const { hidden, feedForward, mixing } = transformerLayers(architecture);
    expect(ids(hidden)).toEqual(['l0.ff0', 'l0.ff1', 'l0.ff2', 'l1.ff0', 'l2.ff0', 'l3.ff0']);
    expect(ids(feedForward).filter((id) => id.startsWith('l0'))).toEqual(['l0.ff0', 'l0.ff1', 'l0.ff2', 'l0.ffout']);
    expect(ids(mixing).filter((id) => id.startsWith('l0'))).toEqual(['l0.query', 'l0.key', 'l0.value', 'l0.weight', 'l0.out']);
    expect(ids(mixing).filter((id) => id.startsWith('l2'))).toContain('l2.pointwise');
    expect([...ids(mixing), ...ids(feedForward)].filter((id) => !/^l\d\./.test(id))).toEqual([]);
  });

  it('are those of a vision transformer too, and a network of convolutions has none', () => {
    const vision = openSpace('autoformer');
    const { hidden, mixing } = transformerLayers(vision.build(vision.decode(exampleOf())));
    expect(ids(hidden)).toHaveLength(12);
    expect(ids(mixing)).toContain('l0.qkv');
    const cells = openSpace('nas-bench-201:C=4:N=1');
    const cell = cells.decode('|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|');
    expect(transformerLayers(cells.build(cell)).feedForward).toEqual([]);
  });
});

const exampleOf = (): string =>
  JSON.stringify({ depth: 12, embed_dim: 192, mlp_ratio: new Array(12).fill(4), num_heads: new Array(12).fill(3) });

async function scores(spaceText: string, text: string, proxies: readonly string[]): Promise<{ readonly [proxy: string]: Score }> {
  const plan = await openPlan({ space: spaceText, proxies, data: 'noise', batch: 4, seed: 1 }, { workers: 0 });
  try {
    const runner = plan.runners.choose(proxies, 1);
    for await (const chunk of evaluateStream([text], { resolved: plan.resolved, runner, now: plan.now }))
      for (const { evaluation } of chunk) return evaluation.scores;
    throw new Error('no score');
  } finally {
    await plan.close();
  }
}

describe('the scores of an encoder', () => {
  const spaceText = 'flexibert:tokens=8:vocabulary=50';
  const space = openSpace(spaceText);
  const text = space.encode(space.numbered?.at(1234));

  it('are the params times the components, and the capacities with their share', async () => {
    const proxies = ['w-pca', 'w-pca:by=components', 'params', 'zerolm', 'zerolm:alpha=1', 'zerolm:alpha=0', 'zerolm:by=weights'];
    const found = await scores(spaceText, text, proxies);
    const value = (proxy: string): number => (found[proxy].ok ? found[proxy].value : NaN);
    expect(value('w-pca')).toBe(value('params') * value('w-pca:by=components'));
    // 64 rows of texts and noisy copies, less their mean, have at most 63 components.
    expect(value('w-pca:by=components')).toBeLessThanOrEqual(63 * 6);
    expect(value('zerolm')).toBeCloseTo((value('zerolm:alpha=1') + value('zerolm:alpha=0')) / 2, 9);
    expect(Math.abs(value('zerolm:by=weights') / value('zerolm') - 1)).toBeLessThan(0.01);
  });

  it('have a default judgement behind every operation', () => {
    for (const i of [0, 700, 1500, 2000, 5000, 10_000_000]) {
      const evidence = { get: () => ({ ok: true, value: space.build(space.numbered?.at(i)) }) } as unknown as Evidence;
      expect(field.score(evidence, {}, {})).toMatchObject({ ok: true });
    }
  });

  it('read the signs before GELU where they are asked for', async () => {
    const ids = ['naswot', 'nwot', 'epads', 'near'];
    const found = await scores(spaceText, text, [...ids, ...ids.map((id) => `${id}:activations=smooth`)]);
    for (const id of ids) {
      expect(found[id]).toEqual({ ok: false, reason: 'the network has no ReLU' });
      expect(found[`${id}:activations=smooth`].ok).toBe(true);
    }
  });

  it('say that tokens have no gradient, and a learned table none for each sample', async () => {
    const found = await scores(spaceText, text, ['jacob-cov', 'epe', 'vkdnw']);
    for (const id of ['jacob-cov', 'epe'])
      expect(found[id]).toEqual({ ok: false, reason: 'the network reads tokens, which have no gradient' });
    expect(found['vkdnw']).toMatchObject({
      ok: false,
      reason: expect.stringMatching(
        /^node ".*" \(embedding\): expected a weight with a gradient for each sample, which a learned table does not have$/,
      ) as string,
    });
  });

  it('have a reason on a network without tokens', async () => {
    const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
    const found = await scores('nas-bench-201:C=4:N=1:size=8', cell, ['w-pca', 'zerolm']);
    expect(found['w-pca']).toEqual({ ok: false, reason: 'the network has no feed-forward layer over tokens' });
    expect(found['zerolm']).toEqual({ ok: false, reason: 'the network has no feed-forward layer over tokens' });
  });
});
