import { describe, expect, it } from 'vitest';
import { inferShapes } from '../src/arch/infer.js';
import { liveNodes } from '../src/arch/live.js';
import { ops } from '../src/arch/ops/index.js';
import { product } from '../src/arch/ops/shapes.js';
import { checkArchitecture } from '../src/arch/validate.js';
import { randomArchitecture } from './random-architecture.js';

const many = Array.from({ length: 300 }, (_, seed) => randomArchitecture(seed));

describe('random architectures', () => {
  it('are valid, and the same for the same seed', () => {
    for (const [seed, architecture] of many.entries()) {
      checkArchitecture(architecture);
      expect(randomArchitecture(seed)).toEqual(architecture);
    }
  });

  it('use every operator, groups, several inputs and outputs, and branches that are not live', () => {
    const used = new Set(many.flatMap(({ nodes }) => nodes.map(({ op }) => op)));
    // These came later: the networks of a seed stay what they are, and the new operators have cases of their own (test/new-operators.test.ts).
    const later = ['convTranspose', 'embedding', 'foreign', 'recurrent'];
    expect(Object.keys(ops).filter((op) => !used.has(op as keyof typeof ops))).toEqual(later);
    expect(many.some(({ groups }) => groups !== undefined)).toBe(true);
    expect(many.some(({ inputs }) => inputs.length > 1)).toBe(true);
    expect(many.some(({ outputs }) => outputs.length > 1)).toBe(true);
    expect(many.some((architecture) => liveNodes(architecture).size < architecture.nodes.length)).toBe(true);
  });

  it('stay small, and keep the batch in front of every tensor but learned ones', () => {
    for (const architecture of many) {
      const shapes = inferShapes(architecture, 3);
      for (const { id, op } of architecture.nodes) {
        const shape = shapes.get(id) ?? [];
        expect(product(shape)).toBeLessThan(3 * 10_000);
        if (op !== 'parameter' && op !== 'constant') expect(shape[0]).toBe(3);
      }
    }
  });
});
