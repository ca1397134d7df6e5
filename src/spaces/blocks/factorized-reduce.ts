import { squareConv, type ArchBuilder } from '../../arch/build.js';
import { batchNorm, relu } from './conv-norm.js';

const TO_END = 2 ** 31 - 1;

/**
 * Halves height and width: ReLU, two 1x1 convolutions of stride 2 with half the channels each, the second on the input shifted by one pixel
 * down and right, concatenated, batch norm (DARTS's FactorizedReduce).
 * @param padded whether a row and a column of zeros are added below and to the right before the shift, as NDS and TransNAS-Bench do: then odd sizes fit too.
 */
export function factorizedReduce(
  b: ArchBuilder,
  x: string,
  id: string,
  { channels, padded }: { readonly channels: number; readonly padded: boolean },
): string {
  const active = relu(b, x, id);
  const half = Math.floor(channels / 2);
  const first = b.add('conv', [active], squareConv(half, 1, { stride: 2 }), `${id}.a`);
  const wide = padded ? b.add('pad', [active], { pads: [0, 0, 0, 0, 0, 0, 1, 1], value: 0 }, `${id}.pad`) : active;
  const below = b.add('slice', [wide], { axis: 2, start: 1, end: TO_END, step: 1 }, `${id}.down`);
  const beside = b.add('slice', [below], { axis: 3, start: 1, end: TO_END, step: 1 }, `${id}.right`);
  const second = b.add('conv', [beside], squareConv(channels - half, 1, { stride: 2 }), `${id}.b`);
  return batchNorm(b, b.add('concat', [first, second], { axis: 1 }, `${id}.concat`), id);
}
