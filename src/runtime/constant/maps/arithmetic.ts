/** What each of the two arithmetics does with maps. */
import type { WindowAttrs } from '../../../arch/types.js';
import { combineTerms, plainView } from './map-sum.js';
import type { MapMachine } from './machine.js';
import type { MapSum, MapTensor, Term } from './types.js';

/** A distinct channel of an operand. Its sum can be replaced by one map of the same values, for all who read it. */
export interface Channel {
  readonly sum: () => MapSum;
  /** Its only term; made by adding up where there are several. Undefined for zero. */
  readonly single: () => { readonly term: Term; readonly exponent: number } | undefined;
}

export interface MapContext {
  readonly machine: MapMachine;
  readonly batch: number;
  readonly weight: number;
}

export interface Slide {
  readonly attrs: WindowAttrs;
  /** The output's shape. */
  readonly shape: readonly number[];
}

export interface MapArithmetic {
  rectify(channel: Channel, context: MapContext): MapSum;
  /** weight * sum over channels (each `count` times) and window. */
  convolve(channels: readonly { readonly channel: Channel; readonly count: number }[], slide: Slide, context: MapContext): MapSum;
  normalize(channel: Channel, eps: number, scale: number, context: MapContext): MapSum;
  average(channel: Channel, slide: Slide, countPadding: boolean, context: MapContext): MapSum;
  add(channels: readonly Channel[], context: MapContext): MapSum;
}

/** A map tensor whose operands may be replaced by equal, simpler ones. */
export interface HeldMaps {
  readonly tensor: MapTensor;
  readonly channels: readonly Channel[];
  /** The same maps, held once more. */
  share(): HeldMaps;
  release(): void;
}

/** Holds the maps of a tensor until `release`. */
export function holdMaps(tensor: MapTensor, context: MapContext): HeldMaps {
  const { machine, batch } = context;
  const sums = [...tensor.sums];
  const hold = ({ terms }: MapSum): void => terms.forEach(({ map }) => machine.hold(map));
  const release = ({ terms }: MapSum): void => terms.forEach(({ map }) => machine.release(map));
  sums.forEach(hold);
  const channels = sums.map((_, i): Channel => ({
    sum: () => sums[i],
    single() {
      const { terms, exponent } = sums[i];
      if (terms.length === 0) return undefined;
      if (terms.length > 1) {
        const sum = { terms: [{ map: combineTerms(terms, batch, machine), ...plainView }], exponent };
        hold(sum);
        release(sums[i]);
        sums[i] = sum;
      }
      return { term: sums[i].terms[0], exponent: sums[i].exponent };
    },
  }));
  return {
    get tensor() {
      return { ...tensor, sums };
    },
    channels,
    share: () => holdMaps({ ...tensor, sums }, context),
    release: () => sums.forEach(release),
  };
}

export function isPointwise({ kernel, stride, padding }: WindowAttrs): boolean {
  return kernel.every((k) => k === 1) && stride.every((s) => s === 1) && padding.every((p) => p === 0);
}
