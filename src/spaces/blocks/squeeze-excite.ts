import { squareConv, type ArchBuilder } from '../../arch/build.js';
import { batchNorm } from './conv-norm.js';

interface SqueezeExcite {
  readonly channels: number;
  /** Channels between the two 1x1 convolutions. */
  readonly inner: number;
  /** Batch norm (of this eps) after the convolutions, which then have no bias. */
  readonly normEps?: number;
  readonly gate: 'sigmoid' | 'hardSigmoid';
}

/** Weighs channels by their global averages: pool, 1x1, ReLU, 1x1, gate, product. */
export function squeezeExcite(b: ArchBuilder, x: string, id: string, { channels, inner, normEps, gate }: SqueezeExcite): string {
  const pointwise = (source: string, name: string, width: number): string => {
    const y = b.add('conv', [source], squareConv(width, 1, { bias: normEps === undefined }), name);
    return normEps === undefined ? y : batchNorm(b, y, name, normEps);
  };
  const narrow = b.add(
    'relu',
    [pointwise(b.add('globalAvgPool', [x], {}, `${id}.pool`), `${id}.reduce`, inner)],
    {},
    `${id}.relu`,
  );
  const weights = b.add(gate, [pointwise(narrow, `${id}.expand`, channels)], {}, `${id}.gate`);
  return b.add('mul', [x, weights], {}, id);
}
