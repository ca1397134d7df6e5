/** TransNAS-Bench-101's macro space: 4 to 6 modules of residual blocks, 1 to 4 of which halve the sides and 1 to 3 double the channels. */
import type { ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';
import { convBn, reluConvBn } from '../blocks/conv-norm.js';
import { flatNumbers, readPythonLiteral } from '../text/python-literal.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import {
  addTransnasStem,
  buildTransnas,
  checkTransnas,
  transnasModule,
  transnasOptions,
  type TransnasBlock,
  type TransnasNetwork,
} from './network.js';
import { decodeWithoutBlanks } from '../text/without-blanks.js';

/** The digits of the macro code; see `transnasModule`. */
export type TransnasMacro = readonly number[];

const digits = [1, 2, 3, 4];
const ID = 'transnas-macro';
const rule = '4 to 6 digits from 1 to 4 with 1 to 4 of 3 and 4, and 1 to 3 of 2 and 4';

function isInside(genotype: TransnasMacro): boolean {
  const reductions = genotype.filter((digit) => digit > 2).length;
  const doublings = genotype.filter((digit) => digit % 2 === 0).length;
  return (
    genotype.length >= 4 &&
    genotype.length <= 6 &&
    genotype.every((digit) => digits.includes(digit)) &&
    reductions >= 1 &&
    reductions <= 4 &&
    doublings >= 1 &&
    doublings <= 3
  );
}

/** All 3,256, the shorter first, then in numeric order. */
function allGenotypes(): TransnasMacro[] {
  const all: TransnasMacro[] = [];
  for (let length = 4; length <= 6; length++) {
    for (let code = 0; code < 4 ** length; code++) {
      const genotype = Array.from({ length }, (_, i) => 1 + (Math.floor(code / 4 ** (length - 1 - i)) % 4));
      if (isInside(genotype)) all.push(genotype);
    }
  }
  return all;
}

/** `64-1234-basic`, the published code; also NASLib's tuple `naslib:(1, 2, 3, 4, 0, 0)`, 0 for a module that is absent. */
function decode(text: string): TransnasMacro {
  const where = `${ID} architecture ${quote(text)}`;
  let genotype: number[] | undefined;
  if (text.startsWith('naslib:')) {
    genotype = flatNumbers(readPythonLiteral(text.slice(7), where));
    while (genotype?.at(-1) === 0) genotype.pop();
  } else {
    const match = /^64-([1-4]+)-basic$/.exec(text);
    if (match === null)
      throw dataError(`${ID} architecture`, {
        expected: 'a code such as 64-1234-basic',
        got: quote(text),
        hint: text.startsWith('64-41414-') ? 'cells belong to transnas-micro' : undefined,
      });
    genotype = Array.from(match[1] ?? '', Number);
  }
  if (genotype === undefined || !isInside(genotype)) throw dataError(where, { expected: rule });
  return genotype;
}

function neighbors(genotype: TransnasMacro): TransnasMacro[] {
  const found = new Map<string, TransnasMacro>();
  const offer = (moved: TransnasMacro): void => {
    if (isInside(moved)) found.set(moved.join(''), moved);
  };
  genotype.forEach((own, i) => {
    for (const digit of digits) if (digit !== own) offer(genotype.with(i, digit));
  });
  for (let i = 0; i <= genotype.length; i++) for (const digit of digits) offer(genotype.toSpliced(i, 0, digit));
  for (let i = 0; i < genotype.length; i++) offer(genotype.toSpliced(i, 1));
  found.delete(genotype.join(''));
  return [...found.values()];
}

/** Two ReLU-conv3x3-BN; the shortcut is a 1x1 convolution with batch norm where the shape changes. */
function addBasicBlock(b: ArchBuilder, x: string, id: string, { from, channels, stride }: TransnasBlock): string {
  const main = reluConvBn(b, reluConvBn(b, x, `${id}.a`, { channels, kernel: 3, stride }), `${id}.b`, { channels, kernel: 3 });
  const shortcut = stride === 1 && from === channels ? x : convBn(b, x, `${id}.s`, { channels, kernel: 1, stride });
  return b.add('add', [shortcut, main], {}, `${id}.out`);
}

function addBackbone(b: ArchBuilder, genotype: TransnasMacro, image: string, C: number): { x: string; stage: number } {
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = addTransnasStem(b, image, C);
  let channels = C;
  let stage = 0;
  genotype.forEach((digit, i) => {
    const { first, second } = transnasModule(digit, channels);
    if (first.stride > 1) stage++;
    b.group({ id: `m${i}`, kind: first.stride > 1 ? 'reduction' : 'block', stage });
    x = addBasicBlock(b, addBasicBlock(b, x, `m${i}.0`, first), `m${i}.1`, second);
    channels = second.channels;
  });
  return { x, stage };
}

function build(genotype: TransnasMacro, network: TransnasNetwork): Architecture {
  return buildTransnas(network, (b, image) => addBackbone(b, genotype, image, network.C), `${ID} ${encode(genotype)}`);
}

const encode = (genotype: TransnasMacro): string => `64-${genotype.join('')}-basic`;

/** How many skeletons there are. */
const size = 3256;
let listed: readonly TransnasMacro[] | undefined;
/** All of them, listed when first needed. */
const all = (): readonly TransnasMacro[] => (listed ??= allGenotypes());

export const transnasMacro = defineSpace({
  id: ID,
  title: 'TransNAS-Bench-101 macro: 3,256 skeletons of residual blocks (:task=jigsaw, segmentsemantic ... for the seven tasks)',
  paper: 'Duan et al., CVPR 2021, arXiv 2105.11871',
  example: '64-4231-basic',
  options: transnasOptions,
  create(network): SearchSpace<TransnasMacro> {
    checkTransnas(ID, network, 6);
    return {
      id: ID,
      size,
      sample: (rng) => rng.pick(all()),
      mutate: (genotype, rng) => rng.pick(neighbors(genotype)),
      neighbors,
      enumerate: all,
      encode,
      decode: decodeWithoutBlanks(decode),
      canonical: encode,
      build: (genotype) => build(genotype, network),
      noTopology: 'all architectures are chains of one block: only their length, widths and strides vary',
    };
  },
});
