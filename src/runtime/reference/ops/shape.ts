import { sliceRange } from '../../../arch/ops/shape.js';
import { resolveAxis } from '../../../arch/ops/shapes.js';
import { at, fillTensor, withAxes } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

export const shape: ReferenceFamily<'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose'> = {
  concat({ axis: given }, inputs, { shape: output }) {
    const axis = resolveAxis(given, output.length);
    return fillTensor(output, (index) => {
      let place = index[axis];
      for (const x of inputs) {
        if (place < x.shape[axis]) return at(x, withAxes(index, [[axis, place]]));
        place -= x.shape[axis];
      }
      throw new Error('a place beyond the concatenated axis');
    });
  },
  slice(attrs, [x], { shape: output }) {
    const axis = resolveAxis(attrs.axis, x.shape.length);
    const { start } = sliceRange(attrs, x.shape[axis]);
    return fillTensor(output, (index) => at(x, withAxes(index, [[axis, start + index[axis] * attrs.step]])));
  },
  pad: ({ pads, value }, [x], { shape: output }) =>
    fillTensor(output, (index) => {
      const inside = index.map((place, axis) => place - pads[axis]);
      return inside.every((place, axis) => place >= 0 && place < x.shape[axis]) ? at(x, inside) : value;
    }),
  reshape: (_, [x], { shape: output }) => ({ shape: output, values: x.values }),
  flatten: (_, [x], { shape: output }) => ({ shape: output, values: x.values }),
  transpose: ({ permutation }, [x], { shape: output }) =>
    fillTensor(output, (index) =>
      at(
        x,
        withAxes(
          index,
          permutation.map((axis, i) => [axis, index[i]] as const),
        ),
      ),
    ),
};
