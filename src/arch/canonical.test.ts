import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padded, renamed, reordered, swapped } from '../../test/disguise-architecture.js';
import { architectures } from '../../test/random-architecture.js';
import { mobileNetV2, resNet18, vitB16 } from '../../test/reference-networks.js';
import { createRng } from '../core/rng.js';
import { createArchBuilder, squareConv, type ArchBuilder } from './build.js';
import { canonicalHash } from './canonical.js';
import { liveNodes } from './live.js';
import type { ArchNode, Architecture } from './types.js';
import { checkArchitecture } from './validate.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** The hash of the network that `build` makes for one image. */
function hashOf(build: (b: ArchBuilder, x: string) => string): string {
  const b = createArchBuilder();
  const architecture = b.finish([build(b, b.input('x', [1, 4, 8, 8]))]);
  checkArchitecture(architecture);
  return canonicalHash(architecture);
}

const conv = (b: ArchBuilder, x: string, kernel = 3): string => b.add('conv', [x], squareConv(4, kernel));

/** Copies of an attribute record, each with one value changed. */
function changes(attrs: object): object[] {
  return Object.entries(attrs).flatMap(([key, value]: [string, unknown]): object[] => {
    if (typeof value === 'boolean') return [{ ...attrs, [key]: !value }];
    if (typeof value === 'number')
      return [value + 1, value / 2].filter((other) => other !== value).map((other) => ({ ...attrs, [key]: other }));
    if (value === 'none' || value === 'tanh') return [{ ...attrs, [key]: value === 'none' ? 'tanh' : 'none' }];
    return Array.isArray(value)
      ? value.map((_, i) => ({ ...attrs, [key]: value.map((own: number, j) => (i === j ? own + 1 : own)) }))
      : [];
  });
}

function isValid(architecture: Architecture): boolean {
  try {
    checkArchitecture(architecture);
    return true;
  } catch {
    return false;
  }
}

describe('canonicalHash of random architectures', () => {
  it('does not see names, order, the order of operands, identities, dead ends and added zeros', () => {
    fc.assert(
      fc.property(architectures(), seeds, (architecture, seed) => {
        const rng = createRng(seed, 'disguise');
        const hash = canonicalHash(architecture);
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        for (const disguise of [renamed, reordered, swapped, padded])
          expect([disguise.name, canonicalHash(disguise(architecture, rng))]).toEqual([disguise.name, hash]);
        expect(canonicalHash(reordered(swapped(renamed(padded(architecture, rng), rng), rng), rng))).toBe(hash);
      }),
    );
  });

  it('sees every change of one attribute of a live node', () => {
    let seen = 0;
    fc.assert(
      fc.property(architectures({ steps: 6 }), seeds, (architecture, seed) => {
        const live = liveNodes(architecture);
        const candidates = architecture.nodes.filter(({ id, attrs }) => live.has(id) && Object.keys(attrs).length > 0);
        if (candidates.length === 0) return;
        const rng = createRng(seed, 'attribute');
        const node = rng.pick(candidates);
        for (const attrs of changes(node.attrs)) {
          const changed = {
            ...architecture,
            nodes: architecture.nodes.map((own) => (own === node ? ({ ...own, attrs } as ArchNode) : own)),
          };
          if (!isValid(changed)) continue;
          seen++;
          expect(canonicalHash(changed)).not.toBe(canonicalHash(architecture));
        }
      }),
    );
    expect(seen).toBeGreaterThan(50);
  });
});

