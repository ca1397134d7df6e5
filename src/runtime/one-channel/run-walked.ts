/** A network run by the kernels' walk (`maps/map-walk.ts`) between its first layer and what follows the means. */
import type { OpName } from '../../arch/types.js';
import { outputsOf } from './evaluate.js';
import { firstMaps, mapArithmetics, contextOf, type PreparedInput } from './first-maps.js';
import type { MapMachine } from './maps/machine.js';
import type { MapWalk, WalkedNetwork } from './maps/map-walk.js';
import { meansTensor } from './maps/ops.js';
import { constantOps } from './ops/index.js';
import type { ConstantOp } from './ops/types.js';
import { uniformLayout } from './tensor/axis-layout.js';
import { normalized } from './tensor/tensor.js';
import type { ConstantResult } from './types.js';

interface WalkedRun {
  /** What `walk` lowered last. */
  readonly network: WalkedNetwork;
  readonly weight: number;
  readonly input: PreparedInput;
  readonly walk: MapWalk;
  readonly machine: MapMachine;
}

const arithmetic = 'extended';
let pasts = 0;

/** Undefined: the first layer does not make maps of one channel. */
export function runWalked({ network, weight, input, walk, machine }: WalkedRun): ConstantResult | undefined {
  let past = input.pasts.get(weight);
  if (past === undefined) input.pasts.set(weight, (past = ++pasts));
  const run = { network, weight, negligible: mapArithmetics[arithmetic].negligible, past };
  const known = walk.recall(run);
  if (known !== undefined) return { ...known, isConnected: true };
  const first = firstMaps(input, network.first, arithmetic, weight, contextOf(machine, arithmetic, weight, network.batch));
  if (first?.sums.length !== 1) return undefined;
  const { values, exponent } = walk.run(run, first.sums[0]);
  const { batch, means, tail } = network;
  let tensor = normalized(meansTensor(means, values, uniformLayout(means.inputShapes[0][1]), batch, exponent));
  for (const { op, attrs, shape } of tail) {
    const apply = constantOps[op as OpName] as ConstantOp<unknown>;
    tensor = normalized(apply(attrs, [tensor], { weight, arithmetic, shape }));
  }
  const outputs = outputsOf(tensor, batch);
  walk.keep(outputs);
  return { ...outputs, isConnected: true };
}
