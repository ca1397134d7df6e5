import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../arch/build.js';
import { canonicalHash } from '../arch/canonical.js';
import { countCost } from '../arch/cost.js';
import { inferShapes } from '../arch/infer.js';
import { product } from '../arch/ops/shapes.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { hash32 } from '../core/rng.js';
import { randomArchitecture } from '../../test/random-architecture.js';
import { mobileNetV2, resNet18, vitB16 } from '../../test/reference-networks.js';
import { bytesSource } from '../core/byte-source.js';
import { readOnnx, type OnnxReading } from './read.js';
import { writeOnnx } from './write.js';

const again = async (architecture: Architecture): Promise<OnnxReading> =>
  readOnnx(bytesSource(await writeOnnx(architecture, { weights: 'inputs' })));

describe('a written network', () => {
  it.each([
    ['ResNet-18', resNet18()],
    ['MobileNetV2', mobileNetV2()],
    ['ViT-B/16', vitB16({ depth: 2 })],
  ])('%s is read back as itself: canonical form, params, MACs, ids and groups', async (_, architecture) => {
    const { architecture: read } = await again(architecture);
    expect(canonicalHash(read)).toBe(canonicalHash(architecture));
    expect(countCost(read)).toEqual(countCost(architecture));
    expect(read.name).toBe(architecture.name);
    expect(read.groups).toEqual(architecture.groups);
    const groups = new Map(architecture.nodes.map(({ id, group }) => [id, group]));
    for (const { id, op, group } of read.nodes) if (op !== 'parameter') expect([id, group]).toEqual([id, groups.get(id)]);
  });

  it('holds for any batch', async () => {
    const { architecture } = await again(vitB16({ depth: 1 }));
    expect(inferShapes(architecture, 5).get(architecture.outputs[0])).toEqual([5, 1000]);
  });

  it('keeps a concatenation of one part, which cells end in', async () => {
    const b = createArchBuilder();
    const conv = b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(4, 3));
    const source = b.finish([b.add('concat', [conv], { axis: 1 }, 'out')]);
    const { architecture } = await again(source);
    expect([architecture.nodes.at(-1)?.op, canonicalHash(architecture)]).toEqual(['concat', canonicalHash(source)]);
  });

  it('carries its weights, and a batch norm its statistics', async () => {
    const b = createArchBuilder();
    const conv = b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(4, 3), 'conv');
    const source = b.finish([b.add('batchNorm', [conv], { eps: 1e-5, affine: true }, 'norm')]);
    const reading = await readOnnx(bytesSource(await writeOnnx(source, { weights: ({ key, shape }) => values(key, shape) })));
    const stored = reading.weights.get('conv')?.weight;
    expect([stored?.shape, await stored?.load()]).toEqual([[4, 3, 3, 3], values('conv/weight', [4, 3, 3, 3])]);
    expect(await reading.weights.get('norm')?.variance.load()).toEqual(Float32Array.of(1, 1, 1, 1));
    // And a second trip changes no byte of them.
    const bytes = await writeOnnx(reading.architecture, { weights: reading.weights });
    const second = await readOnnx(bytesSource(bytes));
    for (const [id, own] of reading.weights)
      for (const [name, tensor] of Object.entries(own))
        expect(await second.weights.get(id)?.[name]?.load()).toEqual(await tensor.load());
  });

  it('says which weight is missing', async () => {
    await expect(writeOnnx(resNet18(32), { weights: new Map() })).rejects.toThrow(
      /node ".*": expected values of its weight, got none/,
    );
    const { architecture, weights } = await again(resNet18(32));
    await expect(writeOnnx(architecture, { weights })).rejects.toThrow('the file holds no weights');
  });
});

describe('random architectures', () => {
  const seeds = Array.from({ length: 120 }, (_, seed) => seed);

  it('compute the same after a trip through ONNX', async () => {
    const { runReference } = await import('../runtime/reference/run-reference.js');
    for (const seed of seeds) {
      const source = randomArchitecture(seed);
      const reading = await readOnnx(bytesSource(await writeOnnx(source, { weights: ({ key, shape }) => values(key, shape) })));
      const inputs = source.inputs.map(({ id, shape }) => ({
        shape: [2, ...shape.slice(1)],
        values: Float64Array.from(values(id, [2, ...shape.slice(1)])),
      }));
      const loaded = await loadAll(reading.weights);
      const before = runReference(source, { inputs, norm: 'joint', values: ({ key, shape }) => values(key, shape) });
      const after = runReference(reading.architecture, {
        inputs,
        norm: 'joint',
        values: ({ key }) => loaded.get(key) as Float32Array,
      });
      for (const [i, id] of source.outputs.entries()) {
        const wanted = [...(before.get(id)?.values ?? [])];
        const found = [...(after.get(reading.architecture.outputs[i])?.values ?? [])];
        expect([seed, found.length]).toEqual([seed, wanted.length]);
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
        const farthest = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at])), 0);
        expect([seed, farthest / largest < 1e-5]).toEqual([seed, true]);
      }
    }
  });

  it('keep their canonical form', async () => {
    for (const seed of seeds) {
      const source = withoutDeepFlatten(randomArchitecture(seed));
      // Pools whose last window would start in the padding are written with explicit padding: runtimes disagree about them.
      if (source.nodes.some(({ attrs }) => (attrs as { ceil?: boolean }).ceil === true)) continue;
      const { architecture } = await again(source);
      expect([seed, canonicalHash(likeFirst(architecture))]).toEqual([seed, canonicalHash(likeFirst(source))]);
    }
  });
});

/** A file does not say along whose batch a learned tensor is repeated; every input has the same. */
function likeFirst(architecture: Architecture): Architecture {
  const [first] = architecture.inputs;
  const nodes = architecture.nodes.map((node): ArchNode =>
    (node.op === 'parameter' || node.op === 'constant') && node.inputs.length > 0 ? { ...node, inputs: [first.id] } : node,
  );
  return { ...architecture, nodes };
}

/** ONNX flattens to two axes; deeper ones are written, and read, as the reshapes they are. */
function withoutDeepFlatten(architecture: Architecture): Architecture {
  const nodes = architecture.nodes.map((node): ArchNode => {
    if (node.op !== 'flatten' || node.attrs.axis === 1) return node;
    return { ...node, op: 'reshape', attrs: { shape: [...new Array<number>(node.attrs.axis).fill(0), -1] } };
  });
  return { ...architecture, nodes };
}

/** Numbers that depend on a name alone. */
function values(name: string, shape: Shape): Float32Array {
  const out = new Float32Array(product(shape));
  const start = hash32(name);
  for (let i = 0; i < out.length; i++) out[i] = Math.sin(start + i);
  return out;
}

async function loadAll(weights: Weights): Promise<Map<string, Float32Array>> {
  const loaded = new Map<string, Float32Array>();
  for (const [id, own] of weights)
    for (const [name, tensor] of Object.entries(own)) loaded.set(`${id}/${name}`, await tensor.load());
  return loaded;
}
