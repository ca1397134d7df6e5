/**
 * NATS-Bench's size space SSS (Dong et al., TPAMI 2021, arXiv 2009.00437): one cell, five widths from {8, 16, ..., 64}, written `a:b:c:d:e`.
 *
 * The network: stem at width a, cell to a, residual block to b, cell to c, residual block to d, cell to e. Where a cell changes
 * the width, its edges from node 0 do so, and its skip becomes a 1x1 convolution with batch norm (without ReLU).
 */
import { must } from '../core/must.js';
import { createArchBuilder, squareConv, squareWindow } from '../arch/build.js';
import type { Cost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { dataError, quote } from '../core/errors.js';
import type { OptionSpecs, OptionValues } from '../core/options.js';
import { classifier } from './blocks/classifier.js';
import { batchNorm, convBn, relu, reluConvBn } from './blocks/conv-norm.js';
import { productMoves } from './product-moves.js';
import { defineSpace } from './define-space/define-space.js';
import type { SearchSpace } from './types.js';
import { imageChannels } from './image-channels.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

/** Five channel counts. */
export type NatsBenchSize = readonly number[];

const widths = [8, 16, 24, 32, 40, 48, 56, 64];
const layers = 5;

const options = {
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 4, max: 1024, help: 'height and width of the input, a multiple of 4' },
} as const satisfies OptionSpecs;

function decode(text: string): NatsBenchSize {
  const where = `nats-bench-size architecture ${quote(text)}`;
  // The benchmark's index: the widths as digits, the last running fastest.
  if (/^\d{1,5}$/.test(text) && Number(text) < widths.length ** layers)
    return Array.from({ length: layers }, (_, i) =>
      must(widths[Math.floor(Number(text) / widths.length ** (layers - 1 - i)) % widths.length], 'a width'),
    );
  const parts = text.split(':');
  if (parts.length !== layers) throw dataError(where, { expected: 'five widths such as 8:16:24:32:64', got: `${parts.length}` });
  return parts.map((part) => {
    const width = widths.find((known) => String(known) === part);
    if (width === undefined) throw dataError(where, { expected: `widths from ${widths.join(', ')}`, got: quote(part) });
    return width;
  });
}

/** Ids as in NAS-Bench-201: `c3.e12` is the edge from node 1 to 2 in module 3. */
function build(genotype: NatsBenchSize, { classes, size, channels }: OptionValues<typeof options>): Architecture {
  const b = createArchBuilder();
  const addCell = (x: string, id: string, stage: number, [from, to]: readonly [number, number]): string => {
    b.group({ id, kind: 'cell', stage });
    const conv3 = (source: string, edge: string): string => reluConvBn(b, source, `${id}.${edge}`, { channels: to, kernel: 3 });
    const n1 = conv3(x, 'e01');
    const n2 = b.add('add', [conv3(x, 'e02'), conv3(n1, 'e12')], {}, `${id}.n2`);
    const skip = from === to ? b.add('identity', [x], {}, `${id}.e03`) : convBn(b, x, `${id}.e03`, { channels: to, kernel: 1 });
    return b.add('add', [skip, conv3(n1, 'e13'), conv3(n2, 'e23')], {}, `${id}.n3`);
  };
  const addReduction = (x: string, id: string, stage: number, width: number): string => {
    b.group({ id, kind: 'reduction', stage });
    const main = reluConvBn(b, reluConvBn(b, x, `${id}.a`, { channels: width, kernel: 3, stride: 2 }), `${id}.b`, {
      channels: width,
      kernel: 3,
    });
    const pooled = b.add('avgPool', [x], { ...squareWindow(2, 2, 0), ceil: false, countPadding: false }, `${id}.pool`);
    return b.add('add', [b.add('conv', [pooled], squareConv(width, 1), `${id}.s`), main], {}, `${id}.out`);
  };
  const [c1 = NaN, c2 = NaN, c3 = NaN, c4 = NaN, c5 = NaN] = genotype;
  const image = b.input('image', [1, channels, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = convBn(b, image, 'stem', { channels: c1, kernel: 3 });
  x = addCell(x, 'c1', 0, [c1, c1]);
  x = addReduction(x, 'c2', 1, c2);
  x = addCell(x, 'c3', 1, [c2, c3]);
  x = addReduction(x, 'c4', 2, c4);
  x = addCell(x, 'c5', 2, [c4, c5]);
  b.group({ id: 'head', kind: 'head', stage: 2 });
  return b.finish([classifier(b, relu(b, batchNorm(b, x, 'last'), 'last'), classes)], `nats-bench-size ${genotype.join(':')}`);
}

/** Params and MACs by formula; weights of convolutions are their MACs a pixel. */
function cost(
  [c1 = NaN, c2 = NaN, c3 = NaN, c4 = NaN, c5 = NaN]: NatsBenchSize,
  { classes, size, channels }: OptionValues<typeof options>,
): Cost {
  let params = 2 * c5;
  let macs = 0;
  const add = (weights: number, norms: number, side: number): void => {
    params += weights + 2 * norms;
    macs += weights * side * side;
  };
  const addCell = (from: number, to: number, side: number): void => {
    add(18 * from * to + 27 * to * to, 5 * to, side);
    if (from !== to) add(from * to, to, side);
  };
  const addReduction = (from: number, to: number, side: number): void => {
    add(10 * from * to + 9 * to * to, 2 * to, side);
  };
  const half = Math.ceil(size / 2);
  const quarter = Math.ceil(half / 2);
  add(9 * channels * c1, c1, size);
  addCell(c1, c1, size);
  addReduction(c1, c2, half);
  addCell(c2, c3, half);
  addReduction(c3, c4, quarter);
  addCell(c4, c5, quarter);
  const head = c5 * classes + classes;
  return { params: params + head, macs: macs + head };
}

export const natsBenchSize = defineSpace({
  id: 'nats-bench-size',
  title: 'NATS-Bench size: 32,768 choices of five widths for one cell',
  paper: 'Dong et al., TPAMI 2021, arXiv 2009.00437',
  example: '16:16:32:32:64',
  options,
  create: (values): SearchSpace<NatsBenchSize> => ({
    id: 'nats-bench-size',
    ...productMoves(Array.from({ length: layers }, () => widths)),
    encode: (genotype) => genotype.join(':'),
    decode: decodeWithoutBlanks(decode),
    canonical: (genotype) => genotype.join(':'),
    build: (genotype) => build(genotype, values),
    noTopology: 'all architectures share one cell: only the widths of their layers vary',
    cost: (genotype) => cost(genotype, values),
  }),
});
