/**
 * How each operator ties the channels of its output to those of its inputs. An operator that nothing is known about keeps the widths of
 * its inputs as they are.
 */
import { product as lengthOf, resolveAxis } from '../../arch/ops/shapes.js';
import { directionsOf } from '../../arch/ops/recurrent.js';
import { sliceRange } from '../../arch/ops/shape.js';
import type { ArchNode, OpAttrs, OpName, Shape } from '../../arch/types.js';
import { channelsOf, lengthFrom, pieces, repeated, type Label, type Units } from './units.js';

/** A node with what is known about its inputs. */
interface TieInput<A = unknown> {
  readonly node: ArchNode;
  readonly attrs: A;
  readonly labels: readonly (Label | undefined)[];
  readonly shapes: readonly Shape[];
  readonly shape: Shape;
  readonly units: Units;
  /** Labels a value that has learned or equal numbers of any width: a parameter, or a constant of one number. False for any other value. */
  readonly adopt: (input: number, label: Label) => boolean;
}

type Tie<A = unknown> = (input: TieInput<A>) => Label | undefined;

const same: Tie = ({ labels: [x] }) => x;

/** The output's width is chosen by the operator. */
function fresh({ node, units, shape }: Pick<TieInput, 'node' | 'units' | 'shape'>, axis: number): Label {
  return { axis, parts: [{ unit: units.create(shape[axis], node.id), times: 1 }] };
}

function fixed({ units, labels }: Pick<TieInput, 'units' | 'labels'>): undefined {
  for (const label of labels) units.fix(label);
  return undefined;
}

/** Nothing of it may change. */
function isStill(label: Label, units: Units): boolean {
  return label.parts.every(({ unit }) => units.get(units.rootOf(unit)).isFixed);
}

/** A value whose width stays. */
const constantLabel = (units: Units, axis: number, width: number): Label => ({
  axis,
  parts: [{ unit: units.constant(width), times: 1 }],
});

const convolution: Tie<Pick<OpAttrs['conv'], 'groups' | 'outChannels'>> = (input) => {
  const { attrs, shapes, labels, units } = input;
  const [label] = labels;
  const from = shapes[0][1];
  if (attrs.groups === 1) {
    if (label !== undefined && label.axis !== 1) fixed(input);
    return fresh(input, 1);
  }
  if (label === undefined || label.axis !== 1) {
    fixed(input);
    return constantLabel(units, 1, attrs.outChannels);
  }
  // Depthwise: each channel alone, an equal number of outputs from each.
  if (attrs.groups === from) return { axis: 1, parts: repeated(label, attrs.outChannels / from) };
  units.divide(label, attrs.groups);
  const out = fresh(input, 1);
  units.divide(out, attrs.groups);
  return out;
};

/** Sums and products: axes are counted from the last, lengths of 1 are repeated. */
const elementwise: Tie = (input) => {
  const { labels, shapes, shape, units, adopt, node } = input;
  const fromEnd = (i: number): number => shapes[i].length - (labels[i]?.axis ?? 0);
  const isWide = (label: Label | undefined, i: number): boolean =>
    label !== undefined && shapes[i][label.axis] > 1 && shapes[i][label.axis] === shape[shape.length - fromEnd(i)];
  const free = labels.findIndex((label, i) => isWide(label, i) && label !== undefined && !isStill(label, units));
  const main = free < 0 ? labels.findIndex(isWide) : free;
  if (main < 0) return fixed(input);
  const label = labels[main] as Label;
  const end = fromEnd(main);
  shapes.forEach((own, i) => {
    const at = own.length - end;
    if (i === main || at < 0) return;
    const other = labels[i];
    if (other !== undefined && other.axis === at) {
      if (own[at] > 1) units.unite(label, other, { isSum: node.op === 'add' });
    } else if (other !== undefined && own[other.axis] > 1 && !isStill(other, units)) fixed(input);
    else if (own[at] > 1 && !adopt(i, { axis: at, parts: label.parts })) units.fix(label);
  });
  return { axis: shape.length - end, parts: label.parts };
};

const joined: Tie<OpAttrs['concat']> = (input) => {
  const { attrs, labels, shapes, shape, units, adopt } = input;
  const axis = resolveAxis(attrs.axis, shape.length);
  const known = labels.findIndex((label) => label !== undefined);
  if (known < 0) return undefined;
  const channel = (labels[known] as Label).axis;
  if (labels.some((label) => label !== undefined && label.axis !== channel)) return fixed(input);
  if (channel === axis)
    return {
      axis,
      parts: labels.flatMap((label, i) => (label ?? constantLabel(units, axis, shapes[i][axis])).parts),
    };
  const first = labels[known] as Label;
  labels.forEach((label, i) => {
    if (i === known) return;
    if (label !== undefined) units.unite(first, label, { isSum: false });
    else if (!adopt(i, first)) units.fix(first);
  });
  return first;
};

