/**
 * Assembles the blocks of a scan in their order: the result does not depend on the number of workers.
 * Of genotypes of one canonical form the first counts.
 */
import { createKeySet } from '../../core/key-set.js';
import type { SeenRange } from '../limits/limits.js';
import type { ScanResult, ScanRunner } from './types.js';

interface ScanOptions {
  readonly runner: ScanRunner;
  /** Columns of the results. */
  readonly columns: number;
  /** Distinct admitted genotypes to find. */
  readonly count: number;
  /** How many can be drawn; by default, no limit. */
  readonly total?: number;
  /** Every genotype is built, which takes a thousand times as long: blocks are smaller. */
  readonly isBuilt?: boolean;
  /** Read whenever a block has finished. @param distinct how many were found so far. */
  readonly isTimeUp?: (distinct: number) => boolean;
  readonly onProgress?: (progress: { readonly distinct: number; readonly proposed: number }) => void;
  readonly signal?: AbortSignal;
}

/** Genotypes that a runner works on. */
interface Block {
  readonly first: number;
  readonly finished: Promise<ScanResult>;
  isSettled: boolean;
  result?: ScanResult;
}

/** The distinct admitted genotypes of a scan. */
export interface Scanned {
  readonly distinct: number;
  readonly proposed: number;
  /** Outside the limits. */
  readonly rejected: number;
  /** Index of each, for `createDraws`; in ascending order. */
  readonly indices: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly seen: readonly SeenRange[];
}

/** Genotypes in a block that needs no building, in one whose networks are built, and in one of these when time is limited: a block is finished before the scan ends. */
const blockSizes = { counted: 1024, built: 64, builtInTime: 2 } as const;
/** How many blocks are in progress for each thread: enough that no thread waits for a worker that is still starting. */
const window = 16;
/** A scan ends after this many blocks in a row without anything new, of the size that blocks have without a time limit. */
const mostIdleBlocks = 64;
/** While there is time, this many that limits reject count as one without anything new. */
const patience = 16;

/** Room is made at once for as many genotypes, 100 MB; for more, as they are found. */
const mostExpected = 4_000_000;

/** @throws the error of the runner, or the signal's reason after an abort. */
export async function collectScan({
  runner,
  columns: width,
  count,
  total = Infinity,
  isTimeUp,
  isBuilt = false,
  onProgress,
  signal,
}: ScanOptions): Promise<Scanned> {
  const blockSize = blockSizes[!isBuilt ? 'counted' : isTimeUp === undefined ? 'built' : 'builtInTime'];
  const mostIdle = mostIdleBlocks * blockSizes[isBuilt ? 'built' : 'counted'];
  // As many as will be found, or nothing is known of how many.
  const expected = isTimeUp === undefined ? Math.min(count, total, mostExpected) : 0;
  const known = createKeySet(expected);
  const store = createStore(width, expected);
  const seen = new Map<string, SeenRange>();
  const underWay: Block[] = [];
  /** A block has finished. */
  let wake: () => void = () => undefined;
  let next = 0;
  let proposed = 0;
  let rejected = 0;
  let idle = 0;

  const take = (
    first: number,
    { proposed: looked, rejected: outside, places, keys, columns, seen: ranges }: ScanResult,
  ): void => {
    const before = known.size;
    for (let i = 0; i < places.length && known.size < count; i++) {
      if (known.add(keys[2 * i] ?? 0, keys[2 * i + 1] ?? 0)) store.append(first + (places[i] ?? 0), columns, i);
    }
    idle = known.size > before ? 0 : idle + looked - outside + outside / (isTimeUp === undefined ? 1 : patience);
    proposed += looked;
    rejected += outside;
    for (const { quantity, min, max } of ranges) {
      const range = seen.get(quantity);
      seen.set(quantity, { quantity, min: Math.min(min, range?.min ?? Infinity), max: Math.max(max, range?.max ?? -Infinity) });
    }
  };

  /** Whether the time is over, and something was found. */
  const isOver = (): boolean => {
    if (isTimeUp === undefined) return false;
    const found = known.size + underWay.reduce((sum, { result }) => sum + (result?.places.length ?? 0), 0);
    return (found > 0 || proposed > 0) && isTimeUp(found);
  };
  const mayFindMore = (): boolean => known.size < count && (idle < mostIdle || total < Infinity);
  do {
    signal?.throwIfAborted();
    while (next < total && underWay.length < window * runner.concurrency) {
      const finished = runner.run({ first: next, count: blockSize });
      const block: Block = { first: next, finished, isSettled: false };
      // An error is thrown when the block is awaited; a block that is no longer needed may fail silently.
      finished
        .then(
          (result) => (block.result = result),
          () => undefined,
        )
        .finally(() => {
          block.isSettled = true;
          wake();
        });
      underWay.push(block);
      next += blockSize;
    }
    const [block] = underWay;
    if (block === undefined) break;
    // A thread that is slow must not hold the scan back when the time is over.
    while (!block.isSettled && !isOver()) await new Promise<void>((resolve) => (wake = resolve));
    if (!block.isSettled) break;
    underWay.shift();
    take(block.first, await block.finished);
    onProgress?.({ distinct: known.size, proposed });
  } while (mayFindMore() && !isOver());
  runner.forget();
  // Time ran out while some blocks were finished before others that come first.
  if (isOver()) for (const { first, result } of underWay) if (result !== undefined) take(first, result);
  signal?.throwIfAborted();
  return { distinct: known.size, proposed, rejected, ...store.finish(), seen: [...seen.values()] };
}

/** Columns that grow. */
function createStore(
  width: number,
  expected: number,
): {
  append(index: number, columns: readonly Float64Array[], at: number): void;
  finish(): Pick<Scanned, 'indices' | 'columns'>;
} {
  let room = Math.max(blockSizes.counted, expected);
  let count = 0;
  let indices = new Float64Array(room);
  let kept = Array.from({ length: width }, () => new Float64Array(room));
  const widened = (array: Float64Array): Float64Array<ArrayBuffer> => {
    const wider = new Float64Array(room);
    wider.set(array);
    return wider;
  };
  return {
    append(index, columns, at) {
      if (count === room) {
        room *= 2;
        indices = widened(indices);
        kept = kept.map(widened);
      }
      indices[count] = index;
      let c = 0;
      for (const column of kept) column[count] = columns[c++]?.[at] ?? NaN;
      count++;
    },
    finish: () => ({ indices: indices.subarray(0, count), columns: kept.map((column) => column.subarray(0, count)) }),
  };
}
