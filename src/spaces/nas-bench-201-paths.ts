/**
 * The paths of a cell of NAS-Bench-201, counted from the numbers of its operators: 0-3, 0-1-3, 0-2-3 and 0-1-2-3. What the first,
 * the second and the last two add is looked up and summed, all counts in the bits of one number, and equal sums share their counts.
 */
import type { PathCounts } from '../arch/count-paths.js';
import type { TopologyOp } from '../arch/topology.js';

/** The places of the counts in a number: at most 4 paths, 8 times each kind of operator, 6 live skip edges. */
const fields = { paths: 0, conv1: 3, conv3: 7, pool3: 11, skipPaths: 15, skips: 19, firstSkips: 22 } as const;
const one = (field: keyof typeof fields): number => 1 << fields[field];

/** What an operator adds to a path. */
function along(op: TopologyOp): number {
  switch (op.kind) {
    case 'conv':
      return op.times * one(op.kernel === 1 ? 'conv1' : 'conv3');
    case 'pool':
      return one('pool3');
    case 'skip':
      return one('skipPaths');
    case 'link':
      return 0;
    default:
      return op satisfies never;
  }
}

/** What a live edge adds if it is a skip; the first edge, which two look-ups may see, is counted where both are added. */
const liveSkip = (op: TopologyOp): number => (op.kind === 'skip' ? one('skips') : 0);
const firstSkip = (op: TopologyOp): number => (op.kind === 'skip' ? one('firstSkips') : 0);

interface CellPaths {
  /** @param number that of the cell: its operators from the first edge to the last, in base 5. */
  countOf(number: number): readonly PathCounts[];
}

/** @param ops the operators by their number; undefined where there is no edge. */
export function createCellPaths(ops: readonly (TopologyOp | undefined)[]): CellPaths {
  /** 0-3, by the fourth operator. */
  const direct = ops.map((op) => (op === undefined ? 0 : one('paths') + along(op) + liveSkip(op)));
  /** 0-1-3, by the first operator and the fifth. */
  const throughFirst = ops.flatMap((into) =>
    ops.map((out) =>
      into === undefined || out === undefined ? 0 : one('paths') + along(into) + along(out) + liveSkip(out) + firstSkip(into),
    ),
  );
  /** 0-2-3 and 0-1-2-3, by the first three operators and the last. */
  const throughSecond = ops.flatMap((first) =>
    ops.flatMap((into) =>
      ops.flatMap((between) =>
        ops.map((out) => {
          if (out === undefined) return 0;
          const short = into === undefined ? 0 : one('paths') + along(into) + along(out) + liveSkip(into);
          const long =
            first === undefined || between === undefined
              ? 0
              : one('paths') + along(first) + along(between) + along(out) + liveSkip(between) + firstSkip(first);
          return short + long + (short + long === 0 ? 0 : liveSkip(out));
        }),
      ),
    ),
  );
  const shared = new Map<number, readonly PathCounts[]>();
  return {
    countOf(number) {
      const first = Math.floor(number / 3125);
      const sum =
        direct[Math.floor(number / 25) % 5] +
        throughFirst[first * 5 + (Math.floor(number / 5) % 5)] +
        throughSecond[Math.floor(number / 125) * 5 + (number % 5)];
      const known = shared.get(sum);
      if (known !== undefined) return known;
      const counts = [readSum(sum)];
      shared.set(sum, counts);
      return counts;
    },
  };
}

function readSum(sum: number): PathCounts {
  const conv1 = (sum >> fields.conv1) & 15;
  const conv3 = (sum >> fields.conv3) & 15;
  const pool3 = (sum >> fields.pool3) & 15;
  return {
    paths: (sum >> fields.paths) & 7,
    skips: ((sum >> fields.skips) & 7) + (sum >> fields.firstSkips === 0 ? 0 : 1),
    skipPaths: (sum >> fields.skipPaths) & 15,
    largest: conv3 + pool3 > 0 ? 3 : conv1 > 0 ? 1 : 0,
    convs: [0, conv1, 0, conv3],
    pools: [0, 0, 0, pool3],
  };
}
