import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import type { NasnetRules } from './genotype.js';
import { mutateNasnet, neighborsNasnet, sampleNasnet } from './moves.js';

const cases: [string, NasnetRules][] = [
  ['distinct inputs', { ops: ['a', 'b', 'c'], nodes: 2, output: 'all', distinctInputs: true }],
  ['any inputs', { ops: ['a', 'b'], nodes: 3, output: 'loose', distinctInputs: false }],
  ['widths and depths', { ops: ['a', 'b'], nodes: 1, output: 'all', distinctInputs: true, widths: [8, 16, 24], depths: [3, 4] }],
];

describe.each(cases)('a mutation with %s', (_, rules) => {
  it('is every neighbour with equal probability, and nothing else', () => {
    const rng = createRng(3, 'mutations');
    const genotype = sampleNasnet(rules, rng);
    const counts = new Map(neighborsNasnet(genotype, rules).map((neighbor) => [JSON.stringify(neighbor), 0]));
    const each = 400;
    for (let i = 0; i < each * counts.size; i++) {
      const text = JSON.stringify(mutateNasnet(genotype, rules, rng));
      expect(counts.has(text)).toBe(true);
      counts.set(text, (counts.get(text) as number) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(6 * Math.sqrt(each));
  });
});
