import { describe, expect, it } from 'vitest';
import { fullLayout, uniformLayout } from '../tensor/axis-layout.js';
import { storedSize, type Tensor } from '../tensor/tensor.js';
import { normalization } from './normalization.js';

const context = { weight: 0.5, arithmetic: 'extended', shape: [2, 3, 4] } as const;
/** Two samples of three tokens, each with four equal features. */
const tokens: Tensor = {
  axes: [fullLayout(2), fullLayout(3), uniformLayout(4)],
  data: Float64Array.of(1, 2, 3, 4, 5, 6),
  exponent: 2,
};

describe('norms of equal entries', () => {
  it('are one stored zero', () => {
    const norm = normalization.layerNorm({ axis: -1, eps: 1e-5, affine: true }, [tokens], context);
    expect([storedSize(norm.axes), [...norm.data], norm.axes.map(({ length }) => length)]).toEqual([1, [0], [2, 3, 4]]);
  });

  it('stay as they are where entries differ', () => {
    const norm = normalization.layerNorm({ axis: 1, eps: 1e-5, affine: true }, [tokens], context);
    expect([storedSize(norm.axes), norm.axes.map(({ stored }) => stored)]).toEqual([6, [2, 3, 1]]);
  });
});
