import type { Address, WindowMode } from '../kernels/types.js';
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
  context: MapContext,
): StoredMap {
  const { kernels } = context.machine;
  return slideWith(term, slide, divisor, context, (window, target, scratch) =>
    kernels.slideWindow(window, term.map.address, target, context.batch, term, mode, factor, scratch, context.moments),
  );
}

/** The largest values under a window slid over a view: a new map without a holder. */
export function slideMaximum(term: Term, slide: Slide, context: MapContext): StoredMap {
  const { kernels } = context.machine;
  return slideWith(term, slide, 'inside', context, (window, target, scratch) =>
    kernels.slideMaximum(window, term.map.address, target, context.batch, term, scratch, context.moments),
  );
}

function slideWith(
  term: Term,
  slide: Slide,
  divisor: WindowDivisor,
  { machine, batch, moments }: MapContext,
  run: (window: Address, target: Address, scratch: Address) => void,
): StoredMap {
  const window = machine.windowOf(term.map.grid, slide, divisor);
  const bytes = scratchBytes(window.scratch, batch);
  const scratch = machine.allocate(bytes);
  const target = machine.allocate(mapBytes(window.output, batch));
  run(window.address, target, scratch);
  machine.free(scratch, bytes);
  return machine.claimMap(window.output, batch, target, moments);
}
