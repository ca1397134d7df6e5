import { describe, expect, it } from 'vitest';
import { resolvePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { stagesOf } from '../search/stages.js';
import { evidenceLevels, evidenceOrder, highestLevel, isCounted, isMeasured, readsImages, runsNetwork } from './levels.js';
import type { EvidenceRequest } from './types.js';

const pass = (input: 'images' | 'ones'): EvidenceRequest => ({
  kind: 'pass',
  draw: 0,
  norm: 'joint',
  input: { kind: input },
  reading: { kind: 'sign-patterns', of: 'outputs' },
});
const stageNames = (proxies: readonly string[]): string[] =>
  stagesOf(resolvePlan({ space: 'nas-bench-201:N=1', proxies, data: 'ramp', batch: 8, seed: 0 }, registry)).map(
    ({ name }) => name,
  );

describe('levels of evidence', () => {
  it('run more if they cost more', () => {
    const effort = evidenceOrder.map((level) => ['nothing', 'one-channel', 'network'].indexOf(evidenceLevels[level].runs));
    expect(effort).toEqual(effort.toSorted());
    const builds = evidenceOrder.map((level) => Number(evidenceLevels[level].builds));
    expect(builds).toEqual(builds.toSorted());
  });

  it('distinguish requests that are counted, run or measured', () => {
    const latency = { kind: 'latency', batch: 1, threads: 1, runs: 3 } as const;
    expect([{ kind: 'cost' } as const, { kind: 'architecture' } as const, pass('ones'), latency].map(isCounted)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([pass('ones'), latency].map(runsNetwork)).toEqual([true, false]);
    expect([pass('ones'), latency].map(isMeasured)).toEqual([false, true]);
    expect([pass('images'), pass('ones'), latency].map(readsImages)).toEqual([true, false, false]);
    expect(highestLevel([{ kind: 'cost' }, pass('ones'), { kind: 'architecture' }])).toBe('activations');
  });

  it('follow from the requests of a proxy, not from its name', () => {
    expect(stageNames(['epsilon', 'synflow:by=paths'])).toEqual(['synflow:by=paths', 'epsilon']);
    expect(stageNames(['synflow', 'zen', 'epsilon', 'zen:by=mean-field'])).toEqual([
      'zen:by=mean-field',
      'epsilon',
      'synflow',
      'zen',
    ]);
  });
});