describe('canonicalHash', () => {
  it('never changes between versions', () => {
    expect(canonicalHash(resNet18())).toBe('2e76c4433d26d0909d3d6144830bb1842d6eb8fd54975cbad04afe009e849e1e');
    expect(canonicalHash(vitB16())).toBe('a3b176c760a34cd45de8c041c226e7b478b1081626cf385c578a739f4cf54892');
  });

  it('distinguishes published networks, sizes and depths', () => {
    const networks = [resNet18(), resNet18(32), mobileNetV2(), vitB16({ depth: 1 }), vitB16({ depth: 2 })];
    expect(new Set(networks.map(canonicalHash)).size).toBe(networks.length);
  });

  it('distinguishes a shared convolution from two copies, but not a shared ReLU', () => {
    const sharedConv = hashOf((b, x) => {
      const y = conv(b, x);
      return b.add('add', [y, y], {});
    });
    expect(hashOf((b, x) => b.add('add', [conv(b, x), conv(b, x)], {}))).not.toBe(sharedConv);
    const sharedRelu = hashOf((b, x) => {
      const y = b.add('relu', [x], {});
      return b.add('add', [conv(b, y), conv(b, y)], {});
    });
    const ownRelu = hashOf((b, x) => b.add('add', [conv(b, b.add('relu', [x], {})), conv(b, b.add('relu', [x], {}))], {}));
    expect(ownRelu).toBe(sharedRelu);
  });

  it('distinguishes wirings of the same operators', () => {
    const [first, second] = [3, 1];
    const chain = (kernels: readonly number[]): string => hashOf((b, x) => kernels.reduce((y, kernel) => conv(b, y, kernel), x));
    expect(chain([first, second])).not.toBe(chain([second, first]));
    const skipFrom = (place: number): string =>
      hashOf((b, x) => {
        const path = [x];
        for (let i = 0; i < 3; i++) path.push(conv(b, path[i]));
        return b.add('add', [path[3], path[place]], {});
      });
    expect(new Set([0, 1, 2, 3].map(skipFrom)).size).toBe(4);
  });

  it('depends on the order of operands if it matters', () => {
    const of = (op: 'sub' | 'add', flip: boolean): string =>
      hashOf((b, x) => {
        const operands = [conv(b, x, 1), conv(b, x, 3)];
        return b.add(op, flip ? operands.toReversed() : operands, {});
      });
    expect(of('sub', true)).not.toBe(of('sub', false));
    expect(of('add', true)).toBe(of('add', false));
    const concat = (flip: boolean): string =>
      hashOf((b, x) => b.add('concat', flip ? [conv(b, x, 1), x] : [x, conv(b, x, 1)], { axis: 1 }));
    expect(concat(true)).not.toBe(concat(false));
  });

  it('sees a difference that only later nodes reveal', () => {
    // Two equal convolutions; which of them is used twice is an accident, whether one or both are is not.
    const uses = (extra: readonly (0 | 1)[]): string =>
      hashOf((b, x) => {
        const pair = [conv(b, x), conv(b, x)];
        const heads = [...pair, ...extra.map((i) => pair[i])].map((y, i) => b.add('affine', [y], { scale: i + 1, shift: 0 }));
        return b.add('concat', heads, { axis: 1 });
      });
    expect(uses([0, 0])).not.toBe(uses([0, 1]));
    expect(uses([0, 1])).not.toBe(uses([1, 0]));
  });

  it('drops exact zeros, but not zeros that a bias or a shift changes', () => {
    const plain = hashOf((b, x) => conv(b, x));
    const zeros = (b: ArchBuilder, x: string): string => b.add('zeros', [x], {});
    expect(hashOf((b, x) => b.add('add', [conv(b, x), zeros(b, x)], {}))).toBe(plain);
    expect(hashOf((b, x) => b.add('add', [conv(b, x), b.add('tanh', [conv(b, zeros(b, x), 1)], {})], {}))).toBe(plain);
    expect(hashOf((b, x) => b.add('add', [conv(b, x), b.add('mul', [x, zeros(b, x)], {})], {}))).toBe(plain);
    expect(
      hashOf((b, x) => b.add('add', [conv(b, x), b.add('batchNorm', [zeros(b, x)], { eps: 1e-5, affine: true })], {})),
    ).not.toBe(plain);
    expect(hashOf((b, x) => b.add('add', [conv(b, x), b.add('sigmoid', [zeros(b, x)], {})], {}))).not.toBe(plain);
    expect(hashOf((b, x) => zeros(b, b.add('relu', [x], {})))).toBe(hashOf(zeros));
    expect(hashOf((b, x) => zeros(b, b.add('globalAvgPool', [x], {})))).not.toBe(hashOf(zeros));
  });

  it('keeps zeros that widen a sum', () => {
    const narrow = hashOf((b, x) => b.add('globalAvgPool', [x], {}));
    const wide = hashOf((b, x) => b.add('add', [b.add('globalAvgPool', [x], {}), b.add('zeros', [x], {})], {}));
    expect(wide).not.toBe(narrow);
  });

  it('depends on number, order and shape of inputs and outputs, not on their names', () => {
    const two = (names: readonly [string, string], swapInputs: boolean, swapOutputs: boolean): string => {
      const b = createArchBuilder();
      const inputs = names.map((name) => b.input(name, [1, 3]));
      const [p, q] = swapInputs ? inputs.toReversed() : inputs;
      const outputs = [b.add('sub', [p, q], {}), b.add('relu', [q], {})];
      return canonicalHash(b.finish(swapOutputs ? outputs.toReversed() : outputs));
    };
    expect(two(['a', 'b'], false, false)).toBe(two(['y', 'x'], false, false));
    expect(two(['a', 'b'], true, false)).not.toBe(two(['a', 'b'], false, false));
    expect(two(['a', 'b'], false, true)).not.toBe(two(['a', 'b'], false, false));
    const unread = (extra: boolean): string => {
      const b = createArchBuilder();
      const x = b.input('x', [1, 3]);
      if (extra) b.input('unread', [1, 3]);
      return canonicalHash(b.finish([b.add('relu', [x], {})]));
    };
    expect(unread(true)).not.toBe(unread(false));
  });
});
