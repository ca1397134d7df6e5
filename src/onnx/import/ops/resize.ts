/**
 * Resize and Upsample in all of ONNX's modes. A resize works axis by axis and is linear in its input: each place of the output is a
 * weighted sum of a few places of the input, which places and weights are known. So it is written out as a sum of gathers, each times its
 * weights; where one place is read with weight 1 (nearest) it is the gather.
 */
import { lengthAt } from '../../../arch/ops/shapes.js';
import { must } from '../../../core/must.js';
import type { Call } from '../call.js';
import { isBatch, type Scalar } from '../dims.js';
import { plainList, resolvedAxis } from '../resolve.js';
import { fixedDim, nodeInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value } from '../values.js';

/** Most input places that one output place may read; antialiased reductions read many. */
const mostTaps = 64;

/** What one place of the output reads: places of the input and their weights, which add up to 1. */
interface Taps {
  readonly places: readonly number[];
  readonly weights: readonly number[];
}

interface AxisResize {
  readonly axis: number;
  readonly input: number;
  readonly output: number;
  /** Output places for each input place. */
  readonly scale: number;
  /** Start and end of the region of interest, as parts of the axis. */
  readonly roi: readonly [number, number];
}

/** Where in the input a place of the output lies (ONNX's `coordinate_transformation_mode`). */
function coordinate(mode: string, x: number, { input, output, scale, roi }: AxisResize): number | undefined {
  switch (mode) {
    case 'half_pixel':
      return (x + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      const adjusted = output / (scale * input);
      const centre = input / 2;
      return centre * (1 - adjusted) + (x + 0.5) / scale - 0.5;
    }
    case 'pytorch_half_pixel':
      return output > 1 ? (x + 0.5) / scale - 0.5 : 0;
    case 'align_corners':
      return output === 1 ? 0 : (x * (input - 1)) / (output - 1);
    case 'asymmetric':
      return x / scale;
    case 'tf_half_pixel_for_nn':
      return (x + 0.5) / scale;
    case 'tf_crop_and_resize':
      return output > 1
        ? roi[0] * (input - 1) + (x * (roi[1] - roi[0]) * (input - 1)) / (output - 1)
        : 0.5 * (roi[0] + roi[1]) * (input - 1);
    default:
      return undefined;
  }
}

function nearest(mode: string, at: number): number | undefined {
  switch (mode) {
    case 'round_prefer_floor':
      return Math.ceil(at - 0.5);
    case 'round_prefer_ceil':
      return Math.floor(at + 0.5);
    case 'floor':
      return Math.floor(at);
    case 'ceil':
      return Math.ceil(at);
    // Before opset 11: up by repetition, down by rounding up.
    case 'simple':
      return Math.floor(at);
    default:
      return undefined;
  }
}

/** Weight of a neighbour at a distance. */
function kernel(mode: string, cubic: number): (distance: number) => number {
  if (mode === 'linear') return (distance) => Math.max(0, 1 - Math.abs(distance));
  return (distance) => {
    const d = Math.abs(distance);
    if (d <= 1) return (cubic + 2) * d ** 3 - (cubic + 3) * d ** 2 + 1;
    return d < 2 ? cubic * d ** 3 - 5 * cubic * d ** 2 + 8 * cubic * d - 4 * cubic : 0;
  };
}

interface Mode {
  readonly mode: string;
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubic: number;
  readonly excludesOutside: boolean;
  readonly antialias: boolean;
}

function modeOf(call: Call): Mode {
  const isOld = call.node.op === 'Upsample' || call.opset < 11;
  const mode = call.text('mode') ?? 'nearest';
  return {
    mode: mode === 'bilinear' ? 'linear' : mode === 'bicubic' ? 'cubic' : mode,
    coordinates: isOld ? 'asymmetric' : (call.text('coordinate_transformation_mode') ?? 'half_pixel'),
    nearest: isOld ? 'simple' : (call.text('nearest_mode') ?? 'round_prefer_floor'),
    cubic: call.float('cubic_coeff_a') ?? -0.75,
    excludesOutside: call.int('exclude_outside') === 1,
    antialias: call.int('antialias') === 1,
  };
}

/** What each place of the output reads along one axis. */
function tapsOf(call: Call, mode: Mode, own: AxisResize): Taps[] {
  const { input, output } = own;
  return Array.from({ length: output }, (_, x) => {
    const found = coordinate(mode.coordinates, x, own);
    if (found === undefined) throw call.fault('a known coordinate_transformation_mode', mode.coordinates);
    // Runtimes reckon in single precision: what lies halfway there is rounded as they do.
    const at = Math.fround(found);
    if (mode.coordinates === 'tf_crop_and_resize' && (at < 0 || at > input - 1)) throw call.fault('a region within the input');
    const clamp = (place: number): number => Math.min(input - 1, Math.max(0, place));
    if (mode.mode === 'nearest') {
      const place = nearest(mode.nearest, at);
      if (place === undefined) throw call.fault('a known nearest_mode', mode.nearest);
      return { places: [clamp(place)], weights: [1] };
    }
    if (mode.mode !== 'linear' && mode.mode !== 'cubic') throw call.fault('a known mode', mode.mode);
    const stretch = mode.antialias && own.scale < 1 ? 1 / own.scale : 1;
    const reach = (mode.mode === 'linear' ? 1 : 2) * stretch;
    const weigh = kernel(mode.mode, mode.cubic);
    const sums = new Map<number, number>();
    let total = 0;
    // Beyond the border linear interpolation clamps the coordinate, cubic the places it reads.
    const centre = mode.mode === 'linear' && !mode.antialias ? clamp(at) : at;
    for (let place = Math.floor(centre - reach) + (stretch === 1 ? 1 : 0); place <= Math.ceil(centre + reach); place++) {
      const isOutside = place < 0 || place >= input;
      if (isOutside && (mode.excludesOutside || mode.antialias)) continue;
      const weight = weigh((place - centre) / stretch);
      if (weight === 0) continue;
      sums.set(clamp(place), (sums.get(clamp(place)) ?? 0) + weight);
      total += weight;
    }
    if (sums.size > mostTaps) throw call.fault(`at most ${mostTaps} input places for each output place`, `${sums.size}`);
    const places = [...sums.keys()];
    return { places, weights: places.map((place) => (sums.get(place) as number) / total) };
  });
}

