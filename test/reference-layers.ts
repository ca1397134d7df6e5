/** What each layer adds to a gradient proxy, against the reference's values layer by layer: proxies whose parts are these numbers. */
import { expect } from 'vitest';
import { product } from '../src/arch/ops/shapes.js';
import type { Evaluation } from '../src/engine/types.js';
import { crossEntropy } from '../src/proxies/layer-sums.js';
import { imagesPass } from '../src/proxies/passes.js';
import { readingOf } from '../src/proxies/readings.js';
import { defineProxy, scored, undefinedScore, type Proxy } from '../src/proxies/types.js';
import { steadiness } from '../src/proxies/zico.js';
import type { Pass, Reading, TapValue } from '../src/runtime/passes/types.js';
import type { ReferenceFile, ReferenceValues } from './reference-values.js';

const of = 'weighted-outputs';
const loss = crossEntropy;
type Layered = {
  [K in keyof ReferenceValues]: ReferenceValues[K] extends { readonly layers: unknown } ? K : never;
}[keyof ReferenceValues];

const contributions: {
  readonly [K in Layered]: {
    readonly pass?: Pass;
    readonly reading: Reading;
    /** The pass that is read beside it. */
    readonly second?: Pass;
    readonly sign?: -1;
  };
} = {
  grad_norm: { reading: { kind: 'weight-gradient', of, loss, measure: 'norm' } },
  snip: { reading: { kind: 'weight-gradient', of, loss, measure: 'magnitude' } },
  plain: { reading: { kind: 'weight-gradient', of, loss, measure: 'product' } },
  grasp: { reading: { kind: 'weight-curvature', of, loss }, sign: -1 },
  fisher: { reading: { kind: 'channel-fisher', of, loss } },
  zico: {
    reading: { kind: 'weight-gradient', of, loss, measure: 'values' },
    second: { draw: 0, input: { kind: 'second-batch' }, norm: 'joint' },
  },
  gradsign: { pass: { draw: 0, input: { kind: 'images' }, norm: 'each' }, reading: { kind: 'weight-agreement', of, loss } },
};
const names = Object.keys(contributions) as Layered[];

/** A proxy whose parts are the numbers of the layers, in their order. */
function probe(name: Layered): Proxy {
  const { pass = imagesPass, reading, second, sign = 1 } = contributions[name];
  const request = readingOf(pass, reading);
  const beside = second === undefined ? undefined : readingOf(second, reading);
  return defineProxy({
    id: `probe-${name.replace('_', '-')}`,
    title: name,
    paper: 'none',
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: {},
    requests: () => [request, ...(beside === undefined ? [] : [beside])],
    score(evidence) {
      const layers = evidence.get(request);
      if (!layers.ok) return undefinedScore(layers.reason);
      const others = beside === undefined ? undefined : evidence.get(beside);
      const numbers = layers.value.taps.map((tap, i) => {
        const other = others?.ok === true ? others.value.taps[i] : undefined;
        return other === undefined ? sign * numberOf(name, tap) : steadiness(tap.values, other.values);
      });
      return scored(0, Object.fromEntries(numbers.map((value, i) => [String(i), value])));
    },
  });
}

/** Fisher's channels add up; the other readings have one number, before what they count. */
function numberOf(name: Layered, { values }: TapValue): number {
  let sum = 0;
  for (const value of name === 'fisher' ? values : values.subarray(0, 1)) sum += value;
  return sum;
}

/** One for each proxy with layers in the reference. */
export const layerProbes: readonly Proxy[] = names.map(probe);

/** The reference spreads Fisher's channel over its weights: each channel counts as often as it has weights. */
function copiesOf(name: Layered, shape: readonly number[]): number {
  return name === 'fisher' ? product(shape.slice(1)) : 1;
}

/** Compares every layer. @param scores those of the probes. */
export function expectLayers(
  file: ReferenceFile,
  { values, layers }: ReferenceFile['cells'][number],
  scores: Evaluation['scores'],
): void {
  for (const [i, name] of names.entries()) {
    const score = scores[layerProbes[i].id];
    if (!score.ok) throw new Error(score.reason);
    const wanted = values[name].layers;
    const largest = Math.max(...Object.values(wanted).map(Math.abs));
    const tolerance = Math.max(1e-4, 5 * (file.float32MaxRel[`${name}.layers.*`] ?? 0));
    layers.forEach(({ name: layer, shape }, place) => {
      if (wanted[layer] === undefined) return;
      const own = (score.parts?.[String(place)] as number) * copiesOf(name, shape);
      // A layer before a norm has products that cancel; what is small beside the largest layer is compared with that.
      const size = Math.max(Math.abs(wanted[layer]), 1e-3 * largest, 1e-12);
      // One vote of GradSign that float32 turns over moves the sum by 2.
      const slack = name === 'gradsign' ? 2 / size : 0;
      expect(Math.abs(own - wanted[layer]) / size, `${name} ${layer} ${own} ${wanted[layer]}`).toBeLessThan(tolerance + slack);
    });
  }
}
