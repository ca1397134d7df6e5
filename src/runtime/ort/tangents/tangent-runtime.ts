import { placed } from '../../../core/mismatch.js';
import { definitionOf, inferShapes, nodeTitle } from '../../../arch/infer.js';
import { yieldsZero } from '../../../arch/live.js';
import { product } from '../../../arch/ops/shapes.js';
import { parametersOf, type Parameter } from '../../../arch/parameters.js';
import type { ArchNode, Architecture, OpAttrs, OpName, Shape } from '../../../arch/types.js';
import { zeroTensor } from '../../../onnx/lower/arithmetic.js';
import { bytesOf, createGraphBuilder, int, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import { checkImageBytes } from '../../images.js';
import { magnitudesOf } from '../../weights/magnitudes.js';
import type { Initializer } from '../../weights/types.js';
import type { TangentJob, TangentRuntime, TangentsResult } from '../../passes/tangents.js';
import { runOnce } from '../run-once.js';
import type { OrtEngine } from '../types.js';
import { curved } from './curved.js';
import { rescaled, type Dual } from './dual.js';
import { homogeneous } from './homogeneous.js';
import { canStack, rescaledStack, stacked, stackSums, type Stack } from './stacked.js';
import type { DualContext, DualLowerings } from './types.js';
import { weighted } from './weighted.js';

/** How value and derivative are kept in the graph. */
interface Form<T> {
  readonly lowerings: { readonly [O in OpName]?: (attrs: OpAttrs[O], inputs: readonly T[], context: DualContext) => T };
  input(id: string, shape: Shape): T;
  zeros(graph: GraphBuilder, shape: Shape): T;
  rescaled(graph: GraphBuilder, parts: T): T;
  /** Whether every weight so far is known to pull the value upward. */
  isOneSigned(parts: T): boolean;
  /** Names of the sum of the value, and of the sum of what tells the derivative. */
  sums(graph: GraphBuilder, parts: T): readonly string[];
  /** R and its derivative of the numbers under these names. */
  read(numbers: readonly number[]): readonly [number, number];
}

const split: Form<Dual> = {
  lowerings: { ...weighted, ...homogeneous, ...curved } satisfies DualLowerings,
  input: (id, shape) => ({ v: id, t: undefined, shape, scale: undefined, isPositive: true, depth: 0 }),
  zeros: (graph, shape) => ({ v: zeroTensor(graph, shape), t: undefined, shape, scale: undefined, isPositive: true, depth: 0 }),
  rescaled,
  isOneSigned: ({ t, isPositive }) => t === undefined || isPositive,
  sums: (graph, { v, t }) =>
    [v, ...(t === undefined ? [] : [t])].map((part) => graph.node('ReduceSum', [part], { keepdims: int(0) })),
  read: ([value, tangent = 0]) => [value, tangent],
};

const stack: Form<Stack> = {
  lowerings: stacked,
  input: (id, shape) => ({ name: id, moves: false, shape, scale: undefined, depth: 0 }),
  zeros: (graph, shape) => ({ name: zeroTensor(graph, shape), moves: false, shape, scale: undefined, depth: 0 }),
  rescaled: rescaledStack,
  isOneSigned: () => true,
  sums: (graph, parts) => [stackSums(graph, parts)],
  read: ([value, both = value]) => [value, both - value],
};

/** A part of the network ends in a rescaling after so many layers with weights; inside a part it happens after twice as many. */
const layersBetweenScales = 4;

/** Answers requests to passes with a directional derivative, with ONNX Runtime. */
export function createOrtTangentRuntime(engine: OrtEngine): TangentRuntime {
  return {
    async tangents(job) {
      for (const { shape } of job.architecture.inputs) checkImageBytes('forward pass', 1, shape);
      const shapes = inferShapes(job.architecture, 1);
      return canStack(job.architecture, shapes) ? runForm(engine, job, shapes, stack) : runForm(engine, job, shapes, split);
    },
  };
}

async function runForm<T extends Scaled>(
  engine: OrtEngine,
  job: TangentJob,
  shapes: ReadonlyMap<string, Shape>,
  form: Form<T>,
): Promise<TangentsResult> {
  const graph = createGraphBuilder(engine.dialect);
  const { output, mixedAt } = lowerForm(job, shapes, graph, form);
  if (output === undefined) return { value: 0, tangent: 0, logScale: 0 };
  const mixed = mixedAt === undefined ? {} : { mixedAt: nodeTitle(mixedAt) };
  if (mixedAt !== undefined && job.onlyIfExact === true) return { value: NaN, tangent: NaN, logScale: 0, ...mixed };
  const sums = form.sums(graph, output);
  const names = output.scale === undefined ? sums : [...sums, output.scale];
  const inputs = job.architecture.inputs.map(({ id, shape }) => ({
    name: id,
    dims: [1, ...shape.slice(1)],
    values: new Float32Array(product(shape.slice(1))).fill(1),
  }));
  const model = encodeModel({
    name: 'tangents',
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: inputs.map(({ name, dims }) => ({ name, type: 'float', dims })),
    outputs: names.map((name) => ({ name, type: 'float' })),
  });
  const results = await runOnce(engine, model, inputs, 'start');
  const [value, tangent] = form.read(sums.flatMap((name) => [...results[name].values]));
  return {
    value,
    tangent,
    logScale: output.scale === undefined ? 0 : results[output.scale].values[0] * Math.LN2,
    ...mixed,
  };
}

/** What every form knows of a value. */
interface Scaled {
  readonly depth: number;
  readonly scale: string | undefined;
}

/** Writes the network and its derivative; no output if it is zero for all weights. `mixedAt`: the first node that leaves the output with derivatives of either sign. */
function lowerForm<T extends Scaled>(
  { architecture, weights }: TangentJob,
  shapes: ReadonlyMap<string, Shape>,
  graph: GraphBuilder,
  form: Form<T>,
): { readonly output: T | undefined; readonly mixedAt: ArchNode | undefined } {
  const parameters = parametersOf(architecture, shapes);
  const positive = magnitudesOf(weights);
  const done = new Map<string, T>();
  const zero = new Set<string>();
  let firstMixed: ArchNode | undefined;
  const blockEnds = lastOfGroups(architecture);
  const shapeOf = (id: string): Shape => shapes.get(id) as Shape;
  for (const { id } of architecture.inputs) done.set(id, form.input(id, shapeOf(id)));
  const partsOf = (id: string): T => done.get(id) ?? form.zeros(graph, shapeOf(id));
  const lower = (node: ArchNode): T => {
    const own = parameters.get(node.id) ?? [];
    const find = (name: string): Parameter => own.find((parameter) => parameter.name === name) as Parameter;
    const inputs = summands(node, zero).map(partsOf);
    try {
      return (form.lowerings[node.op] as (attrs: unknown, inputs: readonly T[], context: DualContext) => T)(node.attrs, inputs, {
        graph,
        shape: shapeOf(node.id),
        parameter: (name) => magnitudes(graph, positive, find(name)),
        hasParameter: (name) => weights.values(find(name)) !== 0,
      });
    } catch (error) {
      throw placed(error, nodeTitle(node));
    }
  };
  for (const node of architecture.nodes) {
    const lifts = (parameters.get(node.id) ?? []).some(
      (parameter) => parameter.role === 'bias' && weights.values(parameter) !== 0,
    );
    if (!lifts && yieldsZero(node, (id) => zero.has(id))) {
      zero.add(node.id);
      continue;
    }
    const parts = lower(node);
    if (!form.isOneSigned(parts)) firstMixed ??= node;
    const isDue = parts.depth >= 2 * layersBetweenScales || (parts.depth >= layersBetweenScales && blockEnds.has(node.id));
    done.set(node.id, isDue ? form.rescaled(graph, parts) : parts);
  }
  const output = done.get(architecture.outputs[0]);
  return { output, mixedAt: output === undefined || form.isOneSigned(output) ? undefined : firstMixed };
}

/** Zeros add nothing; they are kept where nothing else would give the sum its shape. */
function summands(node: ArchNode, zero: ReadonlySet<string>): readonly string[] {
  if (definitionOf(node).sums !== true) return node.inputs;
  const kept = node.inputs.filter((id) => !zero.has(id));
  return kept.length === 0 ? node.inputs : kept;
}

function magnitudes(graph: GraphBuilder, positive: Initializer, parameter: Parameter): string {
  const given = positive.values(parameter);
  if (typeof given === 'number')
    return graph.constant('float', parameter.shape, new Array<number>(product(parameter.shape)).fill(given));
  return graph.initializer({ name: parameter.key, type: 'float', dims: parameter.shape, bytes: bytesOf(given) });
}

/** The nodes after which nothing of their group follows. */
function lastOfGroups({ nodes }: Architecture): Set<string> {
  return new Set(nodes.filter(({ group }, i) => group !== nodes[i + 1]?.group).map(({ id }) => id));
}
