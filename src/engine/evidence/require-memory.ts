import type { Architecture } from '../../arch/types.js';
import { dataError } from '../../core/errors.js';
import { passBytes } from '../../runtime/passes/pass-bytes.js';

/** Called before anything is allocated: a foreign model may declare any size. @throws a data error with the estimate. */
export function requireMemory(architecture: Architecture, samples: number, limit: number, goesBack = false): void {
  requireBytes(goesBack ? 'backward pass' : 'forward pass', passBytes(architecture, samples, goesBack), samples, limit);
}

/** @param bytes about as many as `samples` need. @throws a data error where they are more than the limit. */
export function requireBytes(where: string, bytes: number, samples: number, limit: number): void {
  if (bytes <= limit) return;
  const size = (value: number): string =>
    `${(value / 2 ** 30).toLocaleString('en-US', { maximumFractionDigits: 1, minimumFractionDigits: 1 })} GiB`;
  throw dataError(where, {
    expected: `at most ${size(limit)} of memory for a thread`,
    got: `about ${size(bytes)} for ${samples} samples`,
    hint: 'choose a smaller `batch` or fewer `workers`',
    code: 'limit-exceeded',
  });
}
