/**
 * FlexiBERT's encoders of text in the choices of NAS-Bench-BERT, which trained 500 of them on GLUE. Written as that benchmark's file writes
 * them: `{"hidden_size": 256, "encoder_layers": [{"operation_type": "SA", "operation_parameter": "SDP", ...}, ...]}`, with `encoder_layers` in
 * `nas_config` or not.
 */
import { decodeTextOnly } from '../text/decode-text-only.js';
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import type { Rng } from '../../core/rng.js';
import { defineSpace } from '../define-space/define-space.js';
import { dictFields } from '../text/python-dict.js';
import { isPythonList, readPythonLiteral, type PythonValue } from '../text/python-literal.js';
import type { SearchSpace } from '../types.js';
import { depths, hiddenSizes, layers, operations, type EncoderLayer, type FlexiBert } from './genotype.js';
import { buildFlexiBert, POSITIONS } from './network.js';

const ID = 'flexibert';

const options = {
  tokens: { kind: 'integer', default: 128, min: 1, max: POSITIONS, help: 'tokens of a text' },
  vocabulary: { kind: 'integer', default: 30_522, min: 2, max: 1_000_000, help: 'different tokens' },
  classes: { kind: 'integer', default: 2, min: 0, max: 100_000, help: 'outputs of the classifier; 0: the last hidden states' },
} as const satisfies OptionSpecs;

const layerKeys = [
  'operation_type',
  'operation_parameter',
  'num_operation_heads',
  'feed_forward_dimension',
  'num_feed_forward',
] as const;

const encodeLayer = (layer: EncoderLayer): object => Object.fromEntries(layerKeys.map((key) => [key, layer[key]]));

function encode({ hidden_size, encoder_layers }: FlexiBert): string {
  return JSON.stringify({ hidden_size, encoder_layers: encoder_layers.map(encodeLayer) });
}

function decodeLayer(value: PythonValue, where: string): EncoderLayer {
  const fields = dictFields(value, layerKeys, where);
  const found = layers.find((layer) => layerKeys.every((key) => fields.get(key) === layer[key]));
  if (found !== undefined) return found;
  const choices = layerKeys.slice(2).map((key) => `${key} ${[...new Set(layers.map((layer) => layer[key]))].join(' or ')}`);
  const pairs = operations.map(({ operation_type, operation_parameter }) => `${operation_type} ${operation_parameter}`);
  throw dataError(where, {
    expected: `a layer with an operation of ${pairs.join(', ')}, ${choices.join(', ')}`,
    got: layerKeys.map((key) => String(fields.get(key) ?? 'nothing').slice(0, 20)).join(' '),
  });
}

function decode(text: string): FlexiBert {
  const where = `${ID} architecture ${quote(text, 80)}`;
  const fields = dictFields(readPythonLiteral(text, where), ['hidden_size', 'encoder_layers', 'nas_config'], where);
  const inner = fields.get('nas_config');
  const list =
    inner === undefined ? fields.get('encoder_layers') : dictFields(inner, ['encoder_layers'], where).get('encoder_layers');
  const hidden = hiddenSizes.find((size) => size === fields.get('hidden_size'));
  if (hidden === undefined)
    throw dataError(where, {
      expected: `hidden_size to be ${hiddenSizes.join(' or ')}`,
      got: String(fields.get('hidden_size') ?? 'nothing').slice(0, 40),
    });
  if (list === undefined || !isPythonList(list) || !depths.some((depth) => depth === list.length))
    throw dataError(where, {
      expected: `encoder_layers to be a list of ${depths.join(' or ')} layers`,
      got: list !== undefined && isPythonList(list) ? `${list.length}` : 'no list',
    });
  return { hidden_size: hidden, encoder_layers: list.map((layer) => decodeLayer(layer, where)) };
}

/** The first layers, extended by copies of the last. */
function withDepth(encoder_layers: readonly EncoderLayer[], depth: number): EncoderLayer[] {
  return Array.from({ length: depth }, (_, i) => must(encoder_layers[Math.min(i, encoder_layers.length - 1)], 'a layer'));
}

/** Layers that differ in one choice; an operation and its parameter are one. */
function otherLayers(layer: EncoderLayer): EncoderLayer[] {
  const keys = ['num_operation_heads', 'feed_forward_dimension', 'num_feed_forward'] as const;
  return layers.filter((other) => {
    const isOther = other.operation_parameter !== layer.operation_parameter;
    return keys.filter((key) => other[key] !== layer[key]).length + (isOther ? 1 : 0) === 1;
  });
}

function neighbors({ hidden_size, encoder_layers }: FlexiBert): FlexiBert[] {
  return [
    ...hiddenSizes.filter((size) => size !== hidden_size).map((size) => ({ hidden_size: size, encoder_layers })),
    ...depths
      .filter((depth) => depth !== encoder_layers.length)
      .map((depth) => ({ hidden_size, encoder_layers: withDepth(encoder_layers, depth) })),
    ...encoder_layers.flatMap((layer, i) =>
      otherLayers(layer).map((other) => ({ hidden_size, encoder_layers: encoder_layers.with(i, other) })),
    ),
  ];
}

/** As the benchmark drew its 500: width and depth first, then every choice of every layer. */
function sample(rng: Rng): FlexiBert {
  const hidden_size = rng.pick(hiddenSizes);
  return { hidden_size, encoder_layers: Array.from({ length: rng.pick(depths) }, () => rng.pick(layers)) };
}

const perWidth = depths.map((depth) => layers.length ** depth);
const size = hiddenSizes.length * perWidth.reduce((a, b) => a + b, 0);

/** Shallow encoders of both widths first; the last layer runs fastest. */
function at(index: number): FlexiBert {
  let rest = index;
  for (const [i, depth] of depths.entries()) {
    const count = hiddenSizes.length * must(perWidth[i], 'a count of each depth');
    if (rest < count) {
      const encoder_layers: EncoderLayer[] = [];
      for (let layer = 0; layer < depth; layer++) {
        encoder_layers.unshift(must(layers[rest % layers.length], 'a layer'));
        rest = Math.floor(rest / layers.length);
      }
      return { hidden_size: must(hiddenSizes[rest], 'a width'), encoder_layers };
    }
    rest -= count;
  }
  throw new RangeError(`expected a number below ${size}, got ${index}`);
}

export const flexibert = defineSpace({
  id: ID,
  title: 'FlexiBERT: 10,621,440 encoders of text, each layer with attention, a transform or a dynamic convolution',
  paper: 'Tuli et al. 2023, arXiv 2205.11656; choices of NAS-Bench-BERT, Serianni & Kalita, ACL 2023, arXiv 2306.00288',
  isLiteral: true,
  example: encode({
    hidden_size: 256,
    encoder_layers: [
      {
        operation_type: 'SA',
        operation_parameter: 'SDP',
        num_operation_heads: 4,
        feed_forward_dimension: 1024,
        num_feed_forward: 3,
      },
      {
        operation_type: 'LT',
        operation_parameter: 'DCT',
        num_operation_heads: 2,
        feed_forward_dimension: 512,
        num_feed_forward: 1,
      },
    ],
  }),
  options,
  create(network): SearchSpace<FlexiBert> {
    return {
      id: ID,
      size,
      numbered: { count: size, at },
      sample,
      mutate: (genotype, rng) => rng.pick(neighbors(genotype)),
      neighbors,
      encode,
      decode: decodeTextOnly(decode),
      canonical: encode,
      build: (genotype) => buildFlexiBert(genotype, network, `${ID} ${encode(genotype)}`),
      noTopology: 'all architectures are chains of encoder layers: only what is in them varies',
    };
  },
});
