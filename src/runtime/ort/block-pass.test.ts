import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { lowerArchitecture } from '../../onnx/lower/lower-architecture.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { NormMode } from '../passes/types.js';
import { createInitializer } from '../weights/index.js';
import { batchNormOf } from './batch-norm-of.js';
import { blockPass, type PassGraph } from './block-pass.js';
import { blockedChannels } from './blocked-channels.js';
import { runOnce } from './run-once.js';

const engine = await openOrtEngine();
const block = await blockedChannels(engine);
const weights = createInitializer('kaiming-normal', 5);

const window = { kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], ceil: false };

/** Three channels to 16, 32 and back to 3, each followed by a norm and two pools; the second convolution has `groups`. */
function network(groups = 1): Architecture {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 6, 7]);
  for (const [outChannels, kernel] of [
    [16, 3],
    [32, 3],
    [3, 1],
  ] as const) {
    const conv = b.add('conv', [x], squareConv(outChannels, kernel, outChannels === 32 ? { groups } : {}));
    x = b.add('relu', [b.add('batchNorm', [conv], { eps: 1e-5, affine: true })], {});
    x = b.add('avgPool', [x], { ...window, countPadding: false });
    x = b.add('maxPool', [x], window);
  }
  return b.finish([x], 'network');
}

function lower(architecture: Architecture, norm: NormMode, wanted: number | undefined) {
  const batchNorm = batchNormOf(engine, norm);
  const values = (parameter: Parameters<typeof weights.values>[0]) => weights.values(parameter);
  return lowerArchitecture(architecture, { batch: 4, values, batchNorm, block: wanted });
}

async function run({ nodes, initializers, favour }: PassGraph, output: string): Promise<readonly number[]> {
  const values = Float32Array.from({ length: 4 * 126 }, (_, i) => Math.sin(i));
  const model = encodeModel(
    {
      name: 'pass',
      nodes,
      initializers,
      inputs: [{ name: 'image', type: 'float', dims: [4, 3, 6, 7] }],
      outputs: [{ name: output, type: 'float' }],
    },
    { domains: { 'com.microsoft.nchwc': 1, 'com.microsoft': 1 } },
  );
  const results = await runOnce(engine, model, [{ name: 'image', dims: [4, 3, 6, 7], values }], favour);
  return Array.from(results[output].values);
}

describe.skipIf(block === undefined)('a pass with its convolutions in blocks', () => {
  it('gives the numbers of plain convolutions, and is loaded without rewriting', async () => {
    const architecture = network();
    const [own, plain] = [block, undefined].map((wanted) => lower(architecture, 'joint', wanted));
    const output = own.value(architecture.outputs[0]);
    const shapes = [['image', [4, 3, 6, 7]]] as const;
    const graph = blockPass(own.graph, { shapes, outputs: [output] });
    expect(graph.favour).toBe('start');
    expect(graph.nodes.filter(({ op, domain }) => op === 'Conv' && domain === undefined)).toEqual([]);
    // Three channels fill no block.
    expect(graph.nodes.filter(({ op, domain }) => op.endsWith('Pool') && domain === undefined)).toHaveLength(2);
    const expected = await run(blockPass(plain.graph, { shapes, outputs: [] }), plain.value(architecture.outputs[0]));
    (await run(graph, output)).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
  });

  it('is left to the runtime where that merges norms into convolutions, or has groups', () => {
    expect(blockPass(lower(network(), 'running', block).graph, { shapes: [], outputs: [] }).favour).toBe('run');
    expect(blockPass(lower(network(2), 'joint', block).graph, { shapes: [], outputs: [] }).favour).toBe('run');
    expect(blockPass(lower(network(), 'joint', undefined).graph, { shapes: [], outputs: [] }).favour).toBe('run');
  });
});
