import { dataError } from '../../../core/errors.js';
import { definitionOf, inferShapes, nodeTitle } from '../../../arch/infer.js';
import { yieldsZero } from '../../../arch/live.js';
import { product } from '../../../arch/ops/shapes.js';
import { parametersOf, type Parameter } from '../../../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../../../arch/types.js';
import { zeroTensor } from '../../../onnx/lower/arithmetic.js';
import { bytesOf, createGraphBuilder, int, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import type { Initializer } from '../../initializers/types.js';
import type { TangentJob, TangentRuntime, TangentsResult } from '../../tangents/types.js';
import { runOnce } from '../run-once.js';
import type { OrtEngine } from '../types.js';
import { curved } from './curved.js';
import { rescaled, type Dual } from './dual.js';
import { homogeneous } from './homogeneous.js';
import type { DualLowering, DualLowerings } from './types.js';
import { weighted } from './weighted.js';

const dualLowerings: DualLowerings = { ...weighted, ...homogeneous, ...curved };

/** A part of the network ends in a rescaling after so many layers with weights; inside a part it happens after twice as many. */
const layersBetweenScales = 4;

export function createOrtTangentRuntime(engine: OrtEngine): TangentRuntime {
  return {
    async tangents(job) {
      const graph = createGraphBuilder();
      const output = lowerDual(job, graph);
      if (output?.t === undefined) return { value: 0, tangent: 0, logScale: 0 };
      const sum = (part: string): string => graph.node('ReduceSum', [part], { keepdims: int(0) });
      const names = [sum(output.v), sum(output.t), ...(output.scale === undefined ? [] : [output.scale])];
      const inputs = job.architecture.inputs.map(({ id, shape }) => ({ name: id, dims: [1, ...shape.slice(1)], values: new Float32Array(product(shape.slice(1))).fill(1) }));
      const model = encodeModel({
        name: 'tangents',
        nodes: graph.nodes,
        initializers: graph.initializers,
        inputs: inputs.map(({ name, dims }) => ({ name, type: 'float', dims })),
        outputs: names.map((name) => ({ name, type: 'float' })),
      });
      const results = await runOnce(engine, model, inputs);
      const [value, tangent, logScale = 0] = names.map((name) => results[name].values[0]);
      return { value, tangent, logScale } satisfies TangentsResult;
    },
  };
}

/** Writes the network and its derivative; undefined where the output is zero whatever the weights. */
function lowerDual({ architecture, weights }: TangentJob, graph: GraphBuilder): Dual | undefined {
  const shapes = inferShapes(architecture, 1);
  const parameters = parametersOf(architecture, shapes);
  const duals = new Map<string, Dual>();
  const zero = new Set<string>();
  const blockEnds = lastOfGroups(architecture);
  for (const { id } of architecture.inputs) {
    duals.set(id, { v: id, t: undefined, shape: shapes.get(id) as Shape, scale: undefined, isPositive: true, depth: 0 });
  }
  const dualOf = (id: string): Dual => {
    const shape = shapes.get(id) as Shape;
    return duals.get(id) ?? { v: zeroTensor(graph, shape), t: undefined, shape, scale: undefined, isPositive: true, depth: 0 };
  };
  const lower = (node: ArchNode): Dual => {
    const own = parameters.get(node.id) ?? [];
    const find = (name: string): Parameter => own.find((parameter) => parameter.name === name) as Parameter;
    const inputs = summands(node, zero).map(dualOf);
    try {
      return (dualLowerings[node.op] as DualLowering<unknown>)(node.attrs, inputs, {
        graph,
        shape: shapes.get(node.id) as Shape,
        parameter: (name) => magnitudes(graph, weights, find(name)),
        hasParameter: (name) => weights.values(find(name)) !== 0,
      });
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('expected '))) throw error;
      throw dataError(nodeTitle(node), { expected: error.message.slice('expected '.length) });
    }
  };
  for (const node of architecture.nodes) {
    const lifts = (parameters.get(node.id) ?? []).some((parameter) => parameter.role === 'bias' && weights.values(parameter) !== 0);
    if (!lifts && yieldsZero(node, (id) => zero.has(id))) {
      zero.add(node.id);
      continue;
    }
    const dual = lower(node);
    const isDue = dual.depth >= 2 * layersBetweenScales || (dual.depth >= layersBetweenScales && blockEnds.has(node.id));
    duals.set(node.id, isDue ? rescaled(graph, dual) : dual);
  }
  return duals.get(architecture.outputs[0]);
}

/** Zeros add nothing; they are kept where nothing else would give the sum its shape. */
function summands(node: ArchNode, zero: ReadonlySet<string>): readonly string[] {
  if (definitionOf(node).sums !== true) return node.inputs;
  const kept = node.inputs.filter((id) => !zero.has(id));
  return kept.length === 0 ? node.inputs : kept;
}

/** Magnitudes made once for each drawn tensor. */
const magnitudesOf = new WeakMap<Float32Array, Float32Array>();

function magnitudes(graph: GraphBuilder, weights: Initializer, parameter: Parameter): string {
  const given = weights.values(parameter);
  if (typeof given === 'number') return graph.constant('float', parameter.shape, new Array<number>(product(parameter.shape)).fill(Math.abs(given)));
  let absolute = magnitudesOf.get(given);
  if (absolute === undefined) magnitudesOf.set(given, (absolute = given.map(Math.abs)));
  return graph.initializer({ name: parameter.key, type: 'float', dims: parameter.shape, bytes: bytesOf(absolute) });
}

/** The nodes after which nothing of their group follows. */
function lastOfGroups({ nodes }: Architecture): Set<string> {
  return new Set(nodes.filter(({ group }, i) => group !== nodes[i + 1]?.group).map(({ id }) => id));
}
