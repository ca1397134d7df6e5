/**
 * ONNX Runtime's fastest convolutions read channels in blocks (8 or 16, by the processor), and it writes them itself only for constant
 * weights. They can be written into a model by hand; the block's length is what the runtime does not tell, so it is tried out.
 */
import { blockedDomain } from '../../onnx/lower/blocked.js';
import { createGraphBuilder, int, ints } from '../../onnx/lower/graph-builder.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import type { OnnxNode } from '../../onnx/proto/types.js';
import type { OrtEngine } from './types.js';

const candidates = [16, 8] as const;
const known = new WeakMap<OrtEngine, Promise<number | undefined>>();

/** Channels in a block; undefined where the engine has no blocked convolutions. */
export function blockedChannels(engine: OrtEngine): Promise<number | undefined> {
  const found = known.get(engine) ?? tryOut(engine);
  known.set(engine, found);
  return found;
}

async function tryOut(engine: OrtEngine): Promise<number | undefined> {
  for (const block of candidates) if (await isRight(engine, block)) return block;
  return undefined;
}

/** A weight of out and in channels in blocks: (out / b, in / b, height, width, b of in, b of out). */
export function blockedWeight(
  weight: string,
  [out, channels, height, width]: readonly number[],
  block: number,
  list: (values: readonly number[]) => string,
): OnnxNode[] {
  const name = `${weight} blocked`;
  return [
    {
      op: 'Reshape',
      inputs: [weight, list([out / block, block, channels / block, block, height, width])],
      outputs: [`${name} 1`],
    },
    { op: 'Transpose', inputs: [`${name} 1`], outputs: [`${name} 2`], attrs: { perm: ints([0, 2, 4, 5, 3, 1]) } },
    { op: 'Reshape', inputs: [`${name} 2`, list([out, channels, height, width])], outputs: [name] },
  ];
}

/** Whether a convolution of blocks gives what a plain one gives. */
async function isRight(engine: OrtEngine, block: number): Promise<boolean> {
  const shape = [1, 16, 4, 4];
  const weightShape = [16, 16, 3, 3];
  const graph = createGraphBuilder();
  const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
  const attrs = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) };
  const blocked = blockedWeight('w', weightShape, block, list);
  const nodes: OnnxNode[] = [
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['plain'], attrs },
    ...blocked,
    { op: 'ReorderInput', domain: blockedDomain, inputs: ['x'], outputs: ['x blocked'], attrs: { channels_last: int(0) } },
    { op: 'Conv', domain: blockedDomain, inputs: ['x blocked', 'w blocked'], outputs: ['y blocked'], attrs },
    { op: 'ReorderOutput', domain: blockedDomain, inputs: ['y blocked'], outputs: ['y'], attrs: { channels: int(16) } },
  ];
  const input = (name: string, dims: readonly number[]) => ({ name, type: 'float' as const, dims });
  const model = encodeModel(
    {
      name: 'blocks tried out',
      nodes,
      initializers: graph.initializers,
      inputs: [input('x', shape), input('w', weightShape)],
      outputs: ['plain', 'y'].map((name) => ({ name, type: 'float' })),
    },
    { domains: { [blockedDomain]: 1 } },
  );
  // Any failure means that there are no such operators here.
  try {
    const session = await engine.createSession(model, 'start');
    try {
      const values = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i));
      const { plain, y } = await session.run({
        x: { dims: shape, values: values(256) },
        w: { dims: weightShape, values: values(2304) },
      });
      return y.values.length === plain.values.length && plain.values.every((value, i) => Math.abs(value - y.values[i]) < 1e-3);
    } finally {
      await session.release();
    }
  } catch {
    return false;
  }
}
