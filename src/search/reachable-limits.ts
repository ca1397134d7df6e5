/** Whether a network can be shrunk to its limits, found before anything is scored. */
import type { Device } from '../arch/memory/devices.js';
import { must } from '../core/must.js';
import { AssayError, parameter, usageError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { createLimits, namesInLimits } from '../engine/limits/limits.js';
import { createQuantityReader, fitsQuantity, pickQuantities, quantities } from '../engine/limits/quantities.js';
import type { ShrunkSpace } from '../spaces/shrunk/shrunk-space.js';

/** Draws that are tried where the smallest network breaks the limits: they may ask for a least size. */
const draws = 200;

/**
 * Limits of names that are known only in a run (measured times, columns of tables) are left to the search.
 * @throws a usage error with the sizes of the smallest network where it breaks the limits and no draw meets them.
 */
export function requireReachable(where: string, space: ShrunkSpace, device?: Device): void {
  const known = quantities.map((own) => (own.id === 'fits' && device !== undefined ? fitsQuantity(device) : own));
  let names: string[];
  try {
    names = namesInLimits(where, { known });
  } catch (error) {
    if (error instanceof AssayError) return;
    throw error;
  }
  const limits = createLimits(where, space, { known });
  if (limits.admits(space.smallest) || limits.admits(space.original)) return;
  const rng = createRng(0, 'reachable');
  for (let i = 0; i < draws; i++) if (limits.admits(space.sample(rng))) return;
  const values = new Float64Array(names.length);
  const reader = createQuantityReader(space, pickQuantities(names, known));
  if (reader.fillCounted(space.smallest, values)) {
    const counted = values.slice();
    reader.fillBuilt(space.smallest, values);
    counted.forEach((value, i) => {
      if (!Number.isNaN(value)) values[i] = value;
    });
  }
  throw usageError(parameter('where', JSON.stringify(where)), {
    expected: 'limits that some choice meets',
    got: 'none that does',
    hint: `the smallest, ${space.encode(space.smallest)}: ${names.map((name, i) => `${name} ${must(values[i], 'a value of each name').toLocaleString('en-US')}`).join(', ')}`,
    code: 'no-result',
  });
}
