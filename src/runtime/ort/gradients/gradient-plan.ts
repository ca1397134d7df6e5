/** Which backward passes a set of readings needs, and how each reading is read from them. */
import { product } from '../../../arch/ops/shapes.js';
import type { Shape } from '../../../arch/types.js';
import { differentiate, type Gradients } from '../../../onnx/backward/differentiate.js';
import { bytesOf, int } from '../../../onnx/lower/graph-builder.js';
import type { LoweredArchitecture } from '../../../onnx/lower/lower-architecture.js';
import { lossOf } from '../../passes/losses.js';
import type { ForwardJob, GradientReading, Loss, Reading, Tap } from '../../passes/types.js';
import type { GraphOutput } from '../readings.js';
import { blockResponse, gradientEmitters, type GradientContext, type InlineKind } from './emit-readings.js';
import { writeLosses, type LossWants } from './loss-graphs.js';

/** Gradient readings that are read from the run of the forward pass. */
type InlineReading = Extract<GradientReading, { readonly kind: InlineKind | 'block-responses' }>;

export function isInline(reading: GradientReading): reading is InlineReading {
  return reading.kind === 'block-responses' || Object.hasOwn(gradientEmitters, reading.kind);
}

/** Writes the backward passes; the result writes the reading of a tap, and is undefined where it is all zeros. */
export function planGradients(
  lowered: LoweredArchitecture,
  job: ForwardJob,
  readings: readonly { readonly reading: InlineReading; readonly taps: readonly Tap[] }[],
): (reading: InlineReading, tap: Tap, taps: readonly Tap[]) => readonly GraphOutput[] {
  const wants = new Map<Loss, LossWants>();
  for (const { reading, taps } of readings) {
    const loss = lossOf(reading);
    if (loss === undefined) continue;
    const own = wants.get(loss) ?? { values: new Set(), through: new Set(), weights: new Set() };
    wants.set(loss, own);
    const wanted =
      reading.kind === 'gradient-products'
        ? reading.through
          ? own.through
          : own.values
        : reading.kind === 'channel-fisher'
          ? own.values
          : own.weights;
    for (const { node, source } of taps) wanted.add(wanted === own.values ? source : node);
  }
  const losses = writeLosses(lowered, job.norm, wants);
  const context: GradientContext = { lowered, gradients: (loss) => losses.get(loss) as Gradients };
  return (reading, tap, taps) => {
    if (reading.kind === 'block-responses') return blockOutputs(lowered, job, tap, taps);
    const emit = gradientEmitters[reading.kind] as (context: GradientContext, tap: Tap, reading: Reading) => string | undefined;
    const name = emit(context, tap, reading);
    return name === undefined ? [] : [{ name, type: 'float' }];
  };
}

/** The difference and the matrix of a block. */
function blockOutputs(
  lowered: LoweredArchitecture,
  { signs }: ForwardJob,
  tap: Tap,
  taps: readonly Tap[],
): readonly GraphOutput[] {
  const block = taps.indexOf(tap);
  if (block === 0 || lowered.written(tap.source) === undefined) return [];
  if (signs === undefined) throw new Error('block responses without signs');
  const { graph } = lowered;
  const before = taps[block - 1];
  const bytes = Int8Array.from(
    signs(
      block,
      tap.shape.reduce((a, b) => a * b, 1),
    ),
  );
  const seed = graph.node(
    'Cast',
    [graph.initializer({ name: `signs.${block}`, type: 'int8', dims: tap.shape, bytes: bytesOf(bytes) })],
    { to: int(1) },
  );
  const arriving = differentiate(lowered, { seeds: new Map([[tap.source, seed]]), values: new Set([before.source]) }).value(
    before.source,
  );
  if (arriving === undefined) return [];
  const { difference, matrix } = blockResponse(
    lowered,
    { name: arriving, shape: before.shape },
    { name: seed, shape: tap.shape },
  );
  return [difference, matrix].map((name) => ({ name, type: 'float' }));
}

/** How many numbers a reading of zeros has. */
export function lengthOfZeros(reading: GradientReading, tap: Tap, weightShape: Shape): number {
  switch (reading.kind) {
    case 'gradient-products':
      return tap.shape[0] ** 2;
    case 'channel-fisher':
      return weightShape[0];
    case 'weight-gradient':
      return reading.measure === 'values' ? product(weightShape) : 1;
    case 'weight-samples':
      return tap.shape[0] * reading.count;
    case 'block-responses':
      return 0;
    default:
      return 1;
  }
}
