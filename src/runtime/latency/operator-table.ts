/**
 * A table of operators' times, fitted to the measured latencies of complete networks: the time of a network is the sum over its operators.
 * Times of single operators measured by themselves would miss what a runtime fuses; fitted ones hold it.
 *
 * Two models. The coarse one gives every kind of operator a time a use, a multiply-accumulate and a number written. The table gives every
 * operator with its attributes and shapes a separate time, near the coarse one if the measured networks say little about it. An
 * operator that is not in the table takes what the coarse model says. Both minimise relative errors, so that a slow network, or one that was
 * disturbed while it was measured, does not outweigh the others.
 */
import { ownValue } from '../../core/own-value.js';
import type { Architecture } from '../../arch/types.js';
import { fitNonNegative, type SparseColumn } from './non-negative-fit.js';
import { operatorUses, type OperatorUse } from './operator-uses.js';

/** Milliseconds of one kind of operator. */
export interface CoarseTime {
  readonly op: string;
  readonly msPerUse: number;
  readonly msPerMac: number;
  readonly msPerElement: number;
}

/** Times of operators, fitted to measured networks. */
export interface OperatorTable {
  readonly coarse: readonly CoarseTime[];
  /** Milliseconds of one use, by signature. */
  readonly operators: { readonly [signature: string]: number };
}

/** A network and what was measured of it. */
export interface MeasuredNetwork {
  readonly architecture: Architecture;
  readonly ms: number;
}

/** How strongly the table holds to the coarse model: as much as one network with one use of the operator. */
const strength = 1;

/** Deterministic. @throws RangeError without networks. */
export function fitOperatorTable(networks: readonly MeasuredNetwork[]): OperatorTable {
  if (networks.length === 0) throw new RangeError('fitOperatorTable: expected at least one network');
  const uses = networks.map(({ architecture }) => operatorUses(architecture));
  const weights = networks.map(({ ms }) => 1 / ms);
  const coarse = fitCoarse(uses, weights);
  const samples = new Map<string, OperatorUse>();
  for (const own of uses) for (const use of own) if (!samples.has(use.signature)) samples.set(use.signature, use);
  const signatures = [...samples.keys()].sort();
  const columns = signatures.map((signature) => columnOf(uses, weights, (use) => (use.signature === signature ? 1 : 0)));
  const prior = signatures.map((signature) => coarseTime(coarse, samples.get(signature) as OperatorUse));
  const pull = weights.reduce((sum, weight) => sum + weight ** 2, 0) / weights.length;
  const fitted = fitNonNegative(
    columns,
    weights.map(() => 1),
    { pull: strength * pull, prior },
  );
  return { coarse, operators: Object.fromEntries(signatures.map((signature, j) => [signature, fitted[j]])) };
}

/** Milliseconds the table gives a network; NaN if an operator of it is not known. */
export function predictLatency({ coarse, operators }: OperatorTable, architecture: Architecture): number {
  return operatorUses(architecture).reduce(
    // What has no number of multiply-accumulates has no time.
    (sum, use) => sum + (Number.isNaN(use.macs) ? NaN : (ownValue(operators, use.signature) ?? coarseTime(coarse, use))),
    0,
  );
}

/** Kinds of operators of a network that the table has no time for: they count as 0. */
export function operatorsWithoutTime({ coarse, operators }: OperatorTable, architecture: Architecture): string[] {
  const timed = new Set(coarse.map(({ op }) => op));
  const missing = operatorUses(architecture).filter(
    ({ op, signature }) => !timed.has(op) && ownValue(operators, signature) === undefined,
  );
  return [...new Set(missing.map(({ op }) => op))].sort();
}

function coarseTime(coarse: readonly CoarseTime[], { op, macs, elements }: OperatorUse): number {
  const own = coarse.find((time) => time.op === op);
  return own === undefined ? 0 : own.msPerUse + own.msPerMac * macs + own.msPerElement * elements;
}

function fitCoarse(uses: readonly (readonly OperatorUse[])[], weights: readonly number[]): CoarseTime[] {
  const ops = [...new Set(uses.flatMap((own) => own.map(({ op }) => op)))].sort();
  const quantities = [() => 1, ({ macs }: OperatorUse) => macs, ({ elements }: OperatorUse) => elements];
  const columns = ops.flatMap((op) =>
    quantities.map((quantity) => columnOf(uses, weights, (use) => (use.op === op ? quantity(use) : 0))),
  );
  // Brought to one scale, so that a small pull towards zero, which settles what the networks leave open, means the same to all.
  const scales = columns.map(({ values }) => Math.max(...values, Number.MIN_VALUE));
  const scaled = columns.map(({ rows, values }, j) => ({ rows, values: values.map((value) => value / scales[j]) }));
  const fitted = fitNonNegative(
    scaled,
    weights.map(() => 1),
    { pull: 1e-3 },
  );
  const time = (j: number): number => (columns[j].rows.length === 0 ? 0 : fitted[j] / scales[j]);
  return ops.map((op, i) => ({ op, msPerUse: time(3 * i), msPerMac: time(3 * i + 1), msPerElement: time(3 * i + 2) }));
}

/** Sums of a quantity over the uses of each network, each times the network's weight. */
function columnOf(
  uses: readonly (readonly OperatorUse[])[],
  weights: readonly number[],
  quantity: (use: OperatorUse) => number,
): SparseColumn {
  const rows: number[] = [];
  const values: number[] = [];
  uses.forEach((own, row) => {
    let sum = 0;
    for (const use of own) sum += quantity(use);
    if (sum === 0) return;
    rows.push(row);
    values.push(sum * weights[row]);
  });
  return { rows, values };
}
