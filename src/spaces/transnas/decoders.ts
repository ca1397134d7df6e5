/**
 * What follows the backbone in TransNAS-Bench-101's seven tasks, layer by layer as in its public code (yawen-d/TransNASBench, `decoder.py`,
 * `cell_ops.py` and the configuration of each task). Every convolution and deconvolution has a bias; but for the last, batch norm and leaky ReLU (0.2) follow.
 */
import { squareConv, squareWindow, type ArchBuilder } from '../../arch/build.js';
import { batchNorm } from '../blocks/conv-norm.js';

/** A 3x3 layer: a convolution that keeps the sides, or a deconvolution that doubles them. */
interface Layer {
  readonly channels: number;
  readonly doubles: boolean;
}

function addLayer(b: ArchBuilder, x: string, id: string, { channels, doubles }: Layer): string {
  if (!doubles) return b.add('conv', [x], squareConv(channels, 3, { bias: true }), id);
  const window = squareWindow(3, 2, 1);
  return b.add('convTranspose', [x], { ...window, outputPadding: [1, 1], outChannels: channels, groups: 1, bias: true }, id);
}

/** Ids as in `decoder.3`, counted from 1 as in the public code; the last layer has neither norm nor leaky ReLU. */
function addLayers(b: ArchBuilder, features: string, layers: readonly Layer[], outputs: number): string {
  let x = features;
  layers.forEach((layer, i) => {
    const id = `decoder.${i + 1}`;
    x = b.add('leakyRelu', [batchNorm(b, addLayer(b, x, id, layer), id)], { slope: 0.2 }, `${id}.leaky`);
  });
  return addLayer(b, x, `decoder.${layers.length + 1}`, { channels: outputs, doubles: false });
}

/** What a decoder builds on. */
export interface Features {
  readonly x: string;
  /** How often the backbone halved the sides; an output of pixels doubles them as often. */
  readonly halvings: number;
}

/** `SegmentationDecoder`: 1,024 channels, then half of them at each of five layers, of which the last `halvings - 1` double the sides; one more doubles them. */
export function addSegmentationDecoder(b: ArchBuilder, { x, halvings }: Features, outputs: number): string {
  const layers: Layer[] = [{ channels: 1024, doubles: false }];
  for (let i = 1; i <= 5; i++) layers.push({ channels: 1024 / 2 ** i, doubles: i > 6 - halvings });
  layers.push({ channels: 32, doubles: true });
  return addLayers(b, x, layers, outputs);
}

/** The channels of `GenerativeDecoder`, and from how many halvings on a layer doubles the sides. */
const generative: readonly (readonly [channels: number, doublesFrom: number])[] = [
  [1024, Infinity],
  [1024, Infinity],
  [512, 6],
  [512, Infinity],
  [256, 5],
  [128, Infinity],
  [64, 4],
  [64, Infinity],
  [32, 3],
  [32, Infinity],
  [16, 2],
  [32, Infinity],
  [16, 2],
];

/** `GenerativeDecoder`: 14 layers, ending in tanh. */
export function addGenerativeDecoder(b: ArchBuilder, { x, halvings }: Features, outputs: number): string {
  const layers = generative.map(([channels, doublesFrom]) => ({ channels, doubles: halvings >= doublesFrom }));
  return b.add('tanh', [addLayers(b, x, layers, outputs)], {}, 'decoder.tanh');
}
