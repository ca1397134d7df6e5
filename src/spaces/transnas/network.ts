/**
 * What TransNAS-Bench-101's two spaces share (Duan et al., CVPR 2021, arXiv 2105.11871): a stem that divides the sides by 4, modules of two
 * blocks, and after the backbone the decoder of a task. Without a task it is the linear classifier of scenes with NASLib's 63 outputs.
 */
import { must } from '../../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { quote, usageError } from '../../core/errors.js';
import type { OptionSpecs, OptionValues } from '../../core/options.js';
import { convBn, reluConvBn } from '../blocks/conv-norm.js';
import { imageChannels } from '../image-channels.js';
import { builderOfPatch, sharePatches } from './patches.js';
import { transnasTaskNames, transnasTasks } from './tasks.js';

export const transnasOptions = {
  C: { kind: 'integer', default: 64, min: 2, max: 1024, help: 'channels after the stem, an even number' },
  task: {
    kind: 'choice',
    default: 'classifier',
    choices: transnasTaskNames,
    help: 'the decoder after the backbone; each task is as the benchmark trained it, classifier is scenes with the 63 outputs of NASLib',
  },
  classes: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: 100_000,
    help: `outputs, channels where the output is an image; by default ${transnasTaskNames.map((name) => `${name} ${transnasTasks[name].outputs}`).join(', ')}`,
  },
  channels: imageChannels,
  size: {
    kind: 'integer',
    default: 256,
    min: 32,
    max: 1024,
    help: 'height and width of the input; the nine patches of jigsaw have a quarter of it',
  },
} as const satisfies OptionSpecs;

export type TransnasNetwork = OptionValues<typeof transnasOptions>;

/** @throws a usage error where an output of pixels cannot have the input's size. */
export function checkTransnas(id: string, { task, size }: TransnasNetwork, mostHalvings: number): void {
  const multiple = 2 ** mostHalvings;
  if (transnasTasks[task].dense && size % multiple !== 0)
    throw usageError(`space ${id}`, {
      expected: `size to be a multiple of ${multiple} for task=${task}`,
      got: quote(String(size)),
      code: 'out-of-range',
    });
}

/** What a space builds before the decoder. */
interface Backbone {
  readonly x: string;
  /** The last stage, counted from 0 after the stem, which has halved the sides twice; each stage halves them once. */
  readonly stage: number;
}

/** The network of a task. `addBackbone` adds stem and modules, once for each patch. */
export function buildTransnas(
  { task: name, classes, size, channels }: TransnasNetwork,
  addBackbone: (b: ArchBuilder, image: string) => Backbone,
  title: string,
): Architecture {
  const task = transnasTasks[name];
  const b = createArchBuilder();
  const addHead = (x: string, stage: number): Architecture => {
    b.group({ id: 'head', kind: 'head', stage });
    return b.finish([task.addDecoder(b, { x, halvings: 2 + stage }, classes ?? task.outputs)], title);
  };
  if (task.patches === 1) {
    const { x, stage } = addBackbone(b, b.input('image', [1, channels, size, size]));
    return addHead(x, stage);
  }
  const side = Math.floor(size / 4);
  const images = b.input('patches', [1, task.patches, channels, side, side]);
  const ends = Array.from({ length: task.patches }, (_, patch) => {
    const part = builderOfPatch(b, patch);
    part.group({ id: 'patch', kind: 'stem', stage: 0 });
    const one = part.add('slice', [images], { axis: 1, start: patch, end: patch + 1, step: 1 }, 'slice');
    return addBackbone(part, part.add('reshape', [one], { shape: [0, channels, side, side] }, 'image'));
  });
  const { stage } = must(ends[0], 'a patch');
  b.group({ id: 'joined', kind: 'head', stage });
  const joined = b.add(
    'concat',
    ends.map(({ x }) => x),
    { axis: 1 },
    'joined',
  );
  return sharePatches(addHead(joined, stage), task.patches);
}

/** Two convolutions of stride 2; the first has no ReLU before, the last none after. */
export function addTransnasStem(b: ArchBuilder, image: string, C: number): string {
  const half = convBn(b, image, 'stem.a', { channels: Math.floor(C / 2), kernel: 3, stride: 2 });
  return reluConvBn(b, half, 'stem.b', { channels: C, kernel: 3, stride: 2 });
}

export interface TransnasBlock {
  readonly from: number;
  readonly channels: number;
  readonly stride: number;
}

/** A digit of the macro code: 1 plain, 2 twice the channels, 3 stride 2, 4 both. Each stands for two blocks, the first of which changes the shape. */
export function transnasModule(digit: number, from: number): { readonly first: TransnasBlock; readonly second: TransnasBlock } {
  const channels = digit % 2 === 0 ? 2 * from : from;
  return { first: { from, channels, stride: digit > 2 ? 2 : 1 }, second: { from: channels, channels, stride: 1 } };
}
