import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, type ArchBuilder } from '../../arch/build.js';
import { lower, type Program } from './lower.js';
import { ZERO } from './operands.js';

function program(build: (b: ArchBuilder, image: string) => string): Program {
  const b = createArchBuilder();
  return lower(b.finish([build(b, b.input('image', [1, 3, 8, 8]))]), 2);
}

const opsOf = ({ values }: Program): string[] => values.filter(({ uses }) => uses > 0).map(({ call }) => call.op);

describe('lowering', () => {
  it('computes equal expressions once', () => {
    const lowered = program((b, x) => {
      const branches = [0, 1, 2].map(() => b.add('conv', [b.add('relu', [x], {})], squareConv(4, 3)));
      return b.add('add', branches, {});
    });
    expect(opsOf(lowered)).toEqual(['input', 'relu', 'conv', 'add']);
    expect(lowered.values[lowered.output].inputs).toEqual([2, 2, 2]);
  });

  it('does not mind the order of a sum, but that of a difference', () => {
    const lowered = program((b, x) => {
      const [p, q] = [b.add('relu', [x], {}), b.add('tanh', [x], {})];
      const sums = b.add('mul', [b.add('add', [p, q], {}), b.add('add', [q, p], {})], {});
      return b.add('add', [sums, b.add('sub', [p, q], {}), b.add('sub', [q, p], {})], {});
    });
    expect(opsOf(lowered)).toEqual(['input', 'relu', 'tanh', 'add', 'mul', 'sub', 'sub', 'add']);
  });

  it('drops what zeros feed and what nobody reads', () => {
    const lowered = program((b, x) => {
      const zero = b.add('zeros', [x], {});
      const cut = b.add('conv', [b.add('relu', [zero], {})], squareConv(3, 3));
      b.add('conv', [x], squareConv(3, 5));
      return b.add('add', [b.add('identity', [x], {}), cut], {});
    });
    expect(opsOf(lowered)).toEqual(['input']);
    expect(lowered.output).toBe(0);
  });

  it('keeps a zero that gives a sum its shape', () => {
    const lowered = program((b, x) => b.add('add', [b.add('globalAvgPool', [x], {}), b.add('zeros', [x], {})], {}));
    expect(lowered.outputShape).toEqual([2, 3, 8, 8]);
    expect(lowered.values[lowered.output].inputs).toContain(ZERO);
  });

  it('knows when nothing connects input and output', () => {
    expect(program((b, x) => b.add('zeros', [x], {}))).toMatchObject({ output: ZERO, isConnected: false });
    expect(program((b, x) => b.add('sigmoid', [b.add('zeros', [x], {})], {}))).toMatchObject({ isConnected: false });
    expect(program((b, x) => b.add('sigmoid', [x], {}))).toMatchObject({ isConnected: true });
  });

  it('finds the cut points, where everything before is forgotten', () => {
    const lowered = program((b, x) => {
      const y = b.add('add', [b.add('relu', [x], {}), x], {});
      return b.add('tanh', [b.add('add', [b.add('relu', [y], {}), y], {})], {});
    });
    expect(lowered.cutPoints.map((number) => lowered.values[number].call.op)).toEqual(['input', 'add', 'add', 'tanh']);
  });

  it('names node and op where the architecture is malformed', () => {
    const broken = (op: string, inputs: string[]): unknown => ({
      format: 'assay-architecture',
      version: 1,
      inputs: [{ id: 'x', shape: [1, 2] }],
      nodes: [{ id: 'a', op, inputs, attrs: {} }],
      outputs: ['a'],
    });
    expect(() => lower(broken('warp', ['x']) as never, 1)).toThrow(
      'node "a" (warp): expected an operator of the architecture format, got "warp"',
    );
    expect(() => lower(broken('relu', ['y']) as never, 1)).toThrow(
      'node "a" (relu): expected ids of inputs or earlier nodes, got "y"',
    );
    expect(() => lower(broken('globalAvgPool', ['x']) as never, 1)).toThrow(
      'node "a" (globalAvgPool): expected an input (batch, channels, space ...), got (1, 2)',
    );
  });
});
