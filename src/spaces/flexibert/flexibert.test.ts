import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { countCost } from '../../arch/cost.js';
import { product } from '../../arch/ops/shapes.js';
import { parametersOf } from '../../arch/parameters.js';
import { runReference } from '../../runtime/reference/run-reference.js';
import type { Tensor } from '../../runtime/reference/tensor.js';
import { openSpace } from '../index.js';
import type { EncoderLayer, FlexiBert } from './genotype.js';
import { addLayer } from './network.js';

const space = openSpace('flexibert:tokens=8:classes=0');

/** `SA SDP 4 1024 3` and so on. */
function layer(text: string): EncoderLayer {
  const [type, parameter, heads, wide, count] = text.split(' ');
  return {
    operation_type: type,
    operation_parameter: type === 'DSC' ? Number(parameter) : parameter,
    num_operation_heads: Number(heads),
    feed_forward_dimension: Number(wide),
    num_feed_forward: Number(count),
  } as EncoderLayer;
}

const written = (hidden_size: number, layers: readonly string[]): string =>
  JSON.stringify({ hidden_size, encoder_layers: layers.map(layer) });
const paramsOf = (hidden: number, layers: readonly string[]): number =>
  countCost(space.build(space.decode(written(hidden, layers)))).params;

describe('FlexiBERT', () => {
  // "Number of Parameters" of architectures 0, 1 and 3 of the benchmark, all counted at width 256 with 1,024 wide feed-forward parts.
  it.each([
    [13_330_176, ['SA WMA 4 1024 3', 'LT DCT 2 1024 3', 'SA SDP 4 1024 3', 'SA SDP 4 1024 1']],
    [11_106_199, ['LT DFT 4 1024 3', 'SA SDP 2 1024 1', 'DSC 9 4 1024 3', 'DSC 5 2 1024 1']],
    [5_526_167, ['DSC 9 4 1024 1', 'DSC 5 2 1024 1']],
  ])('has %i params, as the benchmark counts', (params, layers) => {
    expect(paramsOf(256, layers)).toBe(params);
  });

  it('has the params of a narrow encoder worked out by hand', () => {
    const embeddings = (30_522 + 512 + 2 + 2) * 128;
    const attention = 4 * (128 * 128 + 128) + 2 * 128;
    const feedForward = 128 * 512 + 512 + (512 * 128 + 128) + 2 * 128;
    expect(paramsOf(128, ['SA SDP 2 512 1', 'SA SDP 4 512 1'])).toBe(embeddings + 2 * (attention + feedForward));
    expect(
      countCost(openSpace('flexibert:classes=3').build(space.decode(written(128, ['SA SDP 2 512 1', 'SA SDP 4 512 1'])))).params,
    ).toBe(embeddings + 2 * (attention + feedForward) + (128 * 128 + 128) + (128 * 3 + 3));
  });

  it('reads a line of the benchmark, and numbers every architecture once', () => {
    const layers = ['DSC 9 4 512 1', 'LT DFT 2 1024 3'];
    const nested = JSON.stringify({ hidden_size: 128, nas_config: { encoder_layers: layers.map(layer) } });
    expect(space.encode(space.decode(nested))).toBe(written(128, layers));
    const numbered = space.numbered;
    expect(numbered?.count).toBe(2 * (48 ** 2 + 48 ** 4));
    const some = [0, 1, 48, 2303, 2304, 4607, 4608, 4609, 5_313_024, 10_621_439].map((i) => space.encode(numbered?.at(i)));
    expect(new Set(some).size).toBe(some.length);
    const last = numbered?.at(10_621_439) as FlexiBert | undefined;
    expect(last?.encoder_layers).toHaveLength(4);
  });

  it.each([
    [written(128, ['SA SDP 2 512 1']), 'expected encoder_layers to be a list of 2 or 4 layers, got 1'],
    [written(192, ['SA SDP 2 512 1', 'SA SDP 2 512 1']), 'expected hidden_size to be 128 or 256, got 192'],
    [written(128, ['SA DFT 2 512 1', 'SA SDP 2 512 1']), 'expected a layer with an operation of SA SDP, SA WMA'],
  ])('refuses %s', (text, message) => {
    expect(() => space.decode(text)).toThrow(message);
  });
});

interface Case {
  readonly operation: EncoderLayer['operation_type'];
  readonly parameter: EncoderLayer['operation_parameter'];
  readonly feedForwards: number;
  readonly output: readonly number[];
}
const cases = JSON.parse(readFileSync(new URL('fixtures/pytorch-layers.json', import.meta.url), 'utf8')) as Case[];

describe('a layer of FlexiBERT', () => {
  it.each(cases)('with $operation $parameter computes what PyTorch does', ({ operation, parameter, feedForwards, output }) => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 6, 8]);
    const own = {
      operation_type: operation,
      operation_parameter: parameter,
      num_operation_heads: 2,
      feed_forward_dimension: 10,
      num_feed_forward: feedForwards,
    };
    const last = addLayer(b, x, own, 8, 6, 'l');
    const architecture = b.finish([last]);
    const order = [...parametersOf(architecture).values()].flat();
    const input: Tensor = { shape: [2, 6, 8], values: Float64Array.from({ length: 96 }, (_, i) => Math.cos(0.3 * i)) };
    const tensors = runReference(architecture, {
      inputs: [input],
      norm: 'joint',
      values: (tensor) => {
        const k = order.findIndex(({ node, name }) => node === tensor.node && name === tensor.name);
        return Float64Array.from({ length: product(tensor.shape) }, (_, i) => Math.sin(0.7 * (i + 1) + k) / 2);
      },
    });
    const { values } = tensors.get(last) as Tensor;
    expect(values.length).toBe(output.length);
    output.forEach((value, i) => expect(values[i]).toBeCloseTo(value, operation === 'LT' ? 5 : 9));
  });
});
