/** Batch norms that an exporter took apart into products and sums by channel, or merged into the convolution before them. */
import { must } from '../../core/must.js';
import type { TensorValues } from '../../arch/weights.js';
import { isBatch } from '../import/dims.js';
import type { DraftNode } from '../import/values.js';
import { affineValues, asList, isAlong, joinValues, mapValues, repeatedValue } from './channel-values.js';
import { ownConstant, ownParameter, pairs, type Pattern, type PatternGraph } from './graph.js';

/** One step by channel: times `scale`, plus `shift`. */
interface Step {
  readonly x: string;
  readonly isLearned: boolean;
  readonly scale?: TensorValues;
  readonly shift?: TensorValues;
}

const times = (a: number, b: number): number => a * b;

/** Running statistics with which a norm changes nothing: mean 0, variance 1 - eps. */
const eps = 1e-5;

function channelStep(node: DraftNode | undefined, graph: PatternGraph): Step | undefined {
  if (node === undefined || node.inputs.length !== 2) return undefined;
  const { op } = node;
  if (op !== 'add' && op !== 'mul' && op !== 'sub' && op !== 'div') return undefined;
  const orders = op === 'add' || op === 'mul' ? pairs(node) : pairs(node).slice(0, 1);
  for (const [x, other] of orders) {
    const learned = ownParameter(graph, other);
    const parameter = learned ?? ownConstant(graph, other);
    const shape = graph.shape(x);
    if (parameter === undefined || shape.length < 3 || !isAlong(parameter.shape, shape, 1)) continue;
    const values = asList(parameter.values);
    const step = { x, isLearned: learned !== undefined };
    if (op === 'mul') return { ...step, scale: values };
    if (op === 'add') return { ...step, shift: values };
    if (op === 'div') return { ...step, scale: mapValues(values, (value) => 1 / value) };
    return { ...step, shift: mapValues(values, (value) => -value) };
  }
  return undefined;
}

/** Steps by channel that end here and multiply as well as add: a batch norm with its statistics folded in. */
export const spelledBatchNorm: Pattern = (node, graph) => {
  const last = channelStep(node, graph);
  if (last?.isLearned !== true) return false;
  const steps = [last];
  let { x } = last;
  for (;;) {
    const step = graph.uses(x) === 1 ? channelStep(graph.node(x), graph) : undefined;
    if (step === undefined) break;
    steps.unshift(step);
    ({ x } = step);
  }
  const channels = must(graph.shape(x)[1], 'channels');
  const isWhole = (part: 'scale' | 'shift'): boolean => steps.some((step) => step.isLearned && step[part] !== undefined);
  if (isBatch(channels) || !isWhole('scale') || !isWhole('shift')) return false;
  let scale = repeatedValue(1, channels);
  let shift = repeatedValue(0, channels);
  for (const step of steps) {
    if (step.scale !== undefined) {
      scale = joinValues(scale, step.scale, times);
      shift = joinValues(shift, step.scale, times);
    }
    if (step.shift !== undefined) shift = joinValues(shift, step.shift, (a, b) => a + b);
  }
  const norm = graph.uses(x) === 1 ? graph.node(x) : undefined;
  if (norm?.op === 'batchNorm') {
    // Caffe's pair: a norm and a scale layer.
    const own = norm.weights;
    const { scale: ownScale, shift: ownShift } = own;
    const both = {
      scale: ownScale === undefined ? scale : joinValues(ownScale, scale, times),
      shift: ownShift === undefined ? shift : affineValues(ownShift, scale, shift),
    };
    graph.replace(node.id, 'batchNorm', norm.inputs, { ...norm.attrs, affine: true }, { ...own, ...both });
    return true;
  }
  const state = { mean: repeatedValue(0, channels), variance: repeatedValue(1 - eps, channels) };
  graph.replace(node.id, 'batchNorm', [x], { eps, affine: true }, { scale, shift, ...state });
  return true;
};

/** How exporters name the weights of a convolution that swallowed a norm: PyTorch numbers them, tf2onnx says so. */
const mergedName = /^onnx::Conv_\d+$|_fused_bn(__\d+)?$/;

/** A convolution with such a weight and a bias: the norm is put back, with the bias as its shift and a scale of ones. */
export const mergedBatchNorm: Pattern = (node, graph) => {
  if (node.op !== 'conv' || !node.attrs.bias || node.origin.weight === undefined || !mergedName.test(node.origin.weight))
    return false;
  const weight = must(node.weights['weight'], 'the weight of a convolution');
  const bias = must(node.weights['bias'], 'the bias of a convolution');
  const shape = graph.shape(node.id);
  const conv = graph.insert(node.id, 'conv', 'conv', node.inputs, { ...node.attrs, bias: false }, shape, { weight });
  const channels = node.attrs.outChannels;
  const state = { mean: repeatedValue(0, channels), variance: repeatedValue(1 - eps, channels) };
  graph.replace(
    node.id,
    'batchNorm',
    [conv],
    { eps, affine: true },
    { scale: repeatedValue(1, channels, bias), shift: bias, ...state },
  );
  return true;
};
