/** Normalisations that files spell out in means, differences and square roots, or leave in halves. */
import { resolveAxis } from '../../arch/ops/shapes.js';
import { isBatch, sameDim, sameDims, type Dim } from '../import/dims.js';
import type { DraftNode } from '../import/values.js';
import { asList, isAlong } from './channel-values.js';
import { nodeOf, operandOf, ownParameter, pairs, type Pattern, type PatternGraph } from './graph.js';

/** The axes of a kept mean, when they are the last ones: where they begin, counted from the end. */
function trailingAxis(axes: readonly number[], rank: number): number | undefined {
  const resolved = axes.map((axis) => resolveAxis(axis, rank)).toSorted((a, b) => a - b);
  const [first = 0] = resolved;
  const isTrailing = resolved.every((axis, i) => axis === rank - resolved.length + i) && first > 0;
  return isTrailing ? first - rank : undefined;
}

/** x - mean(x) over the last axes. */
function centred(graph: PatternGraph, id: string): { readonly x: string; readonly axis: number } | undefined {
  const sub = nodeOf(graph, id, 'sub');
  const mean = nodeOf(graph, sub?.inputs[1], 'mean');
  const [x] = sub?.inputs ?? [];
  if (x === undefined || mean === undefined || mean.inputs[0] !== x || !mean.attrs.keepDims) return undefined;
  const axis = trailingAxis(mean.attrs.axes, graph.shape(x).length);
  return axis === undefined ? undefined : { x, axis };
}

/** sqrt(mean((x - mean x)^2) + eps) of the same x and axes. */
function deviation(graph: PatternGraph, id: string, x: string, axis: number): number | undefined {
  const root = nodeOf(graph, id, 'unary');
  const shifted = nodeOf(graph, root?.inputs[0], 'affine');
  const mean = nodeOf(graph, shifted?.inputs[0], 'mean');
  const square = nodeOf(graph, mean?.inputs[0], 'mul');
  if (root?.attrs.function !== 'sqrt' || shifted === undefined || mean === undefined || square?.inputs.length !== 2)
    return undefined;
  if (
    shifted.attrs.scale !== 1 ||
    !(shifted.attrs.shift > 0) ||
    !mean.attrs.keepDims ||
    trailingAxis(mean.attrs.axes, graph.shape(x).length) !== axis
  )
    return undefined;
  const isOwn = square.inputs.every((input) => {
    const inner = centred(graph, input);
    return inner?.x === x && inner.axis === axis;
  });
  return isOwn ? shifted.attrs.shift : undefined;
}

/** (x - mean) / sqrt(variance + eps), as a quotient or as a product with the reciprocal. */
export const spelledLayerNorm: Pattern = (node, graph) => {
  const quotients =
    node.op === 'div'
      ? pairs(node).slice(0, 1)
      : node.op === 'mul'
        ? pairs(node).flatMap(([a, b]) => {
            const inverse = reciprocalOf(graph, b);
            return inverse === undefined ? [] : [[a, inverse] as const];
          })
        : [];
  for (const [difference, root] of quotients) {
    const inner = centred(graph, difference);
    const eps = inner && deviation(graph, root, inner.x, inner.axis);
    if (inner === undefined || eps === undefined) continue;
    graph.replace(node.id, 'layerNorm', [inner.x], { axis: inner.axis, eps, affine: false });
    return true;
  }
  return false;
};

function reciprocalOf(graph: PatternGraph, id: string): string | undefined {
  const div = nodeOf(graph, id, 'div');
  const one = nodeOf(graph, div?.inputs[0], 'constant');
  return one?.attrs.values.every((value) => value === 1) ? div?.inputs[1] : undefined;
}

/** A norm without scale and shift, then a learned product, then a learned sum. */
interface Halves {
  readonly norm: DraftNode;
  readonly scale: NonNullable<ReturnType<typeof ownParameter>>;
  readonly shift: NonNullable<ReturnType<typeof ownParameter>>;
}

function scaledAndShifted(node: DraftNode, graph: PatternGraph): Halves | undefined {
  if (node.op !== 'add') return undefined;
  for (const [product, added] of pairs(node)) {
    const shift = ownParameter(graph, added);
    const mul = nodeOf(graph, product, 'mul');
    if (shift === undefined || mul === undefined || graph.uses(product) !== 1) continue;
    for (const [normed, factor] of pairs(mul)) {
      const scale = ownParameter(graph, factor);
      const norm = graph.node(normed);
      if (scale !== undefined && norm !== undefined && graph.uses(normed) === 1) return { norm, scale, shift };
    }
  }
  return undefined;
}

/** Scale and shift of a layer norm, as wide as what it normalises. */
export const layerNormAffine: Pattern = (node, graph) => {
  const halves = scaledAndShifted(node, graph);
  if (halves?.norm.op !== 'layerNorm' || halves.norm.attrs.affine) return false;
  const { norm, scale, shift } = halves;
  const shape = graph.shape(norm.id);
  const own = shape.slice(resolveAxis(norm.attrs.axis, shape.length));
  const fits = [scale, shift].every((given) => sameShape(stripOnes(given.shape, own.length), own));
  if (!fits) return false;
  const values = (given: Halves['scale']): Halves['scale']['values'] => ({ ...given.values, shape: own as number[] });
  graph.replace(
    node.id,
    'layerNorm',
    norm.inputs,
    { ...norm.attrs, affine: true },
    { scale: values(scale), shift: values(shift) },
  );
  return true;
};

function stripOnes(shape: readonly number[], rank: number): readonly number[] {
  const extra = shape.length - rank;
  return extra > 0 && shape.slice(0, extra).every((length) => length === 1) ? shape.slice(extra) : shape;
}

function sameShape(a: readonly number[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** An instance norm of (batch, groups, rest) between two reshapes: a group norm, its scale and shift by channel. */
export const spelledGroupNorm: Pattern = (node, graph) => {
  if (node.op !== 'reshape') return false;
  const norm = nodeOf(graph, node.inputs[0], 'instanceNorm');
  const grouped = nodeOf(graph, norm?.inputs[0], 'reshape');
  if (norm === undefined || grouped === undefined || norm.attrs.affine || graph.uses(norm.id) !== 1) return false;
  const x = operandOf(grouped);
  const [batch, groups, ...rest] = graph.shape(grouped.id);
  const isGrouping =
    rest.length === 1 && isBatch(batch) && sameDims(graph.shape(x), graph.shape(node.id)) && sameDim(batch, graph.shape(x)[0]);
  if (!isGrouping || groups === undefined || isBatch(groups)) return false;
  graph.replace(node.id, 'groupNorm', [x], { groups, eps: norm.attrs.eps, affine: false });
  return true;
};

export const groupNormAffine: Pattern = (node, graph) => {
  const halves = scaledAndShifted(node, graph);
  if (halves?.norm.op !== 'groupNorm' || halves.norm.attrs.affine) return false;
  const { norm, scale, shift } = halves;
  const shape = graph.shape(norm.id);
  if (!isAlong(scale.shape, shape, 1) || !isAlong(shift.shape, shape, 1)) return false;
  graph.replace(
    node.id,
    'groupNorm',
    norm.inputs,
    { ...norm.attrs, affine: true },
    { scale: asList(scale.values), shift: asList(shift.values) },
  );
  return true;
};
