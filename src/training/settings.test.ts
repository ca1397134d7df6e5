import { expect, it } from 'vitest';
import { describeSettings } from './describe-settings.js';
import { resolveSettings, settingsRead } from './settings.js';

it('refuses settings that only another optimizer reads', () => {
  expect(() => resolveSettings({ optimizer: 'adamw', momentum: 0.5 })).toThrow(
    'expected a setting of adamw, got momentum 0.5 (only sgd reads it)',
  );
  expect(() => resolveSettings({ optimizer: 'adamw', nesterov: false })).toThrow('got nesterov false (only sgd reads it)');
  expect(() => resolveSettings({ optimizer: 'adamw', nesterov: true })).toThrow('got nesterov true (only sgd reads it)');
  expect(resolveSettings({ optimizer: 'adamw', weightDecay: 0.1 }).weightDecay).toBe(0.1);
  expect(resolveSettings({ momentum: 0.5, nesterov: false }).momentum).toBe(0.5);
});

it('keeps of settings those that the optimizer reads', () => {
  expect(settingsRead(resolveSettings({}))).toMatchObject({ optimizer: 'sgd', momentum: 0.9, nesterov: true });
  const adamw = settingsRead(resolveSettings({ optimizer: 'adamw' }));
  expect(adamw).toMatchObject({ optimizer: 'adamw', weightDecay: 0.01 });
  expect(Object.keys(adamw)).not.toEqual(expect.arrayContaining(['momentum']));
  expect(Object.keys(adamw)).not.toEqual(expect.arrayContaining(['nesterov']));
});

it('describes settings in words, those that the optimizer reads', () => {
  const labels = describeSettings(resolveSettings({})).map(([label]) => label);
  expect(labels).toEqual(expect.arrayContaining(['learning rate', 'epochs of warm-up', 'Nesterov momentum', 'label smoothing']));
  expect(labels.filter((label) => /[a-z][A-Z]/.test(label))).toEqual([]);
  const adamw = describeSettings(resolveSettings({ optimizer: 'adamw', flip: false }));
  expect(adamw.map(([label]) => label)).not.toContain('momentum');
  expect(adamw).toContainEqual(['mirrored at random', 'no']);
});
