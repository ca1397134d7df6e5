/**
 * Mutations of real models at the level of bytes: reading any file and counting what it holds, as `show` does, ends with an
 * architecture or with one of our own errors. A short run belongs to the tests; `npm run fuzz:onnx` makes a long one of the same, with a folder of one of that folder's models.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../src/arch/types.js';
import { AssayError } from '../src/core/errors.js';
import { createRng, type Rng } from '../src/core/rng.js';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { createArchBuilder, squareConv, squareWindow } from '../src/arch/build.js';
import { countCost } from '../src/arch/cost.js';
import { bestOrder } from '../src/arch/memory/best-order.js';
import { describeNodes } from '../src/arch/table.js';
import { laterModels, wrongModel } from './fuzz-models.js';
import { float, floats, image, int, integers, ints, node, onnxModel } from './onnx-graph.js';
import { vitB16 } from './reference-networks.js';

const cases = Number(process.env.ASSAY_FUZZ_CASES ?? 1000);
/** Bytes at the beginning of a model that hold its graph. */
const structure = 1 << 17;
const seed = Number(process.env.ASSAY_FUZZ_SEED ?? 1);

/** The files of the folder in ASSAY_FUZZ_MODELS, else small models that hold what exporters write. */
async function models(): Promise<Uint8Array[]> {
  const folder = process.env.ASSAY_FUZZ_MODELS;
  if (folder !== undefined)
    return readdirSync(folder)
      .filter((name) => name.endsWith('.onnx'))
      .toSorted()
      .map((name) => readFileSync(join(folder, name)));
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'block', kind: 'block', stage: 0 });
  x = b.add('relu', [b.add('batchNorm', [b.add('conv', [x], squareConv(4, 3))], { eps: 1e-5, affine: true })], {});
  x = b.add('maxPool', [x], { ...squareWindow(3, 2, 1), ceil: true });
  x = b.add('linear', [b.add('flatten', [b.add('silu', [x], {})], { axis: 1 })], { outFeatures: 3, bias: true });
  const convolutional = b.finish([x]);
  return [
    await writeOnnx(convolutional, { weights: () => 0.5 }),
    await writeOnnx(vitB16({ depth: 1, dim: 8, heads: 2, size: 16, patch: 8 }), { weights: 'inputs' }),
    onnxModel({
      nodes: [
        node('Shape', 'x', 's'),
        node('Gather', 's zero', 'n'),
        node('Unsqueeze', 'n axis', 'n1'),
        node('Concat', 'n1 rest', 't', { axis: int(0) }),
        node('Reshape', 'x t', 'r'),
        node('Transpose', 'w', 'wt', { perm: ints([1, 0]) }),
        node('MatMul', 'r wt', 'm'),
        node('Add', 'm bias', 'a'),
        node('Expand', 'one shape', 'e'),
        node('Mul', 'a e', 'p'),
        node('Pad', 'p pads', 'q'),
        node('Slice', 'q zero1 two axis1', 'c'),
        node('Softmax', 'c', 'y', { axis: int(-1) }),
      ],
      initializers: [
        integers('zero', [0], []),
        integers('axis', [0]),
        integers('rest', [-1]),
        floats('w', [4, 192]),
        floats('bias', [4]),
        floats('one', [1]),
        integers('shape', [1, 4]),
        integers('pads', [0, 1, 0, 1]),
        integers('zero1', [0]),
        integers('two', [2]),
        integers('axis1', [1]),
      ],
    }),
    onnxModel({
      inputs: [image(['batch', 4, 6, 6])],
      nodes: [
        node('LRN', 'x', 'l', { size: int(3) }),
        node('InstanceNormalization', 'l g b', 'i', { epsilon: float(1e-5) }),
        node('Clip', 'i low high', 'k'),
        node('Split', 'k', 'u v', { axis: int(1) }),
        node('Concat', 'v u', 'j', { axis: int(1) }),
        node('ReduceMean', 'j', 'h', { axes: ints([2, 3]), keepdims: int(0) }),
        node('Gemm', 'h w', 'y', { transB: int(1) }),
      ],
      initializers: [floats('g', [4]), floats('b', [4]), floats('low', [], [0]), floats('high', [], [6]), floats('w', [5, 4])],
      opset: 12,
    }),
    ...laterModels,
  ];
}