/** The parts that a slice of the channels takes, where it takes complete ones. */
const sliced: Tie<OpAttrs['slice']> = (input) => {
  const { attrs, labels, shapes, shape, units } = input;
  const [label] = labels;
  const axis = resolveAxis(attrs.axis, shape.length);
  if (label === undefined || label.axis !== axis) return label;
  const { start, length } = sliceRange(attrs, shapes[0][axis]);
  if (length === shapes[0][axis]) return label;
  const widthOf = (unit: number): number => units.get(units.rootOf(unit)).width;
  let at = 0;
  const taken = label.parts.filter((part) => {
    const from = at;
    at += channelsOf({ axis, parts: [part] }, widthOf);
    return from >= start && at <= start + length;
  });
  if (attrs.step === 1 && channelsOf({ axis, parts: taken }, widthOf) === length) return { axis, parts: taken };
  // One of several equal pieces: queries, keys and values side by side.
  const count = shapes[0][axis] / length;
  if (
    attrs.step === 1 &&
    label.parts.length === 1 &&
    label.parts[0].times === 1 &&
    Number.isInteger(count) &&
    start % length === 0
  ) {
    units.divide(label, count);
    return { axis, parts: pieces(label, count) };
  }
  fixed(input);
  return constantLabel(units, axis, length);
};

const padded: Tie<OpAttrs['pad']> = (input) => {
  const { attrs, labels, shape, units } = input;
  const [label] = labels;
  if (label === undefined) return undefined;
  const { axis } = label;
  const [before, after] = [attrs.pads[axis], attrs.pads[axis + shape.length]];
  const zeros = (count: number): Label['parts'] => (count === 0 ? [] : constantLabel(units, axis, count).parts);
  return { axis, parts: [...zeros(before), ...label.parts, ...zeros(after)] };
};

/** The axes from `from` on as one; with several parts, only where the channels stay together. */
function merged(input: TieInput, label: Label, from: number, x: Shape): Label | undefined {
  if (label.axis > from && label.parts.length > 1) return fixed(input);
  return { axis: from, parts: repeated(label, lengthFrom(x, from) / x[label.axis]) };
}

/** The axis of `to` before and behind which lie as many numbers as before and behind `axis` of `from`, with `length` in it. */
function sameAxis(from: Shape, axis: number, to: Shape, length: number, behind: number): number | undefined {
  const before = lengthOf(from.slice(0, axis));
  const found = to.findIndex(
    (own, k) => own === length && lengthOf(to.slice(0, k)) === before && lengthFrom(to, k + 1) === behind,
  );
  return found < 0 ? undefined : found;
}

/** Channels split into heads, (..., heads, width) or (..., 3, heads, width), heads joined again, and what only adds axes of one. */
function headed({ labels: [label], shapes: [x], shape, units }: TieInput): Label | undefined {
  if (label === undefined || label.parts.length !== 1) return undefined;
  const { axis } = label;
  const [{ isPerHead }] = label.parts;
  const kept = sameAxis(x, axis, shape, x[axis], lengthFrom(x, axis + 1));
  if (isPerHead === true && kept !== undefined) return { axis: kept, parts: label.parts };
  if (isPerHead === true) {
    // Heads and their widths become channels.
    const width = x[axis + 1] ?? 1;
    const channel = sameAxis(x, axis, shape, x[axis] * width, lengthFrom(x, axis + 2));
    return channel === undefined ? undefined : { axis: channel, parts: repeated(label, width) };
  }
  if (axis !== x.length - 1 || shape.length < 2) return undefined;
  const [heads, width] = shape.slice(-2);
  const count = x[axis] / (heads * width);
  const lead = shape.slice(0, count === 1 ? -2 : -3);
  const isSplit = Number.isInteger(count) && heads > 1 && lengthOf(lead) === lengthOf(x.slice(0, -1));
  if (!isSplit || (count > 1 && shape.at(-3) !== count)) return undefined;
  const perHead = Math.round((count * width) / label.parts[0].times);
  units.split(label, perHead);
  return { axis: shape.length - 2, parts: pieces(label, count * width, true) };
}

