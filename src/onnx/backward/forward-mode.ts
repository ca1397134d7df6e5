/**
 * Forward mode over ONNX nodes: the derivative of values of a graph along given directions of others. Pushed through a network and its
 * backward pass it gives products with the Hessian, exactly.
 */
import { Mismatch } from '../../core/mismatch.js';
import { int, type GraphBuilder } from '../lower/graph-builder.js';
import { placesOfMaxima } from '../lower/pooling.js';
import type { OnnxNode } from '../proto/types.js';
import { hardSwishSlope, steep } from './activation.js';
import { list, mean, minus, plus, scalar, scaled, sum, times } from './emit.js';

/** Derivatives of a node's outputs, from those of its inputs; undefined is zero. */
type Rule = (graph: GraphBuilder, node: OnnxNode, t: readonly (string | undefined)[]) => readonly (string | undefined)[];

/** The node again, with some inputs replaced. */
const again = (graph: GraphBuilder, { op, attrs, domain, outputs }: OnnxNode, inputs: readonly string[]): readonly string[] =>
  graph.emit(op, inputs, attrs, { outputs: outputs.length, ...(domain === undefined ? {} : { domain }) });

/** Linear in its first input. */
const linear: Rule = (graph, node, [t]) => (t === undefined ? [] : again(graph, node, [t, ...node.inputs.slice(1)]));

