import { resolveAxis } from '../../../arch/ops/shapes.js';
import type { WindowAttrs } from '../../../arch/types.js';
import { averageCount } from '../ops/pooling.js';
import { visitWindow } from '../ops/convolution.js';
import { at, fillTensor, indices, withAxes, type Index, type Tensor } from '../tensor.js';
import { broadcastPlace } from './broadcast.js';
import { zerosOf, type BackwardFamily, type OperatorGradients } from './types.js';

const flat = broadcastPlace;

/** Gradients of a maximum go to the first largest element in row-major order, as in PyTorch. */
function largestTakes(x: Tensor, dy: Tensor, window: (output: Index) => Iterable<Index>): OperatorGradients {
  const dx = zerosOf(x.shape);
  for (const index of indices(dy.shape)) {
    const [sample, channel, ...output] = index;
    let largest = -Infinity;
    let from = -1;
    for (const place of window(output)) {
      const own = [sample, channel, ...place];
      if (at(x, own) <= largest) continue;
      largest = at(x, own);
      from = flat(x.shape, own);
    }
    dx.values[from] += at(dy, index);
  }
  return { inputs: [dx] };
}

function placesOf(attrs: WindowAttrs, space: readonly number[], output: Index): Index[] {
  const places: Index[] = [];
  visitWindow(attrs, space, output, (_, place) => places.push(place));
  return places;
}

export const pooling: BackwardFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], dy) => largestTakes(x, dy, (output) => placesOf(attrs, x.shape.slice(2), output)),
  avgPool(attrs, [x], dy) {
    const space = x.shape.slice(2);
    const dx = zerosOf(x.shape);
    for (const index of indices(dy.shape)) {
      const [sample, channel, ...output] = index;
      const share = at(dy, index) / averageCount(attrs, space, output);
      visitWindow(attrs, space, output, (_, place) => (dx.values[flat(x.shape, [sample, channel, ...place])] += share));
    }
    return { inputs: [dx] };
  },
  globalAvgPool(_, [x], dy) {
    const area = x.values.length / dy.values.length;
    return { inputs: [fillTensor(x.shape, ([sample, channel]) => dy.values[sample * x.shape[1] + channel] / area)] };
  },
  globalMaxPool: (_, [x], dy) => largestTakes(x, dy, () => indices(x.shape.slice(2))),
  mean({ axes: given, keepDims }, [x], dy) {
    const axes = given.map((axis) => resolveAxis(axis, x.shape.length));
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    const kept = keepDims ? dy.shape : x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const wide = { shape: kept, values: dy.values };
    return {
      inputs: [
        fillTensor(
          x.shape,
          (index) =>
            at(
              wide,
              withAxes(
                index,
                axes.map((axis) => [axis, 0] as const),
              ),
            ) / count,
        ),
      ],
    };
  },
};