/** Reshapes that keep the channel axis, or merge what follows it into it. */
const reshaped: Tie<OpAttrs['reshape']> = (input) => {
  const { labels, shapes, shape, attrs } = input;
  const [label] = labels;
  if (label === undefined) return undefined;
  const [x] = shapes;
  const { axis } = label;
  const isKept = (to: number): boolean =>
    shape[to] === x[axis] && lengthFrom(shape, to + 1) === lengthFrom(x, axis + 1) && (attrs.shape[to] > 0 || to === axis);
  // From the front, then from the end (tokens x features, and back).
  if (shape.length > axis && x.slice(0, axis).every((length, i) => length === shape[i]) && isKept(axis)) return label;
  if (axis === x.length - 1 && isKept(shape.length - 1)) return { axis: shape.length - 1, parts: label.parts };
  const heads = headed(input);
  if (heads !== undefined) return heads;
  return shape.length === 2 && shape[1] === lengthFrom(x, 1) ? merged(input, label, 1, x) : fixed(input);
};

const product: Tie = (input) => {
  const { labels, shapes, shape, units } = input;
  const [left, right] = labels;
  if (left !== undefined && right !== undefined) {
    // Heads of both sides are multiplied one by one.
    const [a, b] = [left, right].map((label, i) => shapes[i].length - label.axis);
    if (a !== b || a < 3) return fixed(input);
    units.unite(left, right, { isSum: false });
    units.attend(left);
    return { axis: shape.length - a, parts: left.parts };
  }
  // A map multiplied by a constant along other axes, as resizes are.
  const keeps = (i: number): boolean => {
    const [label, other] = [labels[i], shapes[1 - i]];
    if (label === undefined || labels[1 - i] !== undefined || label.axis >= shapes[i].length - 2) return false;
    const at = other.length - (shapes[i].length - label.axis);
    return at < 0 || other[at] === 1;
  };
  const [kept] = [0, 1].filter(keeps);
  return kept === undefined ? fixed(input) : labels[kept];
};

export const ties: { readonly [O in OpName]: Tie<OpAttrs[O]> } = {
  conv: convolution,
  convTranspose: convolution,
  linear: (input) => {
    const last = input.shape.length - 1;
    const [label] = input.labels;
    // Over another axis than that of the channels, the width is a number of places.
    return label === undefined || label.axis === last || isStill(label, input.units) ? fresh(input, last) : label;
  },
  embedding: (input) => fresh(input, input.shape.length - 1),
  recurrent: (input) => {
    const { attrs, units, node, labels } = input;
    const unit = units.create(attrs.hidden, node.id);
    const out: Label = { axis: 2, parts: Array.from({ length: directionsOf(attrs) }, () => ({ unit, times: 1 })) };
    const [label] = labels;
    if (labels.length > 1 || (label !== undefined && label.axis !== 2 && !isStill(label, units))) {
      fixed(input);
      units.fix(out);
    }
    return out;
  },
  matmul: product,
  batchNorm: same,
  instanceNorm: same,
  groupNorm: ({ attrs, labels: [x], units }) => {
    if (x !== undefined) units.divide(x, attrs.groups);
    return x;
  },
  layerNorm: same,
  relu: same,
  leakyRelu: same,
  clip: same,
  gelu: same,
  silu: same,
  hardSwish: same,
  hardSigmoid: same,
  sigmoid: same,
  tanh: same,
  softmax: same,
  maxPool: same,
  avgPool: same,
  globalAvgPool: same,
  globalMaxPool: same,
  mean: ({ attrs, labels: [x], shapes: [from] }) => {
    const axes = attrs.axes.map((axis) => resolveAxis(axis, from.length));
    if (x === undefined || axes.includes(x.axis)) return undefined;
    return attrs.keepDims ? x : { ...x, axis: x.axis - axes.filter((axis) => axis < x.axis).length };
  },
  add: elementwise,
  mul: elementwise,
  sub: elementwise,
  div: elementwise,
  affine: same,
  identity: same,
  zeros: same,
  unary: same,
  parameter: () => undefined,
  constant: () => undefined,
  foreign: fixed,
  concat: joined,
  slice: sliced,
  pad: padded,
  reshape: reshaped,
  flatten: (input) => {
    const { attrs, labels, shapes } = input;
    const [label] = labels;
    return label === undefined || label.axis < attrs.axis ? label : merged(input, label, attrs.axis, shapes[0]);
  },
  gather: (input) => {
    const { attrs, labels, shapes } = input;
    const [label] = labels;
    return label !== undefined && resolveAxis(attrs.axis, shapes[0].length) === label.axis ? fixed(input) : label;
  },
  transpose: ({ attrs, labels: [x] }) => (x === undefined ? undefined : { ...x, axis: attrs.permutation.indexOf(x.axis) }),
};
