/** Activations that files spell out: x times a gate of x, with factors wherever the exporter left them. */
import { near, nodeOf, operandOf, pairs, type Pattern, type PatternGraph, peelScale } from './graph.js';
import type { DraftNode } from '../import/values.js';
import type { OpAttrs } from '../../arch/types.js';

/** A gate: `scale` times g(x). */
interface Gate {
  readonly scale: number;
  readonly x: string;
}
type GateOf = (graph: PatternGraph, id: string) => Gate | undefined;

/** scale (1 + inner(x)): affine with equal scale and shift. */
function lifted(graph: PatternGraph, id: string): { readonly scale: number; readonly inner: string } | undefined {
  const node = nodeOf(graph, id, 'affine');
  return node !== undefined && near(node.attrs.scale, node.attrs.shift)
    ? { scale: node.attrs.scale, inner: operandOf(node) }
    : undefined;
}

/** scale (1 + erf(x / sqrt 2)). */
const erfGate: GateOf = (graph, id) => {
  const outer = lifted(graph, id);
  const erf = nodeOf(graph, outer?.inner, 'unary');
  if (outer === undefined || erf?.attrs.function !== 'erf') return undefined;
  const { scale, x } = peelScale(graph, operandOf(erf));
  return near(scale, Math.SQRT1_2) ? { scale: outer.scale, x } : undefined;
};

/** scale (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
const tanhGate: GateOf = (graph, id) => {
  const outer = lifted(graph, id);
  const tanh = nodeOf(graph, outer?.inner, 'tanh');
  if (outer === undefined || tanh === undefined) return undefined;
  const { scale, x: sum } = peelScale(graph, operandOf(tanh));
  const add = nodeOf(graph, sum, 'add');
  if (add === undefined || !near(scale, Math.sqrt(2 / Math.PI))) return undefined;
  for (const [x, term] of pairs(add)) {
    const cubic = peelScale(graph, term);
    if (near(cubic.scale, 0.044715) && isCube(graph, cubic.x, x)) return { scale: outer.scale, x };
  }
  return undefined;
};

function isCube(graph: PatternGraph, id: string, x: string): boolean {
  const node = nodeOf(graph, id, 'mul');
  if (node === undefined) return false;
  if (node.inputs.length === 3) return node.inputs.every((input) => input === x);
  return pairs(node).some(([square, other]) => {
    const inner = nodeOf(graph, square, 'mul');
    return other === x && inner?.inputs.length === 2 && inner.inputs.every((input) => input === x);
  });
}

const sigmoidGate: GateOf = (graph, id) => {
  const { scale, x } = peelScale(graph, id);
  const node = nodeOf(graph, x, 'sigmoid');
  return node === undefined ? undefined : { scale, x: operandOf(node) };
};

/** scale times hardSigmoid(x), in one node or spelled out: clip(x + 3, 0, 6) is six of it. */
const hardGate: GateOf = (graph, id) => {
  const { scale, x } = peelScale(graph, id);
  const whole = nodeOf(graph, x, 'hardSigmoid');
  if (whole !== undefined) return { scale, x: operandOf(whole) };
  const clip = nodeOf(graph, x, 'clip');
  const line = nodeOf(graph, clip?.inputs[0], 'affine');
  if (clip === undefined || line === undefined || clip.attrs.min !== 0) return undefined;
  const { max } = clip.attrs;
  const isLine = near(line.attrs.scale, max / 6) && near(line.attrs.shift, max / 2);
  return isLine ? { scale: scale * max, x: operandOf(line) } : undefined;
};

interface Gated {
  readonly gate: GateOf;
  readonly total: number;
  rewrite(graph: PatternGraph, id: string, x: string): void;
}

function into<O extends 'gelu' | 'silu' | 'hardSwish'>(op: O, attrs: OpAttrs[O]): Gated['rewrite'] {
  return (graph, id, x) => graph.replace(id, op, [x], attrs);
}

