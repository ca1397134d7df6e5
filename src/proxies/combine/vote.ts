/**
 * Majority vote: of two candidates, the one that more proxies (by weight) score higher wins; ties and pairs of undefined scores
 * abstain. The relation need not be transitive, so a candidate's value is its Copeland score: the share of the others it beats, a draw
 * counting one half. Samsung's zero-cost-nas (Abdelfattah et al. 2021, arXiv 2101.08134) votes pair by pair against the truth and
 * makes no ranking; its rule counts a tied score as a vote against. For an odd number of proxies without ties the winners are the same.
 *
 * Every pair is compared: n^2/2 comparisons per proxy over distinct rows of scores, so there is a limit. The O(n log n) form of the same
 * idea, which adds the votes of all pairs before comparing, is the sum of ranks.
 */
import { formatCount } from '../../core/format-number.js';
import { usageError } from '../../core/errors.js';
import { ascendingOrder } from '../../core/statistics/ascending-order.js';
import type { Combination, WeightedColumn } from './types.js';

/** Distinct rows of scores that are compared pair by pair: all of NATS-Bench's size space, some seconds. */
const voteLimit = 32_768;

export const vote: Combination = {
  id: 'vote',
  title: 'Majority vote over pairs',
  paper: 'Samsung zero-cost-nas (Abdelfattah et al. 2021, arXiv 2101.08134); the ranking by Copeland score and weights are ours',
  note: `at most ${formatCount(voteLimit)} distinct rows of scores; rank-sum is its form without a limit`,
  combine(columns) {
    const n = columns[0].values.length;
    const { group, sizes, places } = groupEqualRows(columns);
    if (sizes.length > voteLimit) {
      throw usageError('combination vote', {
        expected: `at most ${voteLimit} distinct rows of scores`,
        got: `${sizes.length}`,
        hint: 'rank-sum has no limit',
        code: 'limit-exceeded',
      });
    }
    const points = copelandPoints(
      places,
      columns.map(({ weight }) => weight),
      sizes,
    );
    return Float64Array.from(group, (g) => (n === 1 ? 0.5 : points[g] / (n - 1)));
  },
  createScale(weights) {
    const rows: (readonly number[])[] = [];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      add: (row) => void rows.push([...row]),
      valueOf(row) {
        let points = 0;
        for (const other of rows) {
          let balance = 0;
          for (let c = 0; c < row.length; c++)
            balance += (weights[c] / total) * Math.sign(row[c] === other[c] ? 0 : row[c] - other[c]);
          points += Math.abs(balance) < row.length / voteUnits ? 0.5 : balance > 0 ? 1 : 0;
        }
        return rows.length === 0 ? 0.5 : points / rows.length;
      },
    };
  },
};

interface RowGroups {
  /** The group of each candidate. */
  readonly group: Uint32Array;
  /** How many candidates each group holds. */
  readonly sizes: Uint32Array;
  /** Per column, the dense place (0 = worst) of each group. */
  readonly places: readonly Int32Array[];
}

/** Candidates with equal scores in every column together. */
function groupEqualRows(columns: readonly WeightedColumn[]): RowGroups {
  const n = columns[0].values.length;
  const dense = columns.map(({ values }) => densePlaces(values));
  let order: Uint32Array | undefined;
  for (const column of dense) order = ascendingOrder(column, order);
  const sorted = order as Uint32Array;
  const group = new Uint32Array(n);
  const firsts: number[] = [];
  for (let i = 0; i < n; i++) {
    if (i === 0 || dense.some((column) => column[sorted[i]] !== column[sorted[i - 1]])) firsts.push(i);
    group[sorted[i]] = firsts.length - 1;
  }
  return {
    group,
    sizes: Uint32Array.from(firsts, (first, g) => (firsts[g + 1] ?? n) - first),
    places: dense.map((column) => Int32Array.from(firsts, (first) => column[sorted[first]])),
  };
}

function densePlaces(values: Float64Array): Int32Array {
  const order = ascendingOrder(values);
  const places = new Int32Array(values.length);
  for (let i = 1; i < order.length; i++)
    places[order[i]] = places[order[i - 1]] + (values[order[i]] === values[order[i - 1]] ? 0 : 1);
  return places;
}

/** Weights become integers that add up to this, so that the inner loops stay in 32 bits. */
const voteUnits = 1e9;

/** Per group: candidates beaten, plus half of those drawn with (itself left out). */
function copelandPoints(places: readonly Int32Array[], weights: readonly number[], sizes: Uint32Array): Float64Array {
  const groups = sizes.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const votes = weights.map((weight) => Math.round((weight / total) * voteUnits));
  const halfPoints = Int32Array.from(sizes, (size) => size - 1);
  const balance = new Int32Array(groups);
  for (let a = 1; a < groups; a++) {
    balance.fill(0, 0, a);
    for (let c = 0; c < places.length; c++) addVotes(places[c], votes[c], a, balance);
    // Weights that cancel on paper, such as .1 + .2 against .3, may differ by a unit each: that is a draw.
    settlePairs(balance, weights.length, a, sizes, halfPoints);
  }
  return Float64Array.from(halfPoints, (points) => points / 2);
}

// Places are in no order, so comparisons cannot be predicted: both loops take signs from the top bit instead of branching.

/** Adds to `balance[b]`, for b < a, the votes when a is ahead, less them when b is. */
function addVotes(place: Int32Array, votes: number, a: number, balance: Int32Array): void {
  const mine = place[a];
  for (let b = 0; b < a; b++) {
    const lead = mine - place[b];
    balance[b] += (votes & ((0 - lead) >> 31)) - (votes & (lead >> 31));
  }
}

/** Two half points for a win, one for a draw, times the number of candidates beaten. A balance within `tolerance` is a draw. */
function settlePairs(balance: Int32Array, tolerance: number, a: number, sizes: Uint32Array, halfPoints: Int32Array): void {
  const size = sizes[a];
  let mine = 0;
  for (let b = 0; b < a; b++) {
    const outcome = ((balance[b] + tolerance) >> 31) - ((tolerance - balance[b]) >> 31);
    mine += Math.imul(1 + outcome, sizes[b]);
    halfPoints[b] += Math.imul(1 - outcome, size);
  }
  halfPoints[a] += mine;
}
