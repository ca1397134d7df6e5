/**
 * ZeroLM: capacity of a transformer's weights, attention and feed-forward apart (Chen et al. 2025, arXiv 2503.18646). No data, no pass.
 *
 * The capacity of a module is the sum of the singular values of its weight matrices; the score is
 *   alpha x capacity of attention + (1 - alpha) x capacity of feed-forward layers
 * over all blocks; embeddings and head are left out. Reconstructed: the paper's text was not at hand beyond its summary (weight statistics by
 * SVD, attention decoupled from feed-forward, a balance alpha) and its code is not released; the statistic and alpha's default are our choice.
 *
 * `by=expected` takes the expectation for weights N(0, 0.02^2), by which BERT's kin begin: sqrt(larger side) x smaller side x 0.02 x the mean
 * root of the Marchenko-Pastur law, within a percent of a drawn matrix from 64 rows on. `by=weights` decomposes the weights that are
 * drawn or, with `init: keep`, stored.
 *
 * Defined on transformers: networks with feed-forward layers over tokens. Transforms and convolutions that replace attention count as attention.
 */
import { inferShapes, definitionOf, inputShapes } from '../arch/infer.js';
import { lengthAt, product } from '../arch/ops/shapes.js';
import { transformerLayers } from '../arch/transformer-layers.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import { paperInit } from './passes.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

const architectureRequest = { kind: 'architecture' } as const;
const weightsRequest = (context: ProxyContext) =>
  ({ kind: 'weights', draw: 0, singular: true, ...paperInit('bert', context) }) as const;

const deviation = 0.02;
const steps = 512;

/** Mean root of an eigenvalue of X X^T / n, X of m x n standard normal numbers and ratio m / n at most 1 (Marchenko & Pastur 1967). */
export function meanRoot(ratio: number): number {
  const spread = 2 * Math.sqrt(ratio);
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const angle = (Math.PI * (i + 0.5)) / steps;
    sum += (spread * Math.sin(angle)) ** 2 / Math.sqrt(1 + ratio + spread * Math.cos(angle));
  }
  return sum / (2 * steps * ratio);
}

/** Expected sum of the singular values of rows x columns numbers with this deviation. */
export function expectedSingularSum(rows: number, columns: number, own = deviation): number {
  const [small, large] = rows < columns ? [rows, columns] : [columns, rows];
  return own * small * Math.sqrt(large) * meanRoot(small / large);
}

/** Expected capacity of each layer with weights, by the id of its node. */
function expectedCapacities(architecture: Architecture): Map<string, number> {
  const shapes = inferShapes(architecture, 1);
  const weightOf = (node: ArchNode): Shape | undefined =>
    definitionOf(node)
      .parameters?.(node.attrs, inputShapes(node, shapes))
      .find(({ name }) => name === 'weight')?.shape;
  return new Map(
    architecture.nodes.flatMap((node) => {
      const shape = definitionOf(node).role === 'conv' ? weightOf(node) : undefined;
      return shape === undefined ? [] : [[node.id, expectedSingularSum(lengthAt(shape, 0), product(shape.slice(1)))] as const];
    }),
  );
}

export const zerolm = defineProxy({
  id: 'zerolm',
  title: 'ZeroLM: capacity of attention and feed-forward weights (reconstruction)',
  paper: 'Chen et al. 2025, arXiv 2503.18646',
  definedOn: 'transformers',
  note: 'reconstruction: the sum of singular values stands for the capacity of a module',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    alpha: {
      kind: 'number',
      default: 0.5,
      min: 0,
      max: 1,
      help: 'share of attention; the paper tunes it on a few known networks',
    },
    by: {
      kind: 'choice',
      default: 'expected',
      choices: ['expected', 'weights'],
      help: 'expected at N(0, 0.02^2) weights (runs nothing), or of the drawn weights (seconds for wide layers)',
    },
  },
  requests: ({ by }, context) => [architectureRequest, ...(by === 'weights' ? [weightsRequest(context)] : [])],
  score(evidence, { alpha, by }, context) {
    const architecture = evidence.get(architectureRequest);
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const { feedForward, mixing } = transformerLayers(architecture.value);
    if (feedForward.length === 0) return undefinedScore('the network has no feed-forward layer over tokens');
    let capacities: ReadonlyMap<string, number>;
    if (by === 'expected') capacities = expectedCapacities(architecture.value);
    else {
      const drawn = evidence.get(weightsRequest(context));
      if (!drawn.ok) return undefinedScore(drawn.reason);
      capacities = new Map(drawn.value.layers.map(({ node, singularSum = 0 }) => [node, singularSum]));
    }
    const sum = (nodes: readonly ArchNode[]): number => nodes.reduce((all, { id }) => all + (capacities.get(id) ?? 0), 0);
    const parts = { attention: sum(mixing), feedForward: sum(feedForward) };
    return scored(alpha * parts.attention + (1 - alpha) * parts.feedForward, parts);
  },
});
