/** Pooling over windows, over all of space, and means over named axes. */
import { resolveAxis } from '../../../arch/ops/shapes.js';
import { uniformLayout } from '../tensor/axis-layout.js';
import { meanOver } from '../tensor/reduction.js';
import { allocateLike, storedSize, type Tensor } from '../tensor/tensor.js';
import { slide } from './windows.js';
import type { ConstantOpFamily } from './types.js';

const isSpace = (axis: number): boolean => axis >= 2;

/** Axes with the reduced ones of length 1. */
function keepingAxes(x: Tensor, isReduced: (axis: number) => boolean): Tensor['axes'] {
  return x.axes.map((layout, axis) => (isReduced(axis) ? uniformLayout(1) : layout));
}

export const pooling: ConstantOpFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], { shape }) => slide(x, attrs, shape, 'max'),
  avgPool: (attrs, [x], { shape }) => slide(x, attrs, shape, attrs.countPadding ? 'meanOfPadded' : 'meanOfInside'),
  globalAvgPool: (_, [x]) => meanOver(x, isSpace, keepingAxes(x, isSpace)),
  globalMaxPool(_, [x]) {
    const axes = keepingAxes(x, isSpace);
    const data = allocateLike(x.data, storedSize(axes));
    const inner = x.data.length / data.length;
    data.fill(-Infinity);
    for (let i = 0; i < x.data.length; i++) data[Math.floor(i / inner)] = Math.max(data[Math.floor(i / inner)], x.data[i]);
    return { axes, data, exponent: x.exponent };
  },
  mean({ axes: named, keepDims }, [x]) {
    const reduced = new Set(named.map((axis) => resolveAxis(axis, x.axes.length)));
    const isReduced = (axis: number): boolean => reduced.has(axis);
    const mean = meanOver(x, isReduced, keepingAxes(x, isReduced));
    return keepDims ? mean : { ...mean, axes: mean.axes.filter((_, axis) => !isReduced(axis)) };
  },
};