/** What `show` counts of a network. */
function show(architecture: Architecture, effort: number): void {
  const { params, macs } = countCost(architecture);
  expect(params).toBeGreaterThanOrEqual(0);
  expect(macs).toBeGreaterThanOrEqual(0);
  expect(describeNodes(architecture).length).toBe(architecture.nodes.length);
  const { peak, lowerBound } = bestOrder(architecture, effort);
  expect(peak).toBeGreaterThanOrEqual(lowerBound);
}

/** One to four changes: bits, bytes, large numbers, pieces removed, repeated, moved in from elsewhere, or the end cut off. */
function mutated(base: Uint8Array, others: readonly Uint8Array[], rng: Rng): Uint8Array {
  let bytes = base;
  for (let change = 1 + rng.int(4); change > 0; change--) {
    // Of a large model nearly all is weights, behind the graph: most changes are made where its structure is.
    const at = rng.int(Math.max(1, rng.int(8) === 0 ? bytes.length : Math.min(bytes.length, structure)));
    const length = 1 + rng.int(Math.min(64, Math.max(1, bytes.length - at)));
    const splice = (inserted: ArrayLike<number>, removed: number): Uint8Array => {
      const tail = bytes.subarray(at + removed);
      const joined = new Uint8Array(at + inserted.length + tail.length);
      joined.set(bytes.subarray(0, at));
      joined.set(inserted, at);
      joined.set(tail, at + inserted.length);
      return joined;
    };
    const changed = (from: number, to: number, f: (byte: number) => number): Uint8Array => {
      const copy = bytes.slice();
      for (let i = from; i < Math.min(to, copy.length); i++) copy[i] = f(copy[i]);
      return copy;
    };
    const kind = rng.int(8);
    if (kind === 0) bytes = changed(at, at + 1, (byte) => byte ^ (1 << rng.int(8)));
    else if (kind === 1) bytes = changed(at, at + 1, () => rng.int(256));
    else if (kind === 2) bytes = changed(at, at + 1 + (length & 7), () => 0xff);
    else if (kind === 3) bytes = splice([], length);
    else if (kind === 4) bytes = splice(bytes.subarray(at, at + length), 0);
    else if (kind === 5)
      bytes = splice(
        Array.from({ length: 1 + rng.int(4) }, () => rng.int(256)),
        0,
      );
    else if (kind === 6) {
      const other = rng.pick(others);
      const from = rng.int(other.length);
      bytes = splice(other.subarray(from, from + length), rng.int(2) * length);
    } else bytes = rng.int(4) === 0 ? bytes.subarray(0, at) : changed(at, at + 1, () => [0, 1, 0x7f, 0x80][rng.int(4)]);
  }
  return bytes;
}

describe('the ONNX reader under mutations', () => {
  it(`reads or refuses each of ${cases} damaged models, and never fails otherwise`, { timeout: 24 * 3600 * 1000 }, async () => {
    const bases = await models();
    const rng = createRng(seed, 'fuzz onnx');
    let read = 0;
    let longest = 0;
    const faults: string[] = [];
    for (let i = 0; i < cases; i++) {
      const isWrong = process.env.ASSAY_FUZZ_MODELS === undefined && i % 2 === 1;
      const bytes = isWrong ? wrongModel(rng) : mutated(rng.pick(bases), bases, rng);
      const start = process.cpuUsage();
      try {
        const { architecture } = await readOnnx(bytesSource(bytes), { where: 'fuzz.onnx', partial: rng.int(2) === 0 });
        expect(architecture.outputs.length).toBeGreaterThan(0);
        // The order of execution takes most of the time: most cases stop looking for a better one early.
        show(architecture, i % 8 === 0 ? 500 : 30);
        read++;
      } catch (error) {
        if (error instanceof AssayError) expect(error.message).not.toContain('\n');
        else faults.push(`case ${i} of seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
        if (faults.length >= 20) break;
      }
      const used = process.cpuUsage(start);
      longest = Math.max(longest, (used.user + used.system) / 1000);
    }
    expect(faults).toEqual([]);
    expect(read).toBeGreaterThan(0);
    process.stdout.write(
      `fuzzed ${cases} models (seed ${seed}): ${read} read, ${cases - read} refused, slowest ${longest.toFixed(0)} ms of processor, ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`,
    );
  });
});
