import type { TrainingSettings } from './types.js';

/** The learning rate of a step, from 0, of `steps` in all. */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, schedule, warmupEpochs, epochs }: TrainingSettings,
): number {
  const warmup = (steps / epochs) * warmupEpochs;
  if (step < warmup) return (learningRate * (step + 1)) / (warmup + 1);
  if (schedule === 'constant') return learningRate;
  return (learningRate / 2) * (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup)));
}
