import type { OpAttrs } from '../../../arch/types.js';
import { normalParts, type NormOp } from '../ops/normalization.js';
import type { Tensor } from '../tensor.js';
import { zerosOf, type BackwardFamily, type BackwardRule } from './types.js';

/**
 * With g = scale dy, deviation s and normal x^ of a set of elements that share statistics:
 *   dx = (g - mean g - x^ mean(g x^)) / s;  statistics that are given numbers pass g / s on.
 */
function normalized<O extends NormOp>(op: O): BackwardRule<OpAttrs[O]> {
  return (attrs, [x], dy, { norm, parameter }) => {
    const { setOf, channelOf, normal, deviation, given, parameterShape } = normalParts(op, attrs, x, norm);
    const scale = attrs.affine ? parameter('scale').values : undefined;
    const g = dy.values.map((value, place) => value * (scale?.[channelOf(place)] ?? 1));
    const sums = new Map<number, { n: number; g: number; gx: number }>();
    g.forEach((value, place) => {
      const set = setOf(place);
      const own = sums.get(set) ?? { n: 0, g: 0, gx: 0 };
      sums.set(set, own);
      own.n++;
      own.g += value;
      own.gx += value * normal[place];
    });
    const dx: Tensor = {
      shape: x.shape,
      values: g.map((value, place) => {
        const own = sums.get(setOf(place)) as { n: number; g: number; gx: number };
        const centred = given ? value : value - own.g / own.n - (normal[place] * own.gx) / own.n;
        return centred / deviation(place);
      }),
    };
    if (!attrs.affine) return { inputs: [dx] };
    const [dScale, dShift] = [zerosOf(parameterShape), zerosOf(parameterShape)];
    dy.values.forEach((value, place) => {
      dScale.values[channelOf(place)] += value * normal[place];
      dShift.values[channelOf(place)] += value;
    });
    return { inputs: [dx], parameters: { scale: dScale, shift: dShift } };
  };
}

export const normalization: BackwardFamily<NormOp> = {
  batchNorm: normalized('batchNorm'),
  instanceNorm: normalized('instanceNorm'),
  groupNorm: normalized('groupNorm'),
  layerNorm: normalized('layerNorm'),
};
