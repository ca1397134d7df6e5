import { foreignSettings } from './settings.js';
import type { TrainingSettings } from './types.js';

const words: { readonly [name in keyof TrainingSettings]: string } = {
  epochs: 'epochs',
  batch: 'images in a step',
  optimizer: 'optimizer',
  learningRate: 'learning rate',
  schedule: 'schedule of the learning rate',
  warmupEpochs: 'epochs of warm-up',
  momentum: 'momentum',
  nesterov: 'Nesterov momentum',
  weightDecay: 'weight decay',
  labelSmoothing: 'label smoothing',
  cropPadding: 'pixels of padding around a crop',
  flip: 'mirrored at random',
  cutout: 'side of the square cut out, in pixels',
  seed: 'seed',
};

/** Settings in words, as a report lists them: those that the optimizer reads. */
export function describeSettings(settings: TrainingSettings): (readonly [label: string, value: string])[] {
  const foreign = foreignSettings(settings.optimizer);
  return (Object.keys(words) as (keyof TrainingSettings)[])
    .filter((name) => !foreign.includes(name))
    .map((name) => {
      const value = settings[name];
      return [words[name], typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)];
    });
}
