/** The networks of Once-for-All's MobileNetV3 space: sub-networks after extraction, with kernels and widths cut. */
import { must } from '../../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Cost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { conv, convBn } from '../blocks/conv-norm.js';
import { addCosts, countBlock, rememberCosts } from '../blocks/count-block.js';
import { squeezeExcite } from '../blocks/squeeze-excite.js';
import { ofaMaxDepth, type OfaGenotype } from './ofa-genotype.js';

interface OfaNetwork {
  /** Width multiplier. */
  readonly width: number;
  readonly classes: number;
  readonly size: number;
}

interface Block {
  readonly from: number;
  readonly channels: number;
  readonly kernel: number;
  readonly expansion: number;
  readonly stride: number;
  readonly act: 'relu' | 'hardSwish';
  readonly se: boolean;
}

const stages: readonly { readonly width: number; readonly stride: number; readonly act: Block['act']; readonly se: boolean }[] = [
  { width: 24, stride: 2, act: 'relu', se: false },
  { width: 40, stride: 2, act: 'relu', se: true },
  { width: 80, stride: 2, act: 'hardSwish', se: false },
  { width: 112, stride: 1, act: 'hardSwish', se: true },
  { width: 160, stride: 2, act: 'hardSwish', se: true },
];

/** The nearest multiple of 8, at least 8, and at least nine tenths of the value. */
function makeDivisible(value: number): number {
  const rounded = Math.max(8, 8 * Math.floor((value + 4) / 8));
  return rounded < 0.9 * value ? rounded + 8 : rounded;
}

/** Expand (unless by 1), depthwise, squeeze and excite, project; residual where the shape stays. */
function addBlock(b: ArchBuilder, x: string, id: string, { from, channels, kernel, expansion, stride, act, se }: Block): string {
  const wide = makeDivisible(Math.round(from * expansion));
  const active = (y: string, name: string): string => b.add(act, [y], {}, `${name}.act`);
  const expanded = expansion === 1 ? x : active(convBn(b, x, `${id}.expand`, { channels: wide, kernel: 1 }), `${id}.expand`);
  const depthwise = active(convBn(b, expanded, `${id}.dw`, { channels: wide, kernel, stride, groups: wide }), `${id}.dw`);
  const weighed = se
    ? squeezeExcite(b, depthwise, `${id}.se`, { channels: wide, inner: makeDivisible(Math.floor(wide / 4)), gate: 'hardSigmoid' })
    : depthwise;
  const main = convBn(b, weighed, `${id}.project`, { channels, kernel: 1 });
  return stride === 1 && from === channels ? b.add('add', [main, x], {}, `${id}.out`) : main;
}

/** The blocks after the first, with their stage. */
function blocksOf(
  { ks, e, d }: OfaGenotype,
  width: number,
): { readonly stage: number; readonly index: number; readonly block: Block }[] {
  let from = makeDivisible(16 * width);
  return d.flatMap((depth, stage) => {
    const { width: base, stride, act, se } = must(stages[stage], 'a stage of each depth');
    return Array.from({ length: depth }, (_, index) => {
      const place = stage * ofaMaxDepth + index;
      const channels = makeDivisible(base * width);
      const block: Block = {
        from,
        channels,
        kernel: must(ks[place], 'a kernel of each block'),
        expansion: must(e[place], 'an expansion of each block'),
        stride: index === 0 ? stride : 1,
        act,
        se,
      };
      from = channels;
      return { stage, index, block };
    });
  });
}

function addStem(b: ArchBuilder, image: string, width: number): string {
  const channels = makeDivisible(16 * width);
  const x = b.add('hardSwish', [convBn(b, image, 'stem', { channels, kernel: 3, stride: 2 })], {}, 'stem.act');
  return addBlock(b, x, 'first', { from: channels, channels, kernel: 3, expansion: 1, stride: 1, act: 'relu', se: false });
}

function addHead(b: ArchBuilder, x: string, { width, classes }: OfaNetwork): string {
  const wide = b.add(
    'hardSwish',
    [convBn(b, x, 'expand', { channels: makeDivisible(960 * width), kernel: 1 })],
    {},
    'expand.act',
  );
  const pooled = b.add('globalAvgPool', [wide], {}, 'pool');
  const mixed = b.add('hardSwish', [conv(b, pooled, 'mix', { channels: makeDivisible(1280 * width), kernel: 1 })], {}, 'mix.act');
  return b.add('linear', [b.add('flatten', [mixed], { axis: 1 }, 'features')], { outFeatures: classes, bias: true }, 'fc');
}

/** Ids as in `s2.b1.dw`: stage 2, block 1. */
export function buildOfa(genotype: OfaGenotype, network: OfaNetwork, name: string): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, 3, network.size, network.size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = addStem(b, image, network.width);
  for (const { stage, index, block } of blocksOf(genotype, network.width)) {
    const id = `s${stage}.b${index}`;
    b.group({ id, kind: block.stride > 1 ? 'reduction' : 'block', stage: stage + 1 });
    x = addBlock(b, x, id, block);
  }
  b.group({ id: 'head', kind: 'head', stage: stages.length });
  return b.finish([addHead(b, x, network)], name);
}

const blockCost = rememberCosts(
  (from: number, channels: number, kernel: number, expansion: number, stride: number, se: boolean, side: number) =>
    countBlock(from, side, (b, x) => addBlock(b, x, 'block', { from, channels, kernel, expansion, stride, act: 'relu', se })),
);
const stemCost = rememberCosts((width: number, side: number) => countBlock(3, side, (b, x) => addStem(b, x, width)));
const headCost = rememberCosts((from: number, side: number, width: number, classes: number) =>
  countBlock(from, side, (b, x) => addHead(b, x, { width, classes, size: side })),
);

/** Params and MACs as a sum over blocks, each kind counted once. */
export function costOfa(genotype: OfaGenotype, { width, classes, size }: OfaNetwork): Cost {
  const costs = [stemCost(width, size)];
  let side = Math.ceil(size / 2);
  let last = 0;
  for (const {
    block: { from, channels, kernel, expansion, stride, se },
  } of blocksOf(genotype, width)) {
    costs.push(blockCost(from, channels, kernel, expansion, stride, se, side));
    side = Math.ceil(side / stride);
    last = channels;
  }
  return addCosts([...costs, headCost(last, side, width, classes)]);
}
