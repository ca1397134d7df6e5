/** What a loss asks of a network and its labels. */
import type { Architecture, Shape } from '../../arch/types.js';
import type { ForwardJob, GradientReading, Loss, NormMode, Reading } from './types.js';

const gradientKinds: { readonly [K in GradientReading['kind']]: true } = {
  'gradient-products': true,
  'channel-fisher': true,
  'weight-gradient': true,
  'weight-agreement': true,
  'weight-samples': true,
  'block-responses': true,
  'tangent-kernel': true,
  'first-derivatives': true,
  'weight-curvature': true,
};

/** Whether a reading needs a backward pass. */
export function isGradientReading(reading: Reading): reading is GradientReading {
  return Object.hasOwn(gradientKinds, reading.kind);
}

/** The loss of a reading; undefined where it differentiates none. */
export function lossOf(reading: Reading): Loss | undefined {
  return isGradientReading(reading) && 'loss' in reading ? reading.loss : undefined;
}

/** The classes a network tells apart; a reason where it is no classifier. @param purpose what needs classes. */
export function countClasses(
  { outputs }: Architecture,
  shapes: ReadonlyMap<string, Shape>,
  purpose = 'cross-entropy',
): { readonly ok: true; readonly classes: number } | { readonly ok: false; readonly reason: string } {
  const shape = shapes.get(outputs[0]) as Shape;
  if (outputs.length !== 1 || shape.length !== 2) return { ok: false, reason: `${purpose} needs one output of (batch, classes)` };
  if (shape[1] < 2) return { ok: false, reason: `${purpose} needs at least 2 classes, the network has 1 output` };
  return { ok: true, classes: shape[1] };
}

/** Why a loss cannot be had for a network; undefined where it can. */
export function lossRefusal(
  loss: Loss | undefined,
  { architecture, labels }: Pick<ForwardJob, 'architecture' | 'labels'>,
  shapes: ReadonlyMap<string, Shape>,
): string | undefined {
  if (loss !== 'cross-entropy') return undefined;
  const counted = countClasses(architecture, shapes);
  if (!counted.ok) return counted.reason;
  if (labels === undefined) return 'the loss needs labels, and none were given';
  return labels.ok ? undefined : `the loss needs labels: ${labels.reason}`;
}

/** How many samples share a mean loss. */
export function samplesOfLoss(norm: NormMode, batch: number): number {
  return norm === 'halves' ? batch / 2 : norm === 'each' ? 1 : batch;
}

/** Labels as rows of zeros with a 1 at the class. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) rows[i * classes + labels[i]] = 1;
  return rows;
}
