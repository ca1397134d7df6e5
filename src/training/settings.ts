import { parameter, usageError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { optimizers } from './optimizers/index.js';
import type { OptimizerId, ScheduleId, TrainingSettings } from './types.js';

const schedules: readonly ScheduleId[] = ['cosine', 'constant'];

/** NAS-Bench-201's recipe, but for a smaller batch; AdamW has a learning rate and decay of its own. */
const defaults = {
  epochs: 12,
  batch: 64,
  schedule: 'cosine',
  warmupEpochs: 0,
  momentum: 0.9,
  nesterov: true,
  labelSmoothing: 0,
  cropPadding: 4,
  flip: true,
  cutout: 0,
  seed: 0,
} as const satisfies Partial<TrainingSettings>;

const ofOptimizer = {
  sgd: { learningRate: 0.1, weightDecay: 5e-4 },
  adamw: { learningRate: 0.001, weightDecay: 0.01 },
} as const satisfies { readonly [O in TrainingSettings['optimizer']]: Partial<TrainingSettings> };

/** What each number may be, in words and as a test. */
const ranges: {
  readonly [name in keyof TrainingSettings]?: readonly [expected: string, fits: (value: number) => boolean];
} = {
  epochs: ['an integer of at least 1', atLeast(1)],
  batch: ['an integer of at least 2', atLeast(2)],
  learningRate: ['a number above 0', (value) => value > 0 && Number.isFinite(value)],
  warmupEpochs: ['a number of at least 0 below `epochs`', (value) => value >= 0],
  momentum: ['a number from 0 to below 1', (value) => value >= 0 && value < 1],
  weightDecay: ['a number of at least 0', (value) => value >= 0 && Number.isFinite(value)],
  labelSmoothing: ['a number from 0 to below 1', (value) => value >= 0 && value < 1],
  cropPadding: ['an integer of at least 0', atLeast(0)],
  cutout: ['an integer of at least 0', atLeast(0)],
  seed: ['an integer of at least 0', atLeast(0)],
};

function atLeast(least: number): (value: number) => boolean {
  return (value) => Number.isSafeInteger(value) && value >= least;
}

/** Settings that only other optimizers read. */
export function foreignSettings(optimizer: OptimizerId): readonly (keyof TrainingSettings)[] {
  return Object.values(optimizers)
    .flatMap(({ ownSettings }) => ownSettings)
    .filter((name) => !optimizers[optimizer].ownSettings.includes(name));
}

/** Settings without those that only other optimizers read, as a training is recorded. */
export function settingsRead(settings: TrainingSettings): Partial<TrainingSettings> {
  const foreign = foreignSettings(settings.optimizer);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !foreign.some((one) => one === name)));
}

/** Fills in what is not said. @throws a usage error that names the setting. */
export function resolveSettings(given: Partial<TrainingSettings> = {}): TrainingSettings {
  const optimizer = given.optimizer ?? 'sgd';
  if (!Object.hasOwn(optimizers, optimizer))
    throw unknownName(parameter('optimizer'), 'optimizer', optimizer, Object.keys(optimizers));
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  for (const name of foreignSettings(optimizer))
    if (said[name] !== undefined)
      throw usageError(parameter(name), {
        expected: `a setting of ${optimizer}`,
        got: `${name} ${String(said[name])}`,
        hint: `only ${Object.keys(optimizers)
          .filter((id) => optimizers[id as OptimizerId].ownSettings.includes(name))
          .join(', ')} reads it`,
        code: 'mismatch',
      });
  const settings: TrainingSettings = { ...defaults, ...ofOptimizer[optimizer], optimizer, ...said };
  if (!schedules.includes(settings.schedule)) throw unknownName(parameter('schedule'), 'schedule', settings.schedule, schedules);
  for (const [name, range] of Object.entries(ranges)) {
    const value = settings[name as keyof TrainingSettings];
    const [expected, fits] = range;
    if (typeof value !== 'number' || !fits(value))
      throw usageError(parameter(name), { expected, got: String(value), code: 'out-of-range' });
  }
  if (settings.warmupEpochs > 0 && settings.warmupEpochs >= settings.epochs)
    throw usageError(parameter('warmupEpochs'), {
      expected: `fewer than the ${settings.epochs} epochs`,
      got: String(settings.warmupEpochs),
      code: 'out-of-range',
    });
  return settings;
}
