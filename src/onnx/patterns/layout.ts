/** Moves of numbers that only come from a file's layout: reshapes in a row, transposes that undo each other, padding by a separate node. */
import { forAxis } from '../../arch/ops/shapes.js';
import { must } from '../../core/must.js';
import type { OpAttrs } from '../../arch/types.js';
import { isBatch, sameDim, sameDims } from '../import/dims.js';
import { nodeOf, operandOf, type Pattern, type PatternGraph } from './graph.js';

/** Only the last of two reshapes counts. */
export const reshapeChain: Pattern = (node, graph) => {
  if (node.op !== 'reshape' && node.op !== 'flatten') return false;
  const inner = nodeOf(graph, operandOf(node), 'reshape') ?? nodeOf(graph, operandOf(node), 'flatten');
  if (inner === undefined || graph.uses(inner.id) !== 1) return false;
  const x = operandOf(inner);
  const from = graph.shape(x);
  const to = graph.shape(node.id);
  if (sameDims(from, to)) graph.redirect(node.id, x);
  else
    graph.replace(node.id, 'reshape', [x], {
      shape: to.map((dim, axis) => (!isBatch(dim) ? dim : sameDim(dim, from[axis] ?? 0) ? 0 : -1)),
    });
  return true;
};

/** The elements in the order of a permutation of places. */
function permuted<T>(list: readonly T[], permutation: readonly number[]): T[] {
  return permutation.map((place) => must(list[place], 'an element at each place'));
}

export const transposeChain: Pattern = (node, graph) => {
  if (node.op !== 'transpose') return false;
  const { permutation } = node.attrs;
  const isNothing = (order: readonly number[]): boolean => order.every((axis, i) => axis === i);
  if (isNothing(permutation)) {
    graph.redirect(node.id, operandOf(node));
    return true;
  }
  const inner = nodeOf(graph, operandOf(node), 'transpose');
  if (inner === undefined) return false;
  const both = permuted(inner.attrs.permutation, permutation);
  if (isNothing(both)) graph.redirect(node.id, operandOf(inner));
  else if (graph.uses(inner.id) === 1) graph.replace(node.id, 'transpose', inner.inputs, { permutation: both });
  else return false;
  return true;
};

/** Slices that lie one behind the other, joined again. */
export const slicesJoined: Pattern = (node, graph) => {
  if (node.op !== 'concat' || node.inputs.length < 2) return false;
  const parts = node.inputs.map((id) => nodeOf(graph, id, 'slice'));
  const [source] = parts[0]?.inputs ?? [];
  if (source === undefined || !sameDims(graph.shape(source), graph.shape(node.id))) return false;
  let end = 0;
  for (const part of parts) {
    const isNext =
      part?.inputs[0] === source && part.attrs.axis === node.attrs.axis && part.attrs.step === 1 && part.attrs.start === end;
    if (!isNext || part.attrs.end < end) return false;
    ({ end } = part.attrs);
  }
  graph.redirect(node.id, source);
  return true;
};

/** The spatial part of a padding that leaves batch and channels alone. */
function spatialPads({ pads }: OpAttrs['pad']): readonly number[] | undefined {
  const rank = pads.length / 2;
  const isSpatial = rank >= 3 && [0, 1, rank, rank + 1].every((place) => pads[place] === 0);
  return isSpatial ? [...pads.slice(2, rank), ...pads.slice(rank + 2)] : undefined;
}

/** Nothing below 0 comes out of these, so padding with 0 loses against any pixel or ties with one. */
function isNonNegative(graph: PatternGraph, id: string): boolean {
  const node = graph.node(id);
  return (
    node?.op === 'relu' || node?.op === 'sigmoid' || node?.op === 'hardSigmoid' || (node?.op === 'clip' && node.attrs.min >= 0)
  );
}

/** Zeros around the input of a convolution or pool are its padding. */
export const padBefore: Pattern = (node, graph) => {
  if (node.op !== 'conv' && node.op !== 'avgPool' && node.op !== 'maxPool') return false;
  const pad = nodeOf(graph, node.inputs[0], 'pad');
  const pads = pad && spatialPads(pad.attrs);
  if (pad === undefined || pads === undefined || pad.attrs.value !== 0 || graph.uses(pad.id) !== 1) return false;
  const padding = node.attrs.padding.map((amount, i) => amount + forAxis(pads, i));
  if (node.op === 'conv') {
    graph.replace(node.id, 'conv', pad.inputs, { ...node.attrs, padding }, node.weights);
    return true;
  }
  // A pool's padding must stay below its kernel, and ceil rounds by the padding's place.
  const { kernel, ceil } = node.attrs;
  if (ceil || padding.some((amount, i) => amount >= forAxis(kernel, i % kernel.length))) return false;
  if (node.op === 'maxPool') {
    if (!isNonNegative(graph, operandOf(pad))) return false;
    graph.replace(node.id, 'maxPool', pad.inputs, { ...node.attrs, padding });
    return true;
  }
  if (!node.attrs.countPadding && node.attrs.padding.some((amount) => amount > 0)) return false;
  graph.replace(node.id, 'avgPool', pad.inputs, { ...node.attrs, padding, countPadding: true });
  return true;
};

/** An image with channels last that is transposed first: the input of the network has channels first. */
export const channelsFirstInput: Pattern = (node, graph) => {
  if (node.op !== 'transpose' || node.attrs.permutation.join() !== '0,3,1,2') return false;
  const { permutation } = node.attrs;
  const name = operandOf(node);
  const port = graph.inputs.find(({ id }) => id === name);
  if (port === undefined || graph.uses(name) !== 1) return false;
  graph.inputs = graph.inputs.map((own) => (own === port ? { id: port.id, shape: permuted(port.shape, permutation) } : own));
  graph.setShape(name, permuted(graph.shape(name), permutation));
  graph.redirect(node.id, name);
  return true;
};
