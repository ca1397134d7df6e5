import type { WindowMode } from '../kernels/types.js';
import type { MapContext } from './arithmetic.js';
import { mapBytes } from './machine.js';
import { scratchBytes } from './map-sum.js';
import type { Slide, StoredMap, Term, WindowDivisor } from './types.js';

/** A window slid over a view: a new map that nobody holds. */
export function slideTerm(term: Term, slide: Slide, divisor: WindowDivisor, mode: WindowMode, factor: number, { machine, batch }: MapContext): StoredMap {
  const window = machine.windowOf(term.map.grid, slide, divisor);
  const bytes = scratchBytes(window.scratch, batch);
  const scratch = machine.allocate(bytes);
  const target = machine.allocate(mapBytes(window.output, batch));
  machine.kernels.slideWindow(window.address, term.map.address, target, batch, term, mode, factor, scratch, machine.moments);
  machine.free(scratch, bytes);
  return machine.claimMap(window.output, batch, target);
}
