/** Maps that depend on the images alone: every architecture with the same first layer shares them. */
import type { Call } from './calls.js';
import { holdMaps, releaseMaps } from './maps/arithmetic.js';
import { fitsMaps, toMaps } from './maps/convert.js';
import { extendedMaps } from './maps/extended.js';
import { float32Maps } from './maps/float32.js';
import type { MapArithmetic } from './maps/arithmetic.js';
import type { MapContext, MapMachine } from './maps/machine.js';
import { mapOps, type MapOp } from './maps/ops.js';
import type { MapValue } from './maps/types.js';
import type { Recollection } from './recall.js';
import type { Tensor } from './tensor/tensor.js';
import type { Arithmetic } from './types.js';

/** The images of a run, and what earlier runs on them left behind. */
export interface PreparedInput {
  readonly tensor: Tensor;
  readonly firstMaps: Map<string, MapValue>;
  /** By weight. */
  readonly recollections: Map<number, Recollection>;
  /** Numbers of weights on these images, for walks by the kernels. */
  readonly pasts: Map<number, number>;
}

/** First layers kept for the next architectures. */
const MOST_FIRST_MAPS = 32;

export const mapArithmetics: { readonly [A in Arithmetic]: MapArithmetic } = { float32: float32Maps, extended: extendedMaps };

export function contextOf(machine: MapMachine, arithmetic: Arithmetic, weight: number, batch: number): MapContext {
  return {
    machine,
    batch,
    weight: arithmetic === 'float32' ? Math.fround(weight) : weight,
    moments: mapArithmetics[arithmetic].keepsMoments ? machine.moments : 0,
  };
}

/** What an operator makes of the images, held by `input`; undefined: it does not work on maps, or the images do not fit. */
export function firstMaps(
  input: PreparedInput,
  call: Call,
  arithmetic: Arithmetic,
  weight: number,
  context: MapContext,
): MapValue | undefined {
  const key = `${arithmetic} ${weight} ${call.operator}`;
  const known = input.firstMaps.get(key);
  if (known !== undefined) return known;
  const op = mapOps[call.op as keyof typeof mapOps] as MapOp<unknown> | undefined;
  if (op === undefined || call.inputShapes[0].length !== 4 || op.fits?.(call) === false) return undefined;
  if (!fitsMaps(input.tensor, context.batch)) return undefined;
  const images = toMaps(input.tensor, context);
  holdMaps(images);
  const maps = op.run(call, [images], mapArithmetics[arithmetic], context);
  holdMaps(maps);
  releaseMaps(images, context.machine);
  for (const [oldest, held] of input.firstMaps) {
    if (input.firstMaps.size < MOST_FIRST_MAPS) break;
    releaseMaps(held, context.machine);
    input.firstMaps.delete(oldest);
  }
  input.firstMaps.set(key, maps);
  return maps;
}
