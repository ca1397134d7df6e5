import { describe, expect, it } from 'vitest';
import { registry } from './built-in.js';
import { completePlan, resolvePlan } from './plan.js';
import { drawnLabelNotes, proxyNotes } from './proxy-notes.js';

const resolved = (space: string, proxies: readonly string[], data = 'ramp') =>
  resolvePlan(completePlan({ space, proxies, data }), registry);

describe('the notes of the proxies of a plan', () => {
  it('are those that concern its space', () => {
    expect(proxyNotes(resolved('nas-bench-201', ['epads']))).toEqual([]);
    expect(proxyNotes(resolved('darts', ['epads']))).toEqual([]);
    expect(proxyNotes(resolved('nds-darts', ['epads']))).toEqual([expect.stringContaining('epads: networks by default without')]);
    expect(proxyNotes(resolved('nas-bench-201', ['ntk']))).toEqual([expect.stringMatching(/^ntk: scores the network as it is/)]);
  });

  it('say where labels are drawn', () => {
    expect(proxyNotes(resolved('nas-bench-201', ['zico', 'epads']))).toEqual([
      'zico: its labels are drawn, because ramp has none',
    ]);
    expect(drawnLabelNotes(resolved('nas-bench-201', ['zico', 'epads'], 'noise'))).toEqual([
      'zico: its labels are drawn, because noise has none',
    ]);
    expect(drawnLabelNotes(resolved('nas-bench-201', ['zico', 'epe'], 'cifar10:file.bin'))).toEqual([]);
  });
});