const added = (graph: GraphBuilder, a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined ? b : b === undefined ? a : plus(graph, a, b);

/** A tangent as wide as the sum of its value and another. */
function widened(graph: GraphBuilder, t: string, other: string): string {
  const isScalar = graph.initializers.some(({ name, dims }) => name === other && dims.length === 0);
  return isScalar ? t : plus(graph, t, times(graph, other, scalar(graph, 0)));
}

/** Linear in each of its first two inputs; further inputs are added to the product. */
const bilinear: Rule = (graph, node, [ta, tb, tc]) => {
  const [a, b, c] = node.inputs;
  const left = ta === undefined ? undefined : again(graph, node, [ta, b])[0];
  const right = tb === undefined ? undefined : again(graph, node, [a, tb])[0];
  if (tc === undefined || c === undefined) return [added(graph, left, right)];
  throw new Mismatch(`a ${node.op} whose bias is not differentiated`);
};

/** A function of one number, from its slope. */
const curve =
  (slope: (graph: GraphBuilder, x: string, y: string) => string): Rule =>
  (graph, { inputs, outputs }, [t]) => [t === undefined ? undefined : times(graph, t, slope(graph, inputs[0], outputs[0]))];

const none: Rule = () => [];

function attribute({ attrs }: OnnxNode, name: string, fallback: number): number {
  const given = attrs?.[name];
  return given !== undefined && 'float' in given ? given.float : fallback;
}

/** Of a norm over `axes`: with n = (x - mean) / s and u = t - mean t, (u - n mean(u n)) / s. */
function normMoved(
  graph: GraphBuilder,
  { x, t, eps, axes }: { readonly x: string; readonly t: string; readonly eps: number; readonly axes: readonly number[] },
): string {
  const centred = minus(graph, x, mean(graph, x, axes));
  const variance = mean(graph, times(graph, centred, centred), axes);
  const deviation = graph.node('Sqrt', [plus(graph, variance, scalar(graph, eps))]);
  const normal = graph.node('Div', [centred, deviation]);
  const moved = minus(graph, t, mean(graph, t, axes));
  return graph.node('Div', [
    minus(graph, moved, times(graph, normal, mean(graph, times(graph, moved, normal), axes))),
    deviation,
  ]);
}

/** Over the last axes, as many as its scale has. */
const layerNorm: Rule = (graph, node, [t, ts, tb]) => {
  const [x, scale] = node.inputs;
  const shape = graph.initializers.find(({ name }) => name === scale)?.dims;
  if (t === undefined || ts !== undefined || tb !== undefined || shape === undefined)
    throw new Mismatch('a layer norm whose scale and shift do not move');
  const axes = shape.map((_, i) => i - shape.length);
  return [times(graph, normMoved(graph, { x, t, eps: attribute(node, 'epsilon', 1e-5), axes }), scale)];
};

/** Over the pixels of a channel. */
const instanceNorm: Rule = (graph, node, [t, ts, tb]) => {
  const [x, scale] = node.inputs;
  if (t === undefined || ts !== undefined || tb !== undefined)
    throw new Mismatch('an instance norm whose scale and shift do not move');
  const series = (name: string): string => graph.node('Reshape', [name, list(graph, [0, 0, -1])]);
  const moved = normMoved(graph, { x: series(x), t: series(t), eps: attribute(node, 'epsilon', 1e-5), axes: [2] });
  const perChannel = graph.node('Reshape', [scale, list(graph, [1, -1, 1])]);
  return [graph.node('Reshape', [times(graph, moved, perChannel), graph.node('Shape', [x])])];
};

/** The tangent of the largest pixel of each channel. */
const globalMaxPool: Rule = (graph, { inputs: [x], outputs: [y] }, [t]) => {
  if (t === undefined) return [];
  const series = (name: string): string => graph.node('Reshape', [name, list(graph, [0, 0, -1])]);
  const places = graph.node('ArgMax', [series(x)], { axis: int(2), keepdims: int(1) });
  const chosen = graph.node('GatherElements', [series(t), places], { axis: int(2) });
  return [graph.node('Reshape', [chosen, graph.node('Shape', [y])])];
};

/** Inference mode: (x - mean) scale / sqrt(variance + eps) + shift, each of x, mean and variance moving. */
const batchNorm: Rule = (graph, node, [tx, ts, tb, tm, tv]) => {
  const [x, scale, , centre, variance] = node.inputs;
  if (node.outputs.length > 1 || tx === undefined || ts !== undefined || tb !== undefined)
    throw new Mismatch('a batch norm in inference mode, whose scale and shift do not move');
  const zeros = minus(graph, centre, centre);
  const spread = plus(graph, variance, scalar(graph, attribute(node, 'epsilon', 1e-5)));
  const moved =
    tm === undefined ? zeros : graph.node('Neg', [graph.node('Div', [times(graph, scale, tm), graph.node('Sqrt', [spread])])]);
  const [first] = again(graph, node, [tx, scale, moved, zeros, variance]);
  if (tv === undefined) return [first];
  const bent = times(graph, scale, scaled(graph, graph.node('Div', [tv, spread]), -0.5));
  return [plus(graph, first, again(graph, node, [x, bent, zeros, centre, variance])[0])];
};

const rules: { readonly [op: string]: Rule } = {
  Reshape: linear,
  Transpose: linear,
  ReduceSum: linear,
  ReduceMean: linear,
  Slice: linear,
  Expand: linear,
  AveragePool: linear,
  GlobalAveragePool: linear,
  Flatten: linear,
  Identity: linear,
  Neg: linear,
  Split: linear,
  Gather: linear,
  Pad: (graph, node, [t]) => (t === undefined ? [] : again(graph, node, [t, node.inputs[1]])),
  Conv: bilinear,
  ConvTranspose: bilinear,
  MatMul: bilinear,
  FusedMatMul: bilinear,
  Gemm: bilinear,
  Mul: (graph, { inputs: [a, b] }, [ta, tb]) => [
    added(graph, ta === undefined ? undefined : times(graph, ta, b), tb === undefined ? undefined : times(graph, a, tb)),
  ],
  Div: (graph, { inputs: [, b], outputs: [y] }, [ta, tb]) => {
    const moved = tb === undefined ? undefined : times(graph, y, tb);
    if (moved === undefined) return [ta === undefined ? undefined : graph.node('Div', [ta, b])];
    return [graph.node('Div', [ta === undefined ? graph.node('Neg', [moved]) : minus(graph, ta, moved), b])];
  },
  Add: (graph, { inputs: [a, b] }, [ta, tb]) => {
    if (ta !== undefined && tb !== undefined) return [plus(graph, ta, tb)];
    return [ta === undefined ? tb && widened(graph, tb, a) : widened(graph, ta, b)];
  },
  Sub: (graph, { inputs: [a, b] }, [ta, tb]) => {
    if (ta !== undefined && tb !== undefined) return [minus(graph, ta, tb)];
    return [tb === undefined ? ta && widened(graph, ta, b) : widened(graph, graph.node('Neg', [tb]), a)];
  },
  Concat: (graph, node, t) =>
    again(
      graph,
      node,
      node.inputs.map((x, i) => t[i] ?? minus(graph, x, x)),
    ),
  Where: (graph, { inputs: [condition] }, [, ta, tb]) => [
    graph.node('Where', [condition, ta ?? scalar(graph, 0), tb ?? scalar(graph, 0)]),
  ],
  Relu: (graph, { inputs: [x] }, [t]) => [
    t && graph.node('Where', [graph.node('Greater', [x, scalar(graph, 0)]), t, scalar(graph, 0)]),
  ],
  Clip: (graph, { inputs: [x, low, high] }, [t]) => {
    const inside = graph.node('And', [graph.node('Greater', [x, low]), graph.node('Less', [x, high])]);
    return [t && graph.node('Where', [inside, t, scalar(graph, 0)])];
  },
  LeakyRelu: (graph, node, [t]) => [
    t &&
      graph.node('Where', [
        graph.node('Greater', [node.inputs[0], scalar(graph, 0)]),
        t,
        scaled(graph, t, attribute(node, 'alpha', 0.01)),
      ]),
  ],
  HardSwish: curve((graph, x) => hardSwishSlope(graph, x)),
  HardSigmoid: (graph, node, [t]) => {
    const { outputs } = node;
    if (attribute(node, 'alpha', 0.2) === steep) return [];
    const inside = graph.node('And', [
      graph.node('Greater', [outputs[0], scalar(graph, 0)]),
      graph.node('Less', [outputs[0], scalar(graph, 1)]),
    ]);
    return [t && graph.node('Where', [inside, scaled(graph, t, attribute(node, 'alpha', 0.2)), scalar(graph, 0)])];
  },
  Sqrt: curve((graph, _, y) => graph.node('Div', [scalar(graph, 0.5), y])),
  Exp: curve((_, __, y) => y),
  Log: curve((graph, x) => graph.node('Reciprocal', [x])),
  Abs: curve((graph, x) => graph.node('Sign', [x])),
  Reciprocal: curve((graph, _, y) => graph.node('Neg', [times(graph, y, y)])),
  Sigmoid: curve((graph, _, y) => times(graph, y, minus(graph, scalar(graph, 1), y))),
  Tanh: curve((graph, _, y) => minus(graph, scalar(graph, 1), times(graph, y, y))),
  Erf: curve((graph, x) => scaled(graph, graph.node('Exp', [graph.node('Neg', [times(graph, x, x)])]), 2 / Math.sqrt(Math.PI))),
  Softmax: (graph, { attrs, outputs: [y] }, [t]) => {
    if (t === undefined) return [];
    const given = attrs?.axis;
    const axis = given !== undefined && 'int' in given ? given.int : -1;
    return [times(graph, y, minus(graph, t, sum(graph, times(graph, y, t), [axis], true)))];
  },
  MaxPool: (graph, node, [t]) => {
    if (t === undefined) return [];
    const [, places] = graph.emit('MaxPool', node.inputs, node.attrs, placesOfMaxima);
    return [graph.node('Gather', [graph.node('Reshape', [t, list(graph, [-1])]), places], { axis: int(0) })];
  },
  ScatterElements: (graph, node, [, , t]) => (t === undefined ? [] : again(graph, node, [node.inputs[0], node.inputs[1], t])),
  GlobalMaxPool: globalMaxPool,
  BatchNormalization: batchNorm,
  InstanceNormalization: instanceNorm,
  LayerNormalization: layerNorm,
  GatherElements: (graph, node, [t]) => (t === undefined ? [] : again(graph, node, [t, node.inputs[1]])),
  ConstantOfShape: none,
  ArgMax: none,
  Equal: none,
  Floor: none,
  Greater: none,
  Less: none,
  And: none,
  Sign: none,
};

/**
 * Writes derivatives for every node written so far.
 * @param directions derivatives to start from, by the name of a value.
 * @returns the derivative of a value; undefined where it is zero.
 * @throws a plain Error `expected ...` for an operator whose derivative is not known.
 */
export function pushForward(graph: GraphBuilder, directions: ReadonlyMap<string, string>): (name: string) => string | undefined {
  const tangents = new Map(directions);
  // Derivatives are nodes too: only those that were there before are looked at.
  const before = graph.nodes.slice();
  for (const node of before) {
    const t = node.inputs.map((name) => tangents.get(name));
    if (t.every((own) => own === undefined)) continue;
    const rule = rules[node.op];
    if (rule === undefined) throw new Mismatch(`an operator whose second derivative is known, got ${node.op}`);
    const made = rule(graph, node, t);
    node.outputs.forEach((name, i) => {
      const own = made[i];
      if (own !== undefined) tangents.set(name, own);
    });
  }
  return (name) => tangents.get(name);
}
