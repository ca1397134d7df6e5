import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { resolvePlan } from '../engine/plan.js';
import { parseObjectives } from './objectives.js';

const resolved = resolvePlan(
  { space: 'toy', proxies: ['edges', 'spread:weight=2', 'spread:weight=3'], data: 'ramp', batch: 4, seed: 0 },
  toyRegistry,
);

describe('objectives', () => {
  it('are the score, a proxy or a quantity, each with its goal unless another is given', () => {
    expect(parseObjectives(['score', 'macs', 'edges', 'params=max', 'spread:weight=2=min'], resolved)).toEqual([
      { text: 'score', kind: 'score', goal: 'max' },
      { text: 'macs', kind: 'quantity', quantity: 'macs', goal: 'min' },
      { text: 'edges', kind: 'proxy', proxy: 'edges', goal: 'max' },
      { text: 'params=max', kind: 'quantity', quantity: 'params', goal: 'max' },
      { text: 'spread:weight=2=min', kind: 'proxy', proxy: 'spread:weight=2', goal: 'min' },
    ]);
  });

  it.each([
    [['scor'], 'expected a known objective, got "scor" (did you mean "score"?)'],
    [['flops'], 'got "flops"'],
    [['meco'], 'expected a proxy that this run scores, got "meco"'],
    [['spread'], 'got "spread"'],
    [['macs=low'], 'expected max or min after =, got "low"'],
    [['macs', 'macs=max'], 'expected each objective once, got "macs=max"'],
    [[], 'expected at least one objective'],
  ])('are refused: %j', (texts, message) => {
    expect(() => parseObjectives(texts, resolved)).toThrow(message);
    expect(() => parseObjectives(texts, resolved)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});
