import type { Address, Kernels } from '../kernels/types.js';

/** Memory for maps and tables on top of the kernels' memory. */
export interface Arena {
  /** `bytes` of uninitialised memory, 16-byte aligned. */
  allocate(bytes: number): Address;
  /** Gives back what `allocate(bytes)` returned. */
  free(address: Address, bytes: number): void;
  /** Bytes in use or kept for reuse. */
  size(): number;
}

/** Sizes are rounded up to four steps an octave, so that a freed block fits the next of about its size and little is wasted. */
function sizeClass(bytes: number): number {
  const step = 2 ** Math.max(4, Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

export function createArena(kernels: Kernels): Arena {
  const free = new Map<number, Address[]>();
  let top = kernels.base;
  return {
    allocate(bytes) {
      const size = sizeClass(bytes);
      const reused = free.get(size)?.pop();
      if (reused !== undefined) return reused;
      const address = top;
      kernels.reserve(address + size);
      top = address + size;
      return address;
    },
    free(address, bytes) {
      const size = sizeClass(bytes);
      const list = free.get(size);
      if (list === undefined) free.set(size, [address]);
      else list.push(address);
    },
    size: () => top - kernels.base,
  };
}
