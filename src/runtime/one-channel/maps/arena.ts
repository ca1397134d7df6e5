import type { Address, Kernels } from '../kernels/types.js';

/** Memory for maps and tables on top of the kernels' memory. */
interface Arena {
  /** `bytes` of uninitialised memory, 16-byte aligned. */
  allocate(bytes: number): Address;
  /** Gives back what `allocate(bytes)` returned. */
  free(address: Address, bytes: number): void;
  /** Bytes in use or kept for reuse. */
  size(): number;
}

/** Sizes come in four steps an octave, so that a freed block fits the next of about its size and little is wasted. */
function sizeClass(bytes: number): number {
  const most = Math.max(64, bytes) - 1;
  const octave = 31 - Math.clz32(most);
  return 4 * octave + (most >>> (octave - 2)) - 4;
}

function classBytes(number: number): number {
  return (5 + (number & 3)) * 2 ** ((number >>> 2) - 2);
}

export function createArena(kernels: Kernels): Arena {
  /** Freed blocks by size class. */
  const freed: Address[][] = Array.from({ length: 4 * 32 }, () => []);
  let top = kernels.base;
  return {
    allocate(bytes) {
      const number = sizeClass(bytes);
      const reused = freed[number].pop();
      if (reused !== undefined) return reused;
      const address = top;
      const end = address + classBytes(number);
      kernels.reserve(end);
      top = end;
      return address;
    },
    free: (address, bytes) => void freed[sizeClass(bytes)].push(address),
    size: () => top - kernels.base,
  };
}
