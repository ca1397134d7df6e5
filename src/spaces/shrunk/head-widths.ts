/**
 * The axis of each value along which the numbers of one head of attention lie, from the reshape that splits channels into heads to the one
 * that joins them. A head's width may vary where only operators read it that take any; what else reads it keeps it as it is.
 */
import { resolveAxis } from '../../arch/ops/shapes.js';
import { inputShapes } from '../../arch/infer.js';
import type { ArchNode, Architecture, OpName, Shape } from '../../arch/types.js';
import type { Channels } from './label-channels.js';

/** Where a head's numbers are in a value. */
interface Inner {
  readonly axis: number;
  readonly root: number;
}

/** A factor 1 / width^power of the products of queries and keys. */
interface HeadScale {
  readonly root: number;
  readonly power: number;
}

export interface HeadWidths {
  /** Width of a head, by the unit of its channels, where it may vary. */
  readonly widths: ReadonlyMap<number, number>;
  /** Axes of values with numbers of a head. */
  readonly axes: ReadonlyMap<string, Inner>;
  /** Factors that follow the width, by node. */
  readonly scales: ReadonlyMap<string, HeadScale>;
}

/** Operators that keep every axis of their one input. */
const keepers: ReadonlySet<OpName> = new Set<OpName>([
  'identity',
  'affine',
  'unary',
  'relu',
  'leakyRelu',
  'clip',
  'gelu',
  'silu',
  'hardSwish',
  'hardSigmoid',
  'sigmoid',
  'tanh',
  'softmax',
  'layerNorm',
]);

const scalePowers = [0.5, 0.25];

export function findHeadWidths({ nodes, outputs }: Architecture, { units, labels, shapes }: Channels): HeadWidths {
  const axes = new Map<string, Inner>();
  const widths = new Map<number, number>();
  const scales = new Map<string, HeadScale>();
  /** Products of queries and keys. */
  const products = new Map<string, number>();
  const fixed = new Set<number>();
  const shapeOf = (id: string): Shape => shapes.get(id) as Shape;

  const splitHere = (node: ArchNode): Inner | undefined => {
    const [label] = [labels.get(node.id)];
    const [part] = label?.parts ?? [];
    if (node.op !== 'reshape' || part?.isPerHead !== true || axes.has(node.inputs[0])) return undefined;
    const [before] = labels.get(node.inputs[0])?.parts ?? [];
    if (before?.isPerHead === true) return undefined;
    const root = units.rootOf(part.unit);
    const width = shapeOf(node.id).at(-1) as number;
    if ((widths.get(root) ?? width) !== width) fixed.add(root);
    widths.set(root, width);
    return { axis: shapeOf(node.id).length - 1, root };
  };

  /** The axis after a node; undefined where the numbers are summed or joined, 'fixed' where it needs them as they are. */
  const after = (node: ArchNode, inners: readonly (Inner | undefined)[]): Inner | undefined | 'fixed' => {
    const known = inners.findIndex((inner) => inner !== undefined);
    const inner = inners[known] as Inner;
    const given = inputShapes(node, shapes);
    const shape = shapeOf(node.id);
    const axisOf = (axis: number): number => resolveAxis(axis, given[known].length);
    if (keepers.has(node.op)) return inner;
    switch (node.op) {
      case 'transpose':
        return { ...inner, axis: node.attrs.permutation.indexOf(inner.axis) };
      case 'reshape': {
        const [part] = labels.get(node.id)?.parts ?? [];
        const [before] = labels.get(node.inputs[0])?.parts ?? [];
        const isLast = inner.axis === given[0].length - 1;
        if (part?.isPerHead === true)
          return isLast && shape.at(-1) === given[0].at(-1) ? { ...inner, axis: shape.length - 1 } : 'fixed';
        // Joined with the heads before it.
        return isLast && before?.isPerHead === true && labels.get(node.inputs[0])?.axis === inner.axis - 1 && part !== undefined
          ? undefined
          : 'fixed';
      }
      case 'add':
      case 'sub':
      case 'mul':
      case 'div': {
        const end = given[known].length - inner.axis;
        const fits = inners.every((own, i) => {
          const axis = given[i].length - end;
          return own === undefined ? axis < 0 || given[i][axis] === 1 : own.root === inner.root && own.axis === axis;
        });
        return fits ? { ...inner, axis: shape.length - end } : 'fixed';
      }
      case 'matmul': {
        const [left, right] = inners;
        const isSummed = (own: Inner | undefined, i: number): boolean =>
          own !== undefined && given[i].length - own.axis === (i === 0 ? 1 : 2);
        if (isSummed(left, 0) || isSummed(right, 1)) {
          const fits = isSummed(left, 0) && isSummed(right, 1) && left?.root === right?.root;
          if (fits) products.set(node.id, inner.root);
          return fits ? undefined : 'fixed';
        }
        // Rows of the left side or columns of the right one, not both.
        const isRow = left !== undefined && given[0].length - left.axis === 2;
        const isColumn = right !== undefined && given[1].length - right.axis === 1;
        if (isRow === isColumn) return 'fixed';
        return { ...inner, axis: shape.length - (isRow ? 2 : 1) };
      }
      case 'slice':
      case 'gather':
        return axisOf(node.attrs.axis) === inner.axis ? 'fixed' : inner;
      case 'concat':
        return axisOf(node.attrs.axis) !== inner.axis &&
          inners.every((own) => own?.root === inner.root && own.axis === inner.axis)
          ? inner
          : 'fixed';
      default:
        return 'fixed';
    }
  };

  for (const node of nodes) {
    if (node.op === 'affine' && node.attrs.shift === 0) {
      const root = axes.get(node.inputs[0])?.root ?? products.get(node.inputs[0]);
      const width = root === undefined ? undefined : widths.get(root);
      const power = scalePowers.find((own) => width !== undefined && Math.abs(node.attrs.scale * width ** own - 1) < 1e-4);
      if (root !== undefined && power !== undefined) scales.set(node.id, { root, power });
    }
    const split = splitHere(node);
    if (split !== undefined) axes.set(node.id, split);
    const inners = node.inputs.map((id) => axes.get(id));
    if (inners.every((inner) => inner === undefined)) continue;
    const found = after(node, inners);
    if (found === 'fixed') for (const inner of inners) if (inner !== undefined) fixed.add(inner.root);
    if (found !== undefined && found !== 'fixed') axes.set(node.id, found);
  }
  for (const id of outputs) {
    const inner = axes.get(id);
    if (inner !== undefined) fixed.add(inner.root);
  }
  return { widths: new Map([...widths].filter(([root]) => !fixed.has(root))), axes, scales };
}
