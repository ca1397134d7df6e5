/** Numbers that are part of the architecture. Equal rows of a constant are stored once; gathered places share entries. */
import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import { uniformLayout } from '../tensor/axis-layout.js';
import { constantTensor, type Tensor } from '../tensor/tensor.js';
import { resolveArithmetic } from './numbers.js';
import { collapse, selectPlaces } from './shape.js';
import type { ConstantOpFamily } from './types.js';

export const tables: ConstantOpFamily<'constant' | 'gather' | 'embedding'> = {
  constant({ shape, values }, _, { shape: output, arithmetic }) {
    const numbers = resolveArithmetic(arithmetic).of(...(values.length === 1 ? values : []));
    if (values.length === 1) return constantTensor(output, numbers);
    const all = resolveArithmetic(arithmetic).allocate(product(shape));
    all.set(values);
    const whole: Tensor = collapse(shape, all);
    // Repeated along the batch, where the output has one.
    return {
      ...whole,
      axes: whole.axes.map((layout, axis) => (layout.length === output[axis] ? layout : uniformLayout(output[axis]))),
    };
  },
  gather: ({ axis, indices }, [x]) => selectPlaces(x, resolveAxis(axis, x.axes.length), indices),
  /** Rows of one constant are all the same. */
  embedding: (_, __, { shape, weight, arithmetic }) => constantTensor(shape, resolveArithmetic(arithmetic).of(weight)),
};
