/**
 * AnyNet genotypes as the `net` of NDS's JSON files: lists of depths, widths and strides, and for bottlenecks of width factors and group counts.
 * The first entry is the stem, one 3x3 convolution; its width factor is 0 and its group count 1.
 */
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import { dictFields, numberList } from '../text/python-dict.js';
import { readPythonLiteral } from '../text/python-literal.js';

export const blockTypes = ['res_basic_block', 'res_bottleneck_block', 'vanilla_block'] as const;
export type BlockType = (typeof blockTypes)[number];

export interface AnyNetGenotype {
  readonly block_type: BlockType;
  /** Blocks, channels and the first block's stride of every stage. */
  readonly ds: readonly number[];
  readonly ws: readonly number[];
  readonly ss: readonly number[];
  /** Bottlenecks only: inner width as a share of the stage's, and its number of groups. */
  readonly bot_muls?: readonly number[];
  readonly num_gs?: readonly number[];
}

export function encodeAnyNet({ block_type, ds, ws, ss, bot_muls, num_gs }: AnyNetGenotype): string {
  return JSON.stringify({
    block_type,
    ds,
    ws,
    ss,
    ...(bot_muls === undefined ? {} : { bot_muls }),
    ...(num_gs === undefined ? {} : { num_gs }),
  });
}

/** Channels between the 1x1 convolutions of a bottleneck. */
export function innerWidth(width: number, factor: number): number {
  return Math.round(width * factor);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 4096;
const isShare = (value: number): boolean => value >= 0 && value <= 4;

/** Reads JSON of the form above, for networks of one type of block. @throws a data error saying what is wrong. */
export function decodeAnyNet(text: string, blockType: BlockType, id: string): AnyNetGenotype {
  const where = `${id} architecture ${quote(text, 80)}`;
  if (!text.trimStart().startsWith('{'))
    throw dataError(where, {
      expected: 'the "net" of an NDS file: {"block_type": "...", "ds": [...], "ws": [...], "ss": [...]}',
    });
  const net = dictFields(readPythonLiteral(text, where), ['block_type', 'ds', 'ws', 'ss', 'bot_muls', 'num_gs'], where);
  const given = net.get('block_type') === 'double_plain_block' ? 'vanilla_block' : net.get('block_type');
  if (given !== blockType) throw dataError(where, { expected: `block_type ${quote(blockType)}`, got: quote(String(given)) });
  const counts = { expected: 'integers from 1 to 4096', isAllowed: isCount };
  const ds = numberList(net.get('ds'), { name: 'ds', ...counts }, where);
  if (ds.length !== 4 || ds[0] !== 1)
    throw dataError(where, { expected: 'a stem of depth 1 and three stages in ds', got: `[${ds.join(', ')}]` });
  const count = ds.length;
  const ws = numberList(net.get('ws'), { name: 'ws', count, ...counts }, where);
  const ss = numberList(
    net.get('ss'),
    { name: 'ss', count, expected: 'strides 1 or 2', isAllowed: (value) => value === 1 || value === 2 },
    where,
  );
  const genotype = { block_type: blockType, ds, ws, ss };
  if (blockType !== 'res_bottleneck_block') return genotype;
  const bot_muls = numberList(
    net.get('bot_muls'),
    { name: 'bot_muls', count, expected: 'shares from 0 to 4', isAllowed: isShare },
    where,
  );
  const num_gs = numberList(net.get('num_gs'), { name: 'num_gs', count, ...counts }, where);
  if (bot_muls[0] !== 0 || num_gs[0] !== 1)
    throw dataError(where, { expected: 'bot_muls from 0 and num_gs from 1, the stem', got: `${bot_muls[0]} and ${num_gs[0]}` });
  const bottlenecked = { ...genotype, bot_muls, num_gs };
  for (const [i, { width, share, groups }] of stagesOf(bottlenecked).entries()) {
    if (i === 0) continue;
    const inner = innerWidth(width, share);
    if (inner < 1 || inner % groups !== 0)
      throw dataError(where, { expected: `inner channels that ${groups} groups divide in stage ${i}`, got: `${inner}` });
  }
  return bottlenecked;
}

/** What a genotype says of a stage. */
interface Stage {
  readonly depth: number;
  readonly width: number;
  /** Of its first block. */
  readonly stride: number;
  /** Inner width of its blocks as a share of the stage's. */
  readonly share: number;
  readonly groups: number;
}

/** The stem, then the stages. */
export function stagesOf({ ds, ws, ss, bot_muls, num_gs }: AnyNetGenotype): Stage[] {
  return ds.map((depth, i) => ({
    depth,
    width: must(ws[i], 'a width of each stage'),
    stride: must(ss[i], 'a stride of each stage'),
    share: bot_muls?.[i] ?? 1,
    groups: num_gs?.[i] ?? 1,
  }));
}
