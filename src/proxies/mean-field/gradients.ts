/**
 * The limit of the backward pass: how large gradients become, as one number a map.
 *
 * A random direction of the output with length 1 is sent back. A layer whose weights have variance 1 / fan_in keeps the gradient's energy (its
 * square, summed over channels and pixels), a ReLU halves it, batch norm divides it by the variance that it took away, a sum gives all of it to
 * every term, and channels side by side give each input its share. Overlapping averages keep what they keep of the variance forward; a mean over
 * all pixels divides by their number; a maximum hands all of it to one pixel, a product to the input whose
 * map it has. Every layer behind batch norm and ReLU adds a factor of pi / (pi - 1),
 * unless a skip goes past it: that is how gradients explode (Philipp et al. 2017, arXiv 1712.05577; Yang et al. 2019, arXiv 1902.08129).
 */
import { must } from '../../core/must.js';
import { product } from '../../arch/ops/shapes.js';
import { carries, type Live } from './live-nodes.js';
import { carriedInput, type MapField, type Reached } from './propagate.js';

/** Numbers that one output channel of a layer reads. */
function fanIn({ node }: Live, { channels }: MapField): number {
  const { kernel = [], groups = 1 } = node.attrs as { readonly kernel?: readonly number[]; readonly groups?: number };
  return (channels / groups) * product(kernel);
}

/** What a pool leaves of the energy. */
function pooledShare({ node, definition, shape, field }: Live, x: Reached): number {
  if ((node.attrs as { readonly kernel?: unknown }).kernel === undefined) return product(shape) / product(x.shape);
  if (definition.pool === 'max' || !carries(x.field)) return 1;
  return must(field.covariance[0], 'a variance') / must(x.field.covariance[0], 'a variance');
}

/** Gives the inputs of a node what they get of its gradient. */
function handBack(one: Live, x: Reached): void {
  const { node, definition, inputs, field, gradient } = one;
  const { role, joins, sums, rectifies } = definition;
  if (role === 'norm') x.gradient += carries(x.field) ? gradient / must(x.field.covariance[0], 'a variance') : 0;
  else if (role === 'pool') x.gradient += gradient * pooledShare(one, x);
  else if (rectifies?.(node.attrs) === true) x.gradient += gradient / 2;
  else if (joins === true) for (const input of inputs) input.gradient += (gradient * input.field.channels) / field.channels;
  else if (sums === true) for (const input of inputs) input.gradient += gradient;
  else (carriedInput(inputs) ?? x).gradient += gradient;
}

/**
 * The mean over layers of the expected square of the gradient of their weights, in units of the weights: |dW|^2 / |W|^2, pixels taken as
 * independent.
 * @param live as `liveNodes` gives them, used once.
 */
export function relativeGradient(live: readonly Live[]): number {
  let sum = 0;
  let layers = 0;
  for (let i = live.length - 1; i >= 0; i--) {
    const one = must(live[i], 'a node at its place');
    const [x] = one.inputs;
    if (x === undefined) continue;
    const { covariance, offset } = x.field;
    if (one.definition.role === 'conv' && carries(x.field)) {
      layers++;
      sum += (one.gradient * fanIn(one, x.field) * (must(covariance[0], 'a variance') + offset)) / one.field.channels;
    }
    handBack(one, x);
  }
  return layers === 0 ? 0 : Math.min(sum / layers, Number.MAX_VALUE);
}
