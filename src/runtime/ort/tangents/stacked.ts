/**
 * The derivative along the weights for networks of positive, homogeneous parts, which most convolutional networks are here: value v and
 * v + v' lie one behind the other along the batch axis. A layer then is one node, W (v | v + v') = (y | y'), and a running sum over the
 * batch axis makes (y | y + y') of it; sums, pools and concatenations are the nodes they always are. Half the nodes of the general form,
 * and most of the time goes into making a session of nodes.
 */
import { greatest } from '../../../core/greatest.js';
import { resolveAxis } from '../../../arch/ops/shapes.js';
import type { Architecture, OpAttrs, OpName, Shape } from '../../../arch/types.js';
import { convolution } from '../../../onnx/lower/convolution.js';
import { linear } from '../../../onnx/lower/linear.js';
import { maxPoolAttributes, placesOfMaxima, pooling } from '../../../onnx/lower/pooling.js';
import { shape } from '../../../onnx/lower/shape.js';
import type { Lowering } from '../../../onnx/lower/types.js';
import { int, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import { alignedBy, exponentOf, scaleRatio } from './dual.js';
import type { DualContext } from './types.js';

/** Value and value plus derivative. All numbers are at least 0. */
export interface Stack {
  readonly name: string;
  /** False: batch 1, the value alone, because its derivative is zero. */
  readonly moves: boolean;
  /** At batch 1. */
  readonly shape: Shape;
  /** Both parts are to be multiplied by 2^scale; undefined: 0. */
  readonly scale: string | undefined;
  /** Layers with weights since the last rescaling. */
  readonly depth: number;
}

type StackLowering<A> = (attrs: A, inputs: readonly Stack[], context: DualContext) => Stack;

const batched = ({ moves, shape: own }: Stack): Shape => (moves ? [2, ...own.slice(1)] : own);

function scaledBy(graph: GraphBuilder, x: Stack, factor: string): Stack {
  return { ...x, name: graph.node('Mul', [x.name, factor]) };
}

function aligned(graph: GraphBuilder, stacks: readonly Stack[]): readonly Stack[] {
  return alignedBy(graph, stacks, (stack, factor) => scaledBy(graph, stack, factor));
}

/** Divided by about its largest number, which goes into the scale. */
export function rescaledStack(graph: GraphBuilder, x: Stack): Stack {
  const exponent = exponentOf(graph, [graph.node('ReduceMax', [x.name], { keepdims: int(0) })]);
  return {
    ...scaledBy(graph, x, scaleRatio(graph, undefined, exponent)),
    scale: x.scale === undefined ? exponent : graph.node('Add', [x.scale, exponent]),
    depth: 0,
  };
}

/** The sums of v and of v + v', as two numbers. */
export function stackSums(graph: GraphBuilder, { name, shape: own }: Stack): string {
  return graph.node(
    'ReduceSum',
    [
      name,
      graph.constant(
        'int64',
        [own.length - 1],
        own.slice(1).map((_, axis) => axis + 1),
      ),
    ],
    { keepdims: int(0) },
  );
}

/** A layer with weights, and its bias at the value's scale. */
function layer(
  x: Stack,
  axes: readonly number[],
  hasBias: boolean,
  context: DualContext,
  apply: (name: string) => string,
): Stack {
  const { graph, shape: output } = context;
  const y = apply(x.name);
  const name = x.moves
    ? graph.node('CumSum', [y, graph.constant('int64', [], [0])])
    : graph.node('Mul', [y, graph.constant('float', [2, ...output.slice(1).map(() => 1)], [1, 2])]);
  const stack: Stack = { name, moves: true, shape: output, scale: x.scale, depth: x.depth + 1 };
  if (!hasBias || !context.hasParameter('bias')) return stack;
  const bias = graph.node('Reshape', [context.parameter('bias'), graph.constant('int64', [axes.length], axes)]);
  const scaled = x.scale === undefined ? bias : graph.node('Mul', [bias, scaleRatio(graph, undefined, x.scale)]);
  return { ...stack, name: graph.node('Add', [name, scaled]) };
}

/** The context of an operator on everything that a stack holds. */
function stackedContext(x: Stack, context: DualContext): DualContext {
  return x.moves ? { ...context, shape: [2, ...context.shape.slice(1)] } : context;
}

/** Operators that are linear in their one input. */
function passing<A>(lower: Lowering<A>): StackLowering<A> {
  return (attrs, [x], context) => {
    return {
      ...x,
      name: lower(attrs, [{ name: x.name, shape: batched(x) }], stackedContext(x, context)),
      shape: context.shape,
    };
  };
}

const unchanged: StackLowering<unknown> = (_, [x]) => x;

/** The operators whose networks can be written this way. */
export const stacked: { readonly [O in OpName]?: StackLowering<OpAttrs[O]> } = {
  conv: (attrs, [x], context) =>
    layer(x, [1, -1, ...attrs.kernel.map(() => 1)], attrs.bias, context, (name) =>
      convolution.conv({ ...attrs, bias: false }, [{ name, shape: batched(x) }], stackedContext(x, context)),
    ),
  linear: (attrs, [x], context) =>
    layer(x, [-1], attrs.bias, context, (name) =>
      linear.linear({ ...attrs, bias: false }, [{ name, shape: batched(x) }], stackedContext(x, context)),
    ),
  add(_, inputs, { graph, shape: output }) {
    const stacks = aligned(graph, inputs);
    return {
      name: stacks.map(({ name }) => name).reduce((sum, name) => graph.node('Add', [sum, name])),
      moves: stacks.some(({ moves }) => moves),
      shape: output,
      scale: stacks[0].scale,
      depth: greatest(stacks.map(({ depth }) => depth)),
    };
  },
  concat(attrs, inputs, context) {
    const { graph } = context;
    const stacks = aligned(graph, inputs);
    const moves = stacks.some((stack) => stack.moves);
    const parts = stacks.map((stack) => ({
      name: moves && !stack.moves ? graph.node('Concat', [stack.name, stack.name], { axis: int(0) }) : stack.name,
      shape: moves ? [2, ...stack.shape.slice(1)] : stack.shape,
    }));
    return {
      name: shape.concat(attrs, parts, context),
      moves,
      shape: context.shape,
      scale: stacks[0].scale,
      depth: greatest(stacks.map(({ depth }) => depth)),
    };
  },
  avgPool: passing(pooling.avgPool),
  globalAvgPool: passing(pooling.globalAvgPool),
  flatten: passing(shape.flatten),
  /** Where the value takes its maximum, there the derivative is read. */
  maxPool(attrs, [x], context) {
    const { graph, shape: output } = context;
    const attributes = maxPoolAttributes(attrs, { name: x.name, shape: x.shape }, output);
    if (!x.moves) return { ...x, name: graph.node('MaxPool', [x.name], attributes), shape: output };
    const [v, both] = graph.emit('Split', [x.name, graph.constant('int64', [2], [1, 1])], { axis: int(0) }, { outputs: 2 });
    const [pooled, places] = graph.emit('MaxPool', [v], attributes, placesOfMaxima);
    const read = graph.node('Gather', [graph.node('Reshape', [both, graph.constant('int64', [1], [-1])]), places]);
    return { ...x, name: graph.node('Concat', [pooled, read], { axis: int(0) }), shape: output };
  },
  relu: unchanged,
  leakyRelu: unchanged,
  identity: unchanged,
  zeros: (_, [x]) => x, // never lowered: what is zero is left out
  // Norms are left out.
  batchNorm: unchanged,
  instanceNorm: unchanged,
  groupNorm: unchanged,
};

/** Whether every part of a network is positive, homogeneous and leaves the batch axis first. */
export function canStack({ nodes }: Architecture, shapes: ReadonlyMap<string, Shape>): boolean {
  return nodes.every(({ op, attrs, inputs, id }) => {
    if (!(op in stacked)) return false;
    if (op === 'concat') return resolveAxis(attrs.axis, (shapes.get(id) as Shape).length) > 0;
    const rank = (shapes.get(id) as Shape).length;
    return op !== 'add' || inputs.every((input) => shapes.get(input)?.length === rank);
  });
}
