import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { writeNasnetKey } from './canonical-key.js';
import { canonicalNasnet } from './canonical.js';
import type { NasnetGenotype, NasnetRules } from './genotype.js';
import { relabelNasnet, sampleNasnet } from './moves.js';

const key = new Uint32Array(2);
const keyOf = (genotype: NasnetGenotype): string => {
  writeNasnetKey(genotype, key);
  return key.join(' ');
};

const one = ['skip_connect'];
const two = ['skip_connect', 'sep_conv_3x3'];
/** Few operators make many cells equal. */
const cases: [string, NasnetRules][] = [
  ['one op, distinct inputs', { ops: one, nodes: 4, output: 'all', distinctInputs: true }],
  ['one op, any inputs', { ops: one, nodes: 4, output: 'loose', distinctInputs: false }],
  ['two ops', { ops: two, nodes: 4, output: 'all', distinctInputs: true }],
  ['two ops, five nodes', { ops: two, nodes: 5, output: 'loose', distinctInputs: false }],
  ['widths and depths', { ops: two, nodes: 2, output: 'all', distinctInputs: true, widths: [8, 16], depths: [3, 4] }],
];

describe.each(cases)('the key of a genotype, %s', (_, rules) => {
  it('is equal for other ways to write the genotype', () => {
    const rng = createRng(1, 'keys');
    for (let i = 0; i < 500; i++) {
      const genotype = sampleNasnet(rules, rng);
      expect(keyOf(relabelNasnet(genotype, rules.output, rng))).toBe(keyOf(genotype));
    }
  });

  it('distinguishes as much as the canonical form', () => {
    const rng = createRng(2, 'keys');
    const forms = new Map<string, string>();
    const keys = new Map<string, string>();
    for (let i = 0; i < 4000; i++) {
      const genotype = sampleNasnet(rules, rng);
      // One cell only: pairs of cells would hardly ever meet.
      const single = { ...genotype, reduce: genotype.normal };
      const form = JSON.stringify(canonicalNasnet(single, rules.output));
      const own = keyOf(single);
      expect(forms.get(own) ?? form).toBe(form);
      expect(keys.get(form) ?? own).toBe(own);
      forms.set(own, form);
      keys.set(form, own);
    }
    expect(forms.size).toBeGreaterThan(5);
  });
});
