import { tokenAt } from '../../../arch/ops/tables.js';
import { resolveAxis } from '../../../arch/ops/shapes.js';
import { at, atBroadcast, fillTensor, withAxes } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

export const tables: ReferenceFamily<'constant' | 'gather' | 'embedding'> = {
  constant(attrs, _, { shape }) {
    const { values } = attrs;
    const given = fillTensor(attrs.shape, () => values[0]);
    const whole = values.length === 1 ? given : { shape: attrs.shape, values: Float64Array.from(values) };
    return fillTensor(shape, (index) => atBroadcast(whole, index));
  },
  gather({ axis: given, indices }, [x], { shape }) {
    const axis = resolveAxis(given, x.shape.length);
    return fillTensor(shape, (index) => at(x, withAxes(index, [[axis, indices[index[axis]]]])));
  },
  embedding({ count }, [x], { shape, parameter }) {
    const weight = parameter('weight');
    return fillTensor(shape, (index) => at(weight, [tokenAt(at(x, index.slice(0, -1)), count), index[index.length - 1]]));
  },
};
