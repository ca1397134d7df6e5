import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../../test/random-architecture.js';
import { product } from '../../arch/ops/shapes.js';
import { nativeBatchNorm } from '../../onnx/lower/batch-norm.js';
import { bytesOf } from '../../onnx/lower/graph-builder.js';
import { lowerArchitecture } from '../../onnx/lower/lower-architecture.js';
import type { OnnxNode, OnnxTensor } from '../../onnx/proto/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { blockPass } from './block-pass.js';
import { blockedChannels } from './blocked-channels.js';
import { runGraph, runSegments } from './run-graph.js';
import { cutGraph } from './segments.js';

const node = (op: string, inputs: readonly string[], output: string): OnnxNode => ({ op, inputs, outputs: [output] });
const weight = (name: string, length = 256): OnnxTensor => ({
  name,
  type: 'float',
  dims: [length],
  bytes: bytesOf(new Float32Array(length)),
});

describe('a graph cut into segments', () => {
  const initializers = ['a', 'b', 'c', 'd', 'e'].map((name) => weight(name));
  /** Two residual blocks of two weights and a last layer; a sign is read of each block. */
  const blocks = [
    node('Mul', ['x', 'a'], '1'),
    node('Mul', ['1', 'b'], '2'),
    node('Add', ['2', 'x'], '3'),
    node('Mul', ['3', 'c'], '4'),
    node('Mul', ['4', 'd'], '5'),
    node('Add', ['5', '3'], '6'),
    node('Mul', ['6', 'e'], 'y'),
    node('Greater', ['3', 'zero'], 'sign'),
  ];
  const cut = (nodes: readonly OnnxNode[], outputs: readonly string[], most = 2500) =>
    cutGraph({ nodes, initializers: [...initializers, weight('zero', 1)], inputs: ['x'], outputs }, most).map((segment) => ({
      made: segment.nodes.flatMap((one) => one.outputs).join(' '),
      weights: segment.initializers.map(({ name }) => name).join(' '),
      inputs: segment.inputs.join(' '),
      outputs: segment.outputs.join(' '),
    }));

  it('is cut between blocks, where one value crosses, and readings lie with what they read', () => {
    expect(cut(blocks, ['sign', 'y'])).toEqual([
      { made: '1 2 3 sign', weights: 'a b zero', inputs: 'x', outputs: '3 sign' },
      { made: '4 5 6', weights: 'c d', inputs: '3', outputs: '6' },
      { made: 'y', weights: 'e', inputs: '6', outputs: 'y' },
    ]);
  });

  it('has no segment of what nothing reads', () => {
    expect(cut(blocks, ['sign', '6']).map(({ made }) => made)).toEqual(['1 2 3 sign', '4 5 6']);
  });

  it('is not cut where a value of another type crosses', () => {
    const typed = [
      node('Mul', ['x', 'a'], '1'),
      node('Round', ['1'], '2'),
      node('Mul', ['2', 'b'], '3'),
      node('Mul', ['3', 'c'], 'y'),
    ];
    expect(cut(typed, ['y'], 1).map(({ made }) => made)).toEqual(['1 2 3', 'y']);
  });

  it('computes what it computes as one model', async () => {
    const engine = await openOrtEngine();
    const block = await blockedChannels(engine);
    const weights = createInitializer('kaiming-uniform', 11);
    const counts = new Set<number>();
    await fc.assert(
      fc.asyncProperty(architectures({ steps: 8 }), async (architecture) => {
        const lowered = lowerArchitecture(architecture, { batch: 2, values: weights.values, batchNorm: nativeBatchNorm, block });
        const outputs = [...new Set(architecture.nodes.map(({ id }) => lowered.value(id)))].map((name) => ({
          name,
          type: 'float' as const,
        }));
        const inputs = architecture.inputs.map(({ id, shape: [, ...shape] }) => {
          const values = new Float32Array(2 * product(shape));
          fillNormal(values, 1, 7, id);
          return { name: id, dims: [2, ...shape], values };
        });
        const names = { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
        const graph = blockPass(lowered.graph, { shapes: inputs.map(({ name, dims }) => [name, dims]), outputs: names.outputs });
        const run = { graph, outputs, domains: lowered.graph.domains, isForward: true, fed: [inputs] };
        const [one] = await runGraph(engine, run);
        const segments = cutGraph({ ...graph, ...names }, 1);
        counts.add(segments.length);
        const [parts] = await runSegments(engine, run, segments);
        expect(Object.keys(parts ?? {}).toSorted()).toEqual(Object.keys(one ?? {}).toSorted());
        for (const [name, { values }] of Object.entries(one ?? {})) {
          const scale = Math.max(1e-3, ...Array.from(values, Math.abs));
          const own = parts?.[name]?.values ?? [];
          expect(values.every((value, i) => Math.abs(value - (own[i] ?? NaN)) <= 1e-4 * scale)).toBe(true);
        }
      }),
      { numRuns: 25, seed: 3 },
    );
    expect(Math.max(...counts)).toBeGreaterThan(3);
  });
});
