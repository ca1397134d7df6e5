/**
 * ZenNAS's structure strings (Lin et al., ICCV 2021, arXiv 2102.01063): super-blocks in a row, each as many layers as its last number says.
 * `SuperConvK3BNRELU(in,out,stride,layers)`, `SuperResIDWE6K3(in,out,stride,bottleneck,layers)`, `SuperResK3K3(...)` and `SuperResK1K3K1(...)` of the
 * same five numbers. A layer of the second is two inverted bottlenecks, the first narrow; of the third, ResNet's basic block; of the
 * last, two of ResNet's bottlenecks. The sampled space has the first two; all are read.
 */
import { dataError, quote } from '../../core/errors.js';

export interface ZenConv {
  readonly kind: 'conv';
  readonly kernel: number;
  readonly channels: number;
  readonly stride: number;
  readonly layers: number;
}

export interface ZenBottleneck {
  readonly kind: 'bottleneck';
  readonly expansion: number;
  readonly kernel: number;
  readonly channels: number;
  readonly stride: number;
  /** Channels between the two inverted bottlenecks of a layer. */
  readonly bottleneck: number;
  readonly layers: number;
}

/** Residual blocks of dense convolutions: kernels k and k, or 1, k and 1. */
export interface ZenResidual {
  readonly kind: 'residual';
  readonly form: 'basic' | 'bottleneck';
  readonly kernel: number;
  readonly channels: number;
  readonly stride: number;
  /** Channels inside. */
  readonly bottleneck: number;
  readonly layers: number;
}

export type ZenBlock = ZenConv | ZenBottleneck | ZenResidual;
/** Super-blocks from first to last; channels in are those out of the one before. */
export type ZenStructure = readonly ZenBlock[];

export const zenExpansions = [1, 2, 4, 6];
export const zenKernels = [3, 5, 7];
const convKernels = [1, 3, 5, 7];
/** Most channels that a move gives; strings that are read may have more, as the largest published network has. */
export const MAX_CHANNELS = 4096;
const mostRead = 16_384;
const MAX_LAYERS = 100;
const form = 'super-blocks such as SuperConvK3BNRELU(3,16,2,1)SuperResIDWE6K3(16,32,2,16,1)...';

export function encodeZen(structure: ZenStructure): string {
  let from = 3;
  return structure
    .map((block) => {
      const own = from;
      from = block.channels;
      return block.kind === 'conv'
        ? `SuperConvK${block.kernel}BNRELU(${own},${block.channels},${block.stride},${block.layers})`
        : `SuperRes${nameOf(block)}(${own},${block.channels},${block.stride},${block.bottleneck},${block.layers})`;
    })
    .join('');
}

function nameOf(block: ZenBottleneck | ZenResidual): string {
  if (block.kind === 'bottleneck') return `IDWE${block.expansion}K${block.kernel}`;
  return block.form === 'basic' ? `K${block.kernel}K${block.kernel}` : `K1K${block.kernel}K1`;
}

/** Reads a structure string. @throws a data error that names the first block that is wrong. */
export function decodeZen(text: string, id: string): ZenStructure {
  const where = `${id} architecture ${quote(text, 100)}`;
  const structure: ZenBlock[] = [];
  const pattern = /(\w+)\(([^()]*)\)/y;
  const trimmed = text.trim();
  let from = 3;
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(trimmed);
    if (match === null) throw dataError(where, { expected: form, got: quote(trimmed.slice(at), 40) });
    const [written, name = '', list = ''] = match;
    const [given, ...rest] = numbersOf(list, written, where);
    if (given !== from) throw dataError(where, { expected: `${from} channels into ${name}`, got: `${given}` });
    const block = blockOf(name, rest, where);
    structure.push(block);
    from = block.channels;
  }
  if (structure.length === 0) throw dataError(where, { expected: form });
  const layers = countLayers(structure);
  if (layers > MAX_LAYERS) throw dataError(where, { expected: `at most ${MAX_LAYERS} layers`, got: `${layers}` });
  return structure;
}

function numbersOf(list: string, block: string, where: string): number[] {
  // A name may stand before the numbers: `name|3,16,2,1`.
  const numbers = list
    .slice(list.indexOf('|') + 1)
    .split(',')
    .map((part) => (/^\d{1,6}$/.test(part.trim()) ? Number(part) : NaN));
  if (numbers.some((number) => !(number >= 1 && number <= mostRead)))
    throw dataError(where, { expected: `integers from 1 to ${mostRead} in every block`, got: quote(block) });
  return numbers;
}

function blockOf(name: string, numbers: readonly number[], where: string): ZenBlock {
  const conv = /^SuperConvK(\d)BNRELU$/.exec(name);
  const bottleneck = /^SuperResIDWE(\d)K(\d)$/.exec(name);
  const residual = /^SuperRes(?:K([357])K\1|K1K([357])K1)$/.exec(name);
  const count = conv === null ? 4 : 3;
  const isKnown =
    conv === null
      ? residual !== null ||
        (bottleneck !== null && zenExpansions.includes(Number(bottleneck[1])) && zenKernels.includes(Number(bottleneck[2])))
      : convKernels.includes(Number(conv[1]));
  if (!isKnown)
    throw dataError(where, {
      expected: 'a block of the space',
      got: quote(name),
      hint: 'SuperConvK1BNRELU to K7, SuperResIDWE1K3 to E6K7, SuperResK3K3 to K7K7, SuperResK1K3K1 to K1K7K1',
    });
  // Of a convolution the third number is its layers.
  const [channels, stride, last, layers = 1] = numbers;
  if (numbers.length !== count || channels === undefined || stride === undefined || last === undefined)
    throw dataError(where, { expected: `${count + 1} numbers in ${name}`, got: `${numbers.length + 1}` });
  if (stride > 2) throw dataError(where, { expected: `stride 1 or 2 in ${name}`, got: `${stride}` });
  if (conv !== null) return { kind: 'conv', kernel: Number(conv[1]), channels, stride, layers: last };
  if (residual !== null) {
    const [, basic, middle] = residual;
    const residualForm = basic === undefined ? 'bottleneck' : 'basic';
    return { kind: 'residual', form: residualForm, kernel: Number(basic ?? middle), channels, stride, bottleneck: last, layers };
  }
  const [, expansion, kernel] = bottleneck as RegExpExecArray;
  return { kind: 'bottleneck', expansion: Number(expansion), kernel: Number(kernel), channels, stride, bottleneck: last, layers };
}

/** Layers of all super-blocks together: what ZenNAS's `max_layers` bounds. */
export function countLayers(structure: ZenStructure): number {
  return structure.reduce((sum, { layers }) => sum + layers, 0);
}

/** To the nearest multiple of 8, halves to the even one as Python rounds, at least 8. */
export function roundTo8(value: number): number {
  const steps = value / 8;
  const floor = Math.floor(steps);
  const rounded = steps - floor === 0.5 ? floor + (floor % 2) : Math.round(steps);
  return Math.max(8, 8 * rounded);
}