function resizedAxis(
  x: NodeValue,
  { axis }: AxisResize,
  taps: readonly Taps[],
  { draft }: Translation,
  isLast: boolean,
): NodeValue {
  const part = `axis${axis}`;
  const name = isLast ? {} : { part };
  const most = taps.reduce((count, { places }) => Math.max(count, places.length), 1);
  const pick = (nth: number): number[] =>
    taps.map(({ places }) => must(places[Math.min(nth, places.length - 1)], 'a place that is read'));
  const gathered = (nth: number, options: { part?: string }): NodeValue =>
    draft.emit('gather', [x], { axis, indices: pick(nth) }, options);
  if (most === 1) return gathered(0, name);
  const shape = x.shape.map((_, i) => (i === axis ? taps.length : 1));
  const terms = Array.from({ length: most }, (_, nth) => {
    const values = taps.map(({ weights }) => Math.fround(weights[nth] ?? 0));
    const weights = draft.emit('constant', [], { shape, values }, { part: `${part}/weights${nth}` });
    return draft.emit('mul', [gathered(nth, { part: `${part}/read${nth}` }), weights], {}, { part: `${part}/term${nth}` });
  });
  return draft.emit('add', terms, {}, name);
}

const isScalar = (value: Scalar | undefined): value is number => typeof value === 'number';

/** Lengths and scales by axis: from scales or sizes, for all axes or those named. */
function axesOf(
  call: Call,
  inputs: readonly (Value | undefined)[],
  x: NodeValue,
  keep: (axis: AxisResize) => boolean,
): AxisResize[] {
  const rank = x.shape.length;
  const isOld = call.node.op === 'Upsample' || call.opset < 11;
  const scales = isOld ? (plainList(inputs[1]) ?? call.floats('scales') ?? oldScales(call, rank)) : plainList(inputs[2]);
  const given = inputs[3];
  const sizes = given?.kind === 'known' && given.data.length > 0 ? given.data : undefined;
  const axes = call.ints('axes')?.map((axis) => resolvedAxis(call, axis, rank)) ?? x.shape.map((_, axis) => axis);
  const known = scales !== undefined && scales.length > 0 ? scales : undefined;
  if ((known ?? sizes)?.length !== axes.length) throw call.fault(`${axes.length} known scales or sizes`);
  const roi = plainList(inputs[1]) ?? [];
  const policy = call.text('keep_aspect_ratio_policy') ?? 'stretch';
  const ratios = axes.map((axis, i) => {
    const [length, size] = [x.shape[axis], sizes?.[i]];
    return !isScalar(length) || !isScalar(size) ? 1 : size / length;
  });
  const common = policy === 'not_larger' ? Math.min(...ratios) : policy === 'not_smaller' ? Math.max(...ratios) : undefined;
  return axes
    .map((axis, i): AxisResize | undefined => {
      const length = x.shape[axis];
      if (isBatch(length)) {
        const size = sizes?.[i];
        const isWhole =
          known !== undefined ? known[i] === 1 : size !== undefined && (isBatch(size) ? size.batch === length.batch : true);
        if (!isWhole) throw call.fault('no resize of the batch');
        return undefined;
      }
      const input = fixedDim(call, x.shape, axis);
      const hasRoi = !isOld && roi.length === 2 * axes.length;
      const region = [hasRoi ? lengthAt(roi, i) : 0, hasRoi ? lengthAt(roi, i + axes.length) : 1] as const;
      const scale = known?.[i];
      if (scale !== undefined) {
        const isCrop = call.text('coordinate_transformation_mode') === 'tf_crop_and_resize';
        const output = Math.floor(input * (isCrop ? region[1] - region[0] : 1) * scale + 1e-6);
        return { axis, input, output, scale, roi: region };
      }
      const size = sizes?.[i];
      if (!isScalar(size)) throw call.fault('sizes that do not depend on the batch');
      return common === undefined
        ? { axis, input, output: size, scale: size / input, roi: region }
        : { axis, input, output: Math.round(common * input), scale: common, roi: region };
    })
    .filter((own): own is AxisResize => own !== undefined && keep(own));
}

/** Upsample of operator set 1 to 6. */
function oldScales(call: Call, rank: number): number[] | undefined {
  const [height, width] = [call.float('height_scale'), call.float('width_scale')];
  return height === undefined || width === undefined || rank !== 4 ? undefined : [1, 1, height, width];
}

const resize: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const mode = modeOf(call);
  const isCrop = mode.coordinates === 'tf_crop_and_resize';
  const axes = axesOf(call, inputs, x, ({ input, output, scale }) => isCrop || input !== output || scale !== 1);
  for (const { output } of axes)
    if (!(output >= 1 && output <= 2 ** 20)) throw call.fault('an output of 1 to 2^20 places an axis', `${output}`);
  return axes.reduce((value, own, i) => resizedAxis(value, own, tapsOf(call, mode, own), translation, i === axes.length - 1), x);
};

export const resizeOps: HandlerFamily = { Resize: resize, Upsample: resize };
