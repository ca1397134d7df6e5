/** Operators that the import writes out in others: ONNX Runtime computes the same of the file and of what is written again. */
import { expect, it } from 'vitest';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import { float, floats, image, int, integers, ints, node, onnxModel, type ModelParts } from './onnx-graph.js';

const engine = await openOrtEngine('wasm');
const shape = [1, 2, 5, 6];
const fed = [{ name: 'x', dims: shape, values: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * 2.3)) }];

async function difference(parts: ModelParts): Promise<number> {
  const bytes = onnxModel({ inputs: [image(['batch', ...shape.slice(1)])], ...parts });
  const { architecture, weights } = await readOnnx(bytesSource(bytes));
  const [before] = Object.values(await runOnce(engine, bytes, fed));
  const [after] = Object.values(await runOnce(engine, await writeOnnx(architecture, { weights }), fed));
  expect(after.values.length).toBe(before.values.length);
  return Array.from(before.values).reduce((most, value, i) => Math.max(most, Math.abs(value - after.values[i])), 0);
}

const text = (value: string): { readonly text: string } => ({ text: value });
type Attrs = NonNullable<Parameters<typeof node>[3]>;

const modes: Attrs[] = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].flatMap((coordinates) =>
  [
    { mode: text('linear') },
    { mode: text('cubic'), cubic_coeff_a: float(-0.5) },
    { mode: text('cubic'), exclude_outside: int(1) },
    ...['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'].map((own) => ({
      mode: text('nearest'),
      nearest_mode: text(own),
    })),
  ].map((own) => ({ ...own, coordinate_transformation_mode: text(coordinates) }) as Attrs),
);

it.each(modes.map((attrs) => [JSON.stringify(attrs), attrs] as const))('Resize %s', async (_, attrs) => {
  for (const [height, width] of [
    [2, 2],
    [1.6, 0.5],
  ]) {
    const scales = floats('s', [4], [1, 1, height, width]);
    const parts = { nodes: [node('Resize', 'x - s', 'y', attrs)], initializers: [scales], opset: 13 };
    expect(await difference(parts)).toBeLessThan(1e-5);
  }
  const sized = { nodes: [node('Resize', 'x - - n', 'y', attrs)], initializers: [integers('n', [1, 2, 7, 4])], opset: 13 };
  expect(await difference(sized)).toBeLessThan(1e-5);
});

it.each(['reflect', 'edge', 'wrap'])('Pad with mode %s', async (mode) => {
  const initializers = [integers('p', [0, 0, 2, 1, 0, 0, 1, 3])];
  const opset = mode === 'wrap' ? 19 : 13;
  expect(await difference({ nodes: [node('Pad', 'x p', 'y', { mode: text(mode) })], initializers, opset })).toBe(0);
});

it.each<[string, Attrs]>([
  ['strides and output padding', { strides: ints([2, 3]), output_padding: ints([1, 2]), pads: ints([1, 0, 0, 1]) }],
  ['a stated output', { strides: ints([2, 2]), output_shape: ints([11, 13]) }],
  ['SAME_UPPER', { strides: ints([2, 2]), auto_pad: text('SAME_UPPER') }],
  ['SAME_LOWER', { strides: ints([2, 2]), auto_pad: text('SAME_LOWER') }],
  ['groups and dilation', { group: int(2), dilations: ints([2, 1]) }],
])('ConvTranspose with %s', async (_, attrs) => {
  const parts = {
    nodes: [node('ConvTranspose', 'x w b', 'y', attrs)],
    initializers: [floats('w', [2, 3, 3, 2]), floats('b', [attrs['group'] === undefined ? 3 : 6])],
  };
  expect(await difference(parts)).toBeLessThan(1e-5);
});

it('choices that the network computes', async () => {
  const nodes = [
    node('Greater', 'x h', 'g'),
    node('LessOrEqual', 'x l', 'k'),
    node('Where', 'g x o', 'a'),
    node('Where', 'k z a', 'y'),
  ];
  const initializers = [floats('h', [], [0.3]), floats('l', [], [-0.5]), floats('o', [], [2]), floats('z', [], [-3])];
  expect(await difference({ nodes, initializers })).toBeLessThan(1e-6);
});
