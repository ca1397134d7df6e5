/**
 * What a node gives without a node of the IR: numbers computed from known numbers, a weight that was moved, and a weight computed from
 * known numbers and small weights (the folded halves of norms).
 */
import { product } from '../../arch/ops/shapes.js';
import { valuesOf } from '../../arch/weights.js';
import type { Call } from './call.js';
import { interpolate, isBatch, probes, shapeAt } from './dims.js';
import { knownOps } from './fold/index.js';
import { wholeTable } from './fold/lengths.js';
import { movedNumbers } from './moved-values.js';
import type { KnownValue, Value } from './values.js';
import { weightMoves } from './weight-moves.js';

/** The values of a node's outputs; undefined where it becomes a node. @param isOwn the file is one of Assay's. */
export function foldedOrMoved(
  call: Call,
  inputs: readonly (Value | undefined)[],
  { isOwn }: { readonly isOwn: boolean },
): Value | readonly Value[] | undefined {
  // In files of Assay, a learned tensor that is an operand is a node, and operations on it are intended.
  const isMeant = isOwn && inputs.some((value) => value?.kind === 'weight' && value.root.endsWith('/value'));
  return (
    folded(call, inputs) ??
    (isOwn ? undefined : movedFill(call, inputs)) ??
    (isMeant ? undefined : (movedWeight(call, inputs) ?? computedWeight(call, inputs)))
  );
}

function table<T>(record: { readonly [op: string]: T }, { node }: Call): T | undefined {
  return node.domain === '' && Object.hasOwn(record, node.op) ? record[node.op] : undefined;
}

/** What only known numbers go into. */
function folded(call: Call, inputs: readonly (Value | undefined)[]): readonly Value[] | undefined {
  if (inputs.length === 0 || !inputs.every((value) => value === undefined || value.kind === 'known')) return undefined;
  return computed(call, inputs as readonly (KnownValue | undefined)[]);
}

/** The most elements of a tensor of one number that is computed at both batches. */
const mostFilled = 1 << 16;

/** What only known numbers and tensors of one number go into, where one number comes out: computed at both batches. */
function movedFill(call: Call, inputs: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const isPlain = inputs.every((value) => value === undefined || value.kind === 'known' || value.kind === 'fill');
  const isSmall = inputs.every((value) => value?.kind !== 'fill' || product(shapeAt(value.shape, probes[1])) <= mostFilled);
  if (!isPlain || !isSmall || !inputs.some((value) => value?.kind === 'fill')) return undefined;
  const [first, second] = probes.map((batch) =>
    computed(
      call,
      inputs.map((value): KnownValue | undefined => {
        if (value?.kind !== 'fill') return value as KnownValue | undefined;
        const shape = shapeAt(value.shape, batch);
        return { kind: 'known', shape, data: new Array<number>(product(shape)).fill(value.value), isFloat: true };
      }),
    ),
  );
  const made = first?.map((part, i): Value | undefined => {
    const shape = interpolate(part.shape, second?.[i]?.shape ?? []);
    const [value] = part.data;
    return shape === undefined || !part.isFloat || typeof value !== 'number' || part.data.some((other) => other !== value)
      ? undefined
      : { kind: 'fill', shape, value };
  });
  return made === undefined || made.includes(undefined) ? undefined : (made as readonly Value[]);
}

/** The outputs of a node that reads known numbers; undefined where nothing here computes it. */
function computed(call: Call, inputs: readonly (KnownValue | undefined)[]): readonly KnownValue[] | undefined {
  const made = table(knownOps, call)?.(call, inputs);
  if (made === undefined) return undefined;
  return (Array.isArray(made) ? (made as readonly KnownValue[]) : [made as KnownValue]).map((value) => wholeTable(call, value));
}

function movedWeight(call: Call, inputs: readonly (Value | undefined)[]): Value | readonly Value[] | undefined {
  const [first, ...rest] = inputs;
  return first?.kind === 'weight' ? table(weightMoves, call)?.(call, first, rest) : undefined;
}

/** A value computed from known numbers and loaded weights only: it becomes a weight, and counts as learned. */
function computedWeight(call: Call, inputs: readonly (Value | undefined)[]): Value | readonly Value[] | undefined {
  const isMatter =
    inputs.some((value) => value?.kind === 'weight') &&
    inputs.every(
      (value) => value === undefined || value.kind === 'known' || (value.kind === 'weight' && value.loaded !== undefined),
    );
  if (!isMatter || table(knownOps, call) === undefined) return undefined;
  const parts = computed(
    call,
    inputs.map((value) => (value?.kind === 'weight' ? movedNumbers(value) : (value as KnownValue | undefined))),
  );
  return parts?.map((part, i): Value => {
    if (!part.isFloat || part.data.some(isBatch)) return part;
    const loaded = Float32Array.from(part.data as readonly number[]);
    return {
      kind: 'weight',
      root: call.node.outputs[i] ?? call.node.name,
      values: valuesOf(part.shape, loaded),
      moves: [],
      shape: part.shape,
      loaded,
    };
  });
}
