/** Numbers added and multiplied one after the other are one affine map; biases that a separate node adds are biases. */
import { asList, isAlong } from './channel-values.js';
import { nodeOf, ownParameter, pairs, type Pattern } from './graph.js';

/** a (b x + c) + d. */
export const affineChain: Pattern = (node, graph) => {
  if (node.op !== 'affine') return false;
  const inner = nodeOf(graph, node.inputs[0], 'affine');
  if (inner === undefined || graph.uses(inner.id) !== 1) return false;
  const { scale, shift } = node.attrs;
  if (scale * inner.attrs.scale === 1 && scale * inner.attrs.shift + shift === 0) {
    graph.replace(node.id, 'identity', inner.inputs, {});
    return true;
  }
  graph.replace(node.id, 'affine', inner.inputs, { scale: scale * inner.attrs.scale, shift: scale * inner.attrs.shift + shift });
  return true;
};

/** A learned vector added to what a convolution or matrix product without bias gives. */
export const addedBias: Pattern = (node, graph) => {
  if (node.op !== 'add') return false;
  for (const [product, added] of pairs(node)) {
    const bias = ownParameter(graph, added);
    if (bias === undefined || graph.uses(product) !== 1) continue;
    const shape = graph.shape(product);
    const linear = nodeOf(graph, product, 'linear');
    if (linear !== undefined && !linear.attrs.bias && isAlong(bias.shape, shape, shape.length - 1)) {
      graph.replace(
        node.id,
        'linear',
        linear.inputs,
        { ...linear.attrs, bias: true },
        { ...linear.weights, bias: asList(bias.values) },
      );
      return true;
    }
    const conv = nodeOf(graph, product, 'conv');
    if (conv !== undefined && !conv.attrs.bias && isAlong(bias.shape, shape, 1)) {
      graph.replace(node.id, 'conv', conv.inputs, { ...conv.attrs, bias: true }, { ...conv.weights, bias: asList(bias.values) });
      return true;
    }
    const spread = nodeOf(graph, product, 'convTranspose');
    if (spread !== undefined && !spread.attrs.bias && isAlong(bias.shape, shape, 1)) {
      const weights = { ...spread.weights, bias: asList(bias.values) };
      graph.replace(node.id, 'convTranspose', spread.inputs, { ...spread.attrs, bias: true }, weights);
      return true;
    }
  }
  return false;
};
