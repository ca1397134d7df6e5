/**
 * Keeps the memory of one network, or of one part of a large network, for the next. Linux's C library (glibc) gives a thread's heap of 64 MB
 * back to the system as soon as nothing is in it, and the end of the main thread's heap too, and asks for it again: with networks that is
 * every few milliseconds, and a sixth of the processor's time. Environment variables change this, which a running process cannot set for
 * itself, and two things that it can do:
 *   - once glibc has freed a block of almost 32 MB, it takes smaller blocks from heaps, and trims a heap only by 64 MB;
 *   - it keeps a heap that holds anything, and the main thread's heap up to its last block: so each of a thread's heaps gets a pin, which
 *     stays, and blocks beside it, which are freed; the main thread's heap gets a pin behind its blocks.
 * None of these bytes is written, so they take no memory until networks use them. Other C libraries give all of it back.
 */
import { isMainThread } from 'node:worker_threads';
import { collector } from './collector.js';

const MB = 2 ** 20;
/** The largest block whose end changes what glibc does, with its header. */
const largestBlock = 32 * MB - 2 ** 16;
/** Heaps that stay: 512 MB, as much as a cell of NAS-Bench-201 takes with a batch of 128. */
const heaps = 8;
/** What fills a heap: no second pin fits. */
const inHeap = { pin: 3 * MB, block: 30 * MB } as const;
/** Blocks of the main thread's heap: 300 MB, as much as a segment of a ViT-B/16 takes with a batch of 8. */
const mainBlocks = 10;

/** The environment of a process that keeps all of it by itself; its networks run on the main thread. */
export const keptMemory = { MALLOC_MMAP_THRESHOLD_: '1000000000', MALLOC_TRIM_THRESHOLD_: '1000000000' } as const;

const pins: Buffer[] = [];

/** Called by a thread before its first network. Does nothing on other systems. */
export function keepMemory(): void {
  if (process.platform !== 'linux' || pins.length > 0) return;
  const collect = collector();
  if (collect === undefined) return;
  /** The second collection waits until the first has freed the blocks. */
  const free = (): void => {
    collect({ type: 'minor' });
    collect({ type: 'minor' });
  };
  try {
    Buffer.allocUnsafeSlow(largestBlock);
    free();
    if (isMainThread) {
      fillMainHeap();
      free();
    } else {
      fillHeaps();
      collect();
    }
  } catch {
    // Where addresses are limited networks run as well, but slower.
    pins.length = 0;
  }
}

/** Takes the blocks, which nothing holds afterwards, and the pin behind them. */
function fillMainHeap(): void {
  const taken = [...new Array<number>(mainBlocks).fill(inHeap.block), inHeap.pin].map((bytes) => Buffer.allocUnsafeSlow(bytes));
  pins.push(...taken.slice(-1));
}

/** Takes the blocks, which nothing holds afterwards, and the pins. */
function fillHeaps(): void {
  const blocks: Buffer[] = [];
  for (let heap = 0; heap < heaps; heap++) {
    pins.push(Buffer.allocUnsafeSlow(inHeap.pin));
    blocks.push(Buffer.allocUnsafeSlow(inHeap.block), Buffer.allocUnsafeSlow(inHeap.block));
  }
}
