import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomArchitecture } from '../../../test/random-architecture.js';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import { createArchBuilder, squareConv } from '../build.js';
import type { Architecture } from '../types.js';
import { bestOrder } from './best-order.js';
import { peakActivationBytes } from './file-order-peak.js';
import { memoryGraph, neededNodes, type MemoryGraph } from './memory-graph.js';

/** Numbers held when exactly the tensors of a set exist or existed, from the definition. */
function heldBy({ ids, sizes, readers, isOutput }: MemoryGraph, set: ReadonlySet<number>): number {
  let sum = 0;
  for (let tensor = 0; tensor < ids.length; tensor++) {
    const isRead = readers[tensor].length === 0 || readers[tensor].some((reader) => !set.has(reader));
    if (set.has(tensor) && (isOutput[tensor] || isRead)) sum += sizes[tensor];
  }
  return sum;
}

/** The least peak over all orders, by trying every set of nodes that may have run. */
function bruteForce(architecture: Architecture): number {
  const graph = memoryGraph(architecture, neededNodes(architecture));
  const { ids, inputCount, sizes, reads, readers, isOutput, worksInPlace } = graph;
  const best = new Map<string, number>();
  const from = (set: ReadonlySet<number>): number => {
    if (set.size === ids.length) return 0;
    const key = [...set].toSorted((a, b) => a - b).join();
    const known = best.get(key);
    if (known !== undefined) return known;
    let least = Infinity;
    for (let node = inputCount; node < ids.length; node++) {
      if (set.has(node) || !reads[node].every((tensor) => set.has(tensor))) continue;
      const isInPlace =
        worksInPlace[node] &&
        reads[node].some(
          (tensor) =>
            sizes[tensor] === sizes[node] &&
            !isOutput[tensor] &&
            readers[tensor].every((reader) => reader === node || set.has(reader)),
        );
      const during = heldBy(graph, set) + (isInPlace ? 0 : sizes[node]);
      least = Math.min(least, Math.max(during, from(new Set([...set, node]))));
    }
    best.set(key, least);
    return least;
  };
  const start = new Set(architecture.inputs.map((_, index) => index));
  return Math.max(heldBy(graph, start), from(start));
}

/** Convolutions and sums with random widths on a random graph, up to `size` nodes. */
function randomGraph(seed: number, size: number): Architecture {
  const rng = createRng(seed, 'memory');
  const b = createArchBuilder();
  const made = [b.input('x', [1, 1 + rng.int(8), 4, 4])];
  const widths = new Map<string, number>();
  for (let i = 0; i < size; i++) {
    const pick = (): string => made[Math.max(0, made.length - 1 - rng.int(5))];
    const width = widths.get(made[i]);
    const other = made.find((id, at) => at > 0 && at !== i && width !== undefined && widths.get(id) === width);
    let id: string;
    const kind = rng.int(8);
    if (kind < 3 && other !== undefined) {
      id = b.add('add', [made[i], other], {});
      widths.set(id, width as number);
    } else if (kind === 3) {
      const source = pick();
      id = b.add('relu', [source], {});
      const of = widths.get(source);
      if (of !== undefined) widths.set(id, of);
    } else if (kind === 4) {
      const sources = [...new Set([pick(), pick(), pick()])];
      id = b.add('concat', sources, { axis: 1 });
    } else {
      const outChannels = [1, 2, 4, 8, 16][rng.int(5)];
      id = b.add('conv', [pick()], squareConv(outChannels, 1));
      widths.set(id, outChannels);
    }
    made.push(id);
  }
  return b.finish(made.slice(-1 - rng.int(2)));
}

describe('bestOrder', () => {
  it('needs no more and no less than the best of all orders on a thousand random graphs', () => {
    for (let seed = 0; seed < 1000; seed++) {
      const architecture = randomGraph(seed, 4 + (seed % 9));
      const { peak, lowerBound, order, fullest } = bestOrder(architecture);
      expect([seed, peak]).toEqual([seed, bruteForce(architecture)]);
      expect([seed, lowerBound]).toEqual([seed, peak]);
      const needed = neededNodes(architecture);
      expect(order.toSorted()).toEqual(architecture.nodes.flatMap(({ id }) => (needed.has(id) ? [id] : [])).toSorted());
      expect([seed, fullest.held.reduce((sum, { size }) => sum + size, 0)]).toEqual([seed, peak]);
    }
  });

  it('needs no more than the order of the file, and is an order', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const architecture = randomArchitecture(seed);
        const fed = new Set(architecture.inputs.map(({ id }) => id));
        for (const { id, inputs } of architecture.nodes) if (inputs.some((input) => fed.has(input))) fed.add(id);
        const { peak, lowerBound, order } = bestOrder(architecture);
        expect(4 * peak).toBeLessThanOrEqual(peakActivationBytes(architecture));
        expect(lowerBound).toBeLessThanOrEqual(peak);
        const done = new Set(architecture.inputs.map(({ id }) => id));
        // A tensor that depends on no input is stored.
        for (const { id } of architecture.nodes) if (!fed.has(id)) done.add(id);
        for (const id of order) {
          const node = architecture.nodes.find((own) => own.id === id);
          expect(node?.inputs.every((input) => done.has(input))).toBe(true);
          done.add(id);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('finishes one branch before it begins the next', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4, 8, 8]);
    const wide = [0, 1].map(() => b.add('conv', [x], squareConv(16, 3)));
    const narrow = wide.map((id) => b.add('conv', [id], squareConv(1, 3)));
    const architecture = b.finish([b.add('concat', narrow, { axis: 1 })]);
    expect(peakActivationBytes(architecture)).toBe(4 * 64 * (4 + 16 + 16));
    const { peak, order, fullest } = bestOrder(architecture);
    expect(peak).toBe(64 * (4 + 16 + 1));
    expect(order.slice(0, 2)).toEqual([wide[0], narrow[0]]);
    expect(fullest.held.map(({ id }) => id)).toContain(fullest.node);
  });

  it.each(['nas-bench-201', 'nas-bench-101', 'ofa-mobilenet', 'transnas-micro', 'nds-nasnet', 'nds-resnet'])(
    'proves the best order of the networks of %s',
    (id) => {
      const space = openSpace(id);
      for (let i = 0; i < 3; i++) {
        const { peak, lowerBound } = bestOrder(space.build(space.sample(createRng(i, 'memory'))));
        expect([id, lowerBound]).toEqual([id, peak]);
      }
    },
  );

  it('gives a good order and a bound if a graph has too many orders', () => {
    const space = openSpace('darts');
    const network = space.build(space.sample(createRng(1, 'memory')));
    const { peak, lowerBound, fullest } = bestOrder(network, 10);
    expect(lowerBound).toBeLessThanOrEqual(peak);
    expect(4 * peak).toBeLessThanOrEqual(peakActivationBytes(network));
    expect(fullest.held.reduce((sum, { size }) => sum + size, 0)).toBe(peak);
  });
});
