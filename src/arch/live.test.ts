import { describe, expect, it } from 'vitest';
import { randomArchitecture } from '../../test/random-architecture.js';
import { createArchBuilder, squareConv } from './build.js';
import { definitionOf } from './infer.js';
import { liveNodes } from './live.js';

function sorted(ids: Set<string>): string[] {
  return [...ids].toSorted();
}

describe('liveNodes', () => {
  it('is everything if everything is used', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 3, 4, 4]);
    const a = b.add('relu', [x], {}, 'a');
    const y = b.add('add', [a, x], {}, 'y');
    expect(sorted(liveNodes(b.finish([y])))).toEqual(['a', 'x', 'y']);
  });

  it('leaves out nodes that reach no output', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 3]);
    b.input('unread', [1, 3]);
    const y = b.add('relu', [x], {}, 'y');
    b.add('sigmoid', [b.add('tanh', [y], {}, 'end1')], {}, 'end2');
    expect(sorted(liveNodes(b.finish([y])))).toEqual(['x', 'y']);
  });

  it('cuts at zeros, before and after, through convolutions, norms and products', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4, 4, 4]);
    const before = b.add('relu', [x], {}, 'before');
    const none = b.add('zeros', [before], {}, 'none');
    const after = b.add(
      'batchNorm',
      [b.add('conv', [none], squareConv(4, 3, { bias: true }), 'conv')],
      { eps: 1e-5, affine: true },
      'norm',
    );
    const branch = b.add('tanh', [x], {}, 'branch');
    const product = b.add('mul', [branch, after], {}, 'product');
    const y = b.add('add', [x, product], {}, 'y');
    expect(sorted(liveNodes(b.finish([y])))).toEqual(['x', 'y']);
  });

  it('is empty if only zeros reach the output', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4]);
    const y = b.add('linear', [b.add('zeros', [x], {}, 'none')], { outFeatures: 3, bias: true }, 'y');
    expect(sorted(liveNodes(b.finish([y])))).toEqual([]);
  });

  it('keeps operators with f(0) other than 0, and learned tensors', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4]);
    const none = b.add('zeros', [x], {}, 'none');
    const gate = b.add('sigmoid', [none], {}, 'gate');
    const lifted = b.add('affine', [none], { scale: 1, shift: 1 }, 'lifted');
    const scaled = b.add('affine', [none], { scale: 2, shift: 0 }, 'scaled');
    const learned = b.add('parameter', [], { shape: [4] }, 'learned');
    const y = b.add(
      'concat',
      [b.add('mul', [x, gate], {}, 'gated'), lifted, scaled, b.add('add', [none, learned], {}, 'placed')],
      { axis: 1 },
      'y',
    );
    expect(sorted(liveNodes(b.finish([y])))).toEqual(['gate', 'gated', 'learned', 'lifted', 'placed', 'x', 'y']);
  });

  it('leaves out no node whose value differs from zero: every dead operand of a live node is zero by its own operator', () => {
    for (let seed = 0; seed < 200; seed++) {
      const architecture = randomArchitecture(seed);
      const live = liveNodes(architecture);
      const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
      for (const { id, inputs } of architecture.nodes) {
        if (!live.has(id)) continue;
        for (const operand of inputs.filter((input) => !live.has(input))) {
          const node = nodes.get(operand);
          expect(node).toBeDefined();
          if (node === undefined) continue;
          const { role, zeroWhen } = definitionOf(node);
          const rule = zeroWhen?.(node.attrs) ?? 'all';
          expect(role === 'none' || rule !== 'never').toBe(true);
          expect(role === 'none' || node.inputs.some((input) => !live.has(input))).toBe(true);
        }
      }
    }
  });
});
