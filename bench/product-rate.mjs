import { createGraphBuilder } from '../dist/onnx/lower/graph-builder.js';
import { encodeModel } from '../dist/onnx/proto/encode-model.js';

export const productSide = 1536;

/**
 * Multiply-accumulates a second of one large matrix product: the bound of forward passes whose arithmetic is convolutions and products.
 * @param createSession makes a session of a model's bytes: of any engine of the runtime, with `run` and `release`.
 */
export async function measureProductRate(createSession) {
  const graph = createGraphBuilder();
  const y = graph.node('MatMul', ['a', 'b']);
  const dims = [productSide, productSide];
  const model = encodeModel({
    name: 'product',
    nodes: graph.nodes,
    initializers: [],
    inputs: ['a', 'b'].map((id) => ({ name: id, type: 'float', dims })),
    outputs: [{ name: y, type: 'float' }],
  });
  const session = await createSession(model);
  const feeds = Object.fromEntries(['a', 'b'].map((id) => [id, { dims, values: new Float32Array(productSide ** 2).fill(0.5) }]));
  await session.run(feeds);
  const started = performance.now();
  await session.run(feeds);
  const seconds = (performance.now() - started) / 1000;
  await session.release();
  return productSide ** 3 / seconds;
}
