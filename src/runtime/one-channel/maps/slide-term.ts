import type { WindowMode } from '../kernels/types.js';
import { mapBytes, type MapContext } from './machine.js';
import { scratchBytes } from './map-sum.js';
import type { Slide, StoredMap, Term, WindowDivisor } from './types.js';

/** A window slid over a view: a new map without a holder. */
export function slideTerm(
  term: Term,
  slide: Slide,
  divisor: WindowDivisor,
  mode: WindowMode,
  factor: number,
  { machine, batch, moments }: MapContext,
): StoredMap {
  const window = machine.windowOf(term.map.grid, slide, divisor);
  const bytes = scratchBytes(window.scratch, batch);
  const scratch = machine.allocate(bytes);
  const target = machine.allocate(mapBytes(window.output, batch));
  machine.kernels.slideWindow(window.address, term.map.address, target, batch, term, mode, factor, scratch, moments);
  machine.free(scratch, bytes);
  return machine.claimMap(window.output, batch, target, moments);
}

/** The largest values under a window slid over a view: a new map without a holder. */
export function slideMaximum(term: Term, slide: Slide, { machine, batch, moments }: MapContext): StoredMap {
  const window = machine.windowOf(term.map.grid, slide, 'inside');
  const bytes = scratchBytes(window.scratch, batch);
  const scratch = machine.allocate(bytes);
  const target = machine.allocate(mapBytes(window.output, batch));
  machine.kernels.slideMaximum(window.address, term.map.address, target, batch, term, scratch, moments);
  machine.free(scratch, bytes);
  return machine.claimMap(window.output, batch, target, moments);
}