/** x times a gate whose scales come to `total`. */
const gated: readonly Gated[] = [
  { gate: erfGate, total: 0.5, rewrite: into('gelu', { approximate: 'none' }) },
  { gate: tanhGate, total: 0.5, rewrite: into('gelu', { approximate: 'tanh' }) },
  { gate: sigmoidGate, total: 1, rewrite: into('silu', {}) },
  { gate: hardGate, total: 1, rewrite: into('hardSwish', {}) },
];

/** The product of a gate and its x, with all scales multiplied; operands may carry factors, and products of three may nest. */
function gatedProduct(graph: PatternGraph, node: DraftNode, gate: GateOf): Gate | undefined {
  if (node.op !== 'mul') return undefined;
  for (const [a, b] of pairs(node)) {
    const found = gate(graph, a);
    if (found === undefined) continue;
    const other = peelScale(graph, b);
    if (other.x === found.x) return { scale: found.scale * other.scale, x: found.x };
    if (b === found.x) return found;
  }
  return undefined;
}

export const gatedActivation: Pattern = (node, graph) => {
  for (const { gate, total, rewrite } of gated) {
    const outer = node.op === 'affine' && node.attrs.shift === 0 ? graph.node(operandOf(node)) : undefined;
    const isOuter = outer?.op === 'mul' && graph.uses(outer.id) === 1;
    const found = gatedProduct(graph, isOuter ? outer : node, gate);
    const scale = (found?.scale ?? 0) * (isOuter && node.op === 'affine' ? node.attrs.scale : 1);
    if (found === undefined || !near(scale, total)) continue;
    rewrite(graph, node.id, found.x);
    return true;
  }
  return false;
};

/** clip(x / 6 + 1/2, 0, 1), or a sixth of clip(x + 3, 0, 6). */
export const spelledHardSigmoid: Pattern = (node, graph) => {
  if (node.op !== 'affine' && node.op !== 'clip') return false;
  const found = hardGate(graph, node.id);
  if (found === undefined || !near(found.scale, 1) || nodeOf(graph, peelScale(graph, node.id).x, 'hardSigmoid') !== undefined)
    return false;
  graph.replace(node.id, 'hardSigmoid', [found.x], {});
  return true;
};

/** x where a steep step of x is 1: relu; with slope times x elsewhere, a leaky one. */
export const steppedRelu: Pattern = (node, graph) => {
  const positive = (id: string): string | undefined => {
    const product = nodeOf(graph, id, 'mul');
    const found = product && pairs(product).find(([x, gate]) => stepOf(graph, gate) === x);
    return found?.[0];
  };
  if (node.op === 'mul') {
    const x = positive(node.id);
    if (x === undefined) return false;
    graph.replace(node.id, 'relu', [x], {});
    return true;
  }
  if (node.op !== 'add') return false;
  for (const [a, b] of pairs(node)) {
    const relu = nodeOf(graph, a, 'relu');
    const product = nodeOf(graph, b, 'mul');
    for (const [value, gate] of product === undefined ? [] : pairs(product)) {
      const { scale, x } = peelScale(graph, value);
      const turned = nodeOf(graph, gate, 'affine');
      const isOtherwise = turned?.attrs.scale === -1 && turned.attrs.shift === 1 && stepOf(graph, operandOf(turned)) === x;
      if (relu?.inputs[0] !== x || !isOtherwise) continue;
      graph.replace(node.id, 'leakyRelu', [x], { slope: scale });
      return true;
    }
  }
  return false;
};

/** What a step (1 above 0) is of. */
function stepOf(graph: PatternGraph, id: string): string | undefined {
  const clip = nodeOf(graph, id, 'clip');
  const line = nodeOf(graph, clip?.inputs[0], 'affine');
  const isStep =
    clip?.attrs.min === 0 && clip.attrs.max === 1 && line !== undefined && line.attrs.shift === 0 && line.attrs.scale >= 1e30;
  return isStep ? line.inputs[0] : undefined;
}
