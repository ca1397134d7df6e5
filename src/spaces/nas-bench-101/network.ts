/**
 * The NAS-Bench-101 network (Ying et al., section 2.3, and the published model builder): 3x3 stem; stacks of modules, between stacks
 * a 2x2 max pool and twice the channels; global average pool; a linear classifier. Convolutions have no bias and are followed by batch norm and ReLU.
 *
 * In a module every vertex that the input feeds gets its own 1x1 projection; the outputs of other vertices are truncated to its width and
 * added; the output concatenates, and adds a projection of the input where an edge leads there directly.
 */
import { onlyOf } from '../../core/only-of.js';
import { must } from '../../core/must.js';
import { createArchBuilder, squareConv, squareWindow } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { hasEdge, vertexCount, type NasBench101Cell, type NasBench101Op } from './cell.js';
import { encodeNasBench101 } from './strings.js';
import { nasBench101Widths } from './widths.js';

export interface NasBench101Network {
  /** Channels of the stem and the first stack. */
  readonly C: number;
  readonly stacks: number;
  /** Modules in a stack. */
  readonly N: number;
  readonly classes: number;
  /** Height and width of the input. */
  readonly size: number;
  /** Of the input; three by default. */
  readonly channels?: number;
}

/** Ids as in `m3.v2` (module 3, vertex 2) and `m3.p2` (its projection). */
export function buildNasBench101(
  cell: NasBench101Cell,
  { C, stacks, N, classes, size, channels: imageDepth = 3 }: NasBench101Network,
): Architecture {
  const b = createArchBuilder();
  const last = vertexCount(cell) - 1;
  const convBnRelu = (x: string, id: string, channels: number, kernel: number): string =>
    b.add(
      'relu',
      [b.add('batchNorm', [b.add('conv', [x], squareConv(channels, kernel), id)], { eps: 1e-5, affine: true }, `${id}.bn`)],
      {},
      `${id}.relu`,
    );
  const apply = (op: NasBench101Op, x: string, id: string, channels: number): string => {
    switch (op) {
      case 'conv3x3-bn-relu':
        return convBnRelu(x, id, channels, 3);
      case 'conv1x1-bn-relu':
        return convBnRelu(x, id, channels, 1);
      case 'maxpool3x3':
        return b.add('maxPool', [x], { ...squareWindow(3, 1, 1), ceil: false }, id);
      default:
        return op satisfies never;
    }
  };
  const addModule = (x: string, id: string, channels: number): string => {
    const widths = nasBench101Widths(cell, channels);
    const tensors = [x];
    for (let v = 1; v < last; v++) {
      const width = must(widths[v], 'a width of each vertex');
      const terms: string[] = [];
      for (let tail = 1; tail < v; tail++) {
        if (!hasEdge(cell, tail, v)) continue;
        const tensor = must(tensors[tail], 'a tensor of each vertex');
        const cut = { axis: 1, start: 0, end: width, step: 1 };
        terms.push(widths[tail] === width ? tensor : b.add('slice', [tensor], cut, `${id}.s${tail}${v}`));
      }
      if (hasEdge(cell, 0, v)) terms.push(convBnRelu(x, `${id}.p${v}`, width, 1));
      const sum = onlyOf(terms) ?? b.add('add', terms, {}, `${id}.a${v}`);
      tensors.push(apply(must(cell.ops[v - 1], 'an operator of each vertex'), sum, `${id}.v${v}`, width));
    }
    const fed = tensors.filter((_, v) => v > 0 && hasEdge(cell, v, last));
    if (fed.length === 0) return convBnRelu(x, `${id}.p${last}`, channels, 1);
    const joined = onlyOf(fed) ?? b.add('concat', fed, { axis: 1 }, `${id}.concat`);
    return hasEdge(cell, 0, last)
      ? b.add('add', [joined, convBnRelu(x, `${id}.p${last}`, channels, 1)], {}, `${id}.out`)
      : joined;
  };

  const image = b.input('image', [1, imageDepth, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = convBnRelu(image, 'stem', C, 3);
  for (let stack = 0, module = 1; stack < stacks; stack++) {
    if (stack > 0) {
      b.group({ id: `down${stack}`, kind: 'reduction', stage: stack });
      x = b.add('maxPool', [x], { ...squareWindow(2, 2, 0), ceil: true }, `down${stack}`);
    }
    for (let n = 0; n < N; n++, module++) {
      b.group({ id: `m${module}`, kind: 'cell', stage: stack });
      x = addModule(x, `m${module}`, C * 2 ** stack);
    }
  }
  b.group({ id: 'head', kind: 'head', stage: stacks - 1 });
  x = b.add('flatten', [b.add('globalAvgPool', [x], {}, 'pool')], { axis: 1 }, 'features');
  return b.finish([b.add('linear', [x], { outFeatures: classes, bias: true }, 'fc')], `nas-bench-101 ${encodeNasBench101(cell)}`);
}
