import { createGraphBuilder } from '../dist/onnx/lower/graph-builder.js';
import { encodeModel } from '../dist/onnx/proto/encode-model.js';

export const productSide = 1536;

/**
 * Multiply-accumulates a second of one product of two square matrices, the best of some runs after one that warms up: the bound of passes whose arithmetic is
 * convolutions and products. The result's mean is read, as a device would otherwise be timed by the copy of all of it.
 */
export async function measureProductRate(engine, { side = productSide, runs = 1 } = {}) {
  const graph = createGraphBuilder(engine.dialect);
  const mean = graph.node('ReduceMean', [graph.node('MatMul', ['a', 'b'])], { keepdims: { int: 0 } });
  const dims = [side, side];
  const model = encodeModel({
    name: 'product',
    nodes: graph.nodes,
    initializers: [],
    inputs: ['a', 'b'].map((name) => ({ name, type: 'float', dims })),
    outputs: [{ name: mean, type: 'float' }],
  });
  const session = await engine.createSession(model);
  const values = new Float32Array(side * side).fill(0.5);
  const feeds = { a: { dims, values }, b: { dims, values } };
  await session.run(feeds);
  let seconds = Infinity;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await session.run(feeds);
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
  }
  await session.release();
  return side ** 3 / seconds;
}
