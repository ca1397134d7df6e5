/** What readings of gradients mean, written out: one function a kind, from backward passes in double precision to the values of a tap. */
import { product } from '../../arch/ops/shapes.js';
import type { Parameter } from '../../arch/parameters.js';
import { samplesOfLoss } from '../passes/losses.js';
import type { ForwardJob, GradientReading, Loss, ReadingValues, Tap } from '../passes/types.js';
import { runBackward, type ReferenceGradients } from './backward/run-backward.js';
import { zerosOf } from './backward/types.js';
import { runReference, type ReferenceRun } from './run-reference.js';
import type { Tensor } from './tensor.js';

type Of<K extends GradientReading['kind']> = Extract<GradientReading, { kind: K }>;
type GradientReadings = {
  readonly [K in GradientReading['kind']]: (
    state: GradientState,
    tap: Tap,
    reading: Of<K>,
    taps: readonly Tap[],
  ) => ReadingValues;
};

export interface GradientState {
  readonly job: ForwardJob;
  readonly run: ReferenceRun;
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly parameters: ReadonlyMap<string, readonly Parameter[]>;
  /** Backward passes that were run, by what they started from. */
  readonly known: Map<string, ReferenceGradients>;
}

/** The gradients of a loss, of some samples alone where `keeps` says so; run once for each `name`. */
function lossGradients(state: GradientState, loss: Loss, name = 'all', keeps?: (sample: number) => boolean): ReferenceGradients {
  const key = `${loss} ${name}`;
  const gradients = state.known.get(key) ?? backward(state, seedsOf(state, loss, keeps));
  state.known.set(key, gradients);
  return gradients;
}

/** Gradients of the outputs that a loss starts from; of some samples alone where `keeps` says so. */
function seedsOf(
  { job, tensors }: GradientState,
  loss: Loss,
  keeps: (sample: number) => boolean = () => true,
): Map<string, Tensor> {
  return new Map(
    job.architecture.outputs.map((id) => {
      const logits = tensors.get(id) as Tensor;
      const width = logits.values.length / logits.shape[0];
      const samples = samplesOfLoss(job.norm, logits.shape[0]);
      const values = logits.values.map((v, place) => {
        const sample = Math.floor(place / width);
        if (!keeps(sample)) return 0;
        if (loss === 'outputs') return 1;
        const row = logits.values.subarray(sample * width, (sample + 1) * width);
        const largest = Math.max(...row);
        const share = Math.exp(v - largest) / row.reduce((sum, other) => sum + Math.exp(other - largest), 0);
        const label = job.labels?.ok === true ? job.labels.values[sample] : -1;
        return (share - (place % width === label ? 1 : 0)) / samples;
      });
      return [id, { shape: logits.shape, values }];
    }),
  );
}

function backward(state: GradientState, seeds: ReadonlyMap<string, Tensor>): ReferenceGradients {
  return runBackward(state.job.architecture, state.run, state.tensors, seeds);
}

function weightOf(
  { parameters, run }: GradientState,
  { node }: Tap,
): { readonly key: string; readonly shape: readonly number[]; readonly values: Float64Array } {
  const own = parameters.get(node)?.find(({ role }) => role === 'weight') as Parameter;
  const given = run.values(own);
  const size = product(own.shape);
  return {
    key: own.key,
    shape: own.shape,
    values: typeof given === 'number' ? new Float64Array(size).fill(given) : Float64Array.from(given),
  };
}

/** n x n products of samples, each less its mean. */
export function centredProducts(x: Tensor): Float64Array {
  const [count] = x.shape;
  const units = x.values.length / count;
  const rows = Array.from({ length: count }, (_, sample) => {
    const row = x.values.subarray(sample * units, (sample + 1) * units);
    const mean = row.reduce((a, b) => a + b, 0) / units;
    return row.map((v) => v - mean);
  });
  return Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0))));
}

function gradientOf(
  state: GradientState,
  gradients: ReferenceGradients,
  tap: Tap,
): { readonly weight: Float64Array; readonly gradient: Float64Array } {
  const { key, shape, values } = weightOf(state, tap);
  return { weight: values, gradient: (gradients.parameters.get(key) ?? zerosOf(shape)).values };
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

export const gradientReadings: GradientReadings = {
  'gradient-products': (state, { node, source, shape }, { loss, through }) => {
    const gradients = lossGradients(state, loss);
    return centredProducts((through ? gradients.through.get(node) : gradients.values.get(source)) ?? zerosOf(shape));
  },
  'channel-fisher': (state, tap, { loss }) => {
    const { shape } = weightOf(state, tap);
    const x = state.tensors.get(tap.source) as Tensor;
    const gradient = lossGradients(state, loss).values.get(tap.source) ?? zerosOf(tap.shape);
    const isMatrix = shape.length === 2;
    const inner = isMatrix ? 1 : product(tap.shape.slice(2));
    const [batch] = tap.shape;
    const gates = new Float64Array(batch * shape[0]);
    x.values.forEach((v, place) => {
      const sample = Math.floor(place / (x.values.length / batch));
      gates[sample * shape[0] + (Math.floor(place / inner) % shape[0])] += v * gradient.values[place];
    });
    return Float64Array.from({ length: shape[0] }, (_, channel) => {
      let total = 0;
      for (let sample = 0; sample < batch; sample++) total += gates[sample * shape[0] + channel] ** 2;
      return total / batch / 2;
    });
  },
  'weight-gradient': (state, tap, { loss, measure }) => {
    const { weight, gradient } = gradientOf(state, lossGradients(state, loss), tap);
    if (measure === 'values') return gradient;
    const products = weight.map((w, i) => w * gradient[i]);
    const measures = {
      norm: () => Math.sqrt(sum(gradient.map((g) => g * g))),
      product: () => sum(products),
      magnitude: () => sum(products.map(Math.abs)),
      square: () => sum(products.map((p) => p * p)),
    };
    return Float64Array.of(measures[measure]());
  },
  'weight-agreement': (state, tap, { loss }) => {
    const count = state.job.inputs[0].count;
    const votes = Array.from({ length: count }, (_, sample) =>
      gradientOf(
        state,
        backward(
          state,
          seedsOf(state, loss, (own) => own === sample),
        ),
        tap,
      ).gradient.map(Math.sign),
    ).reduce((all, own) => all.map((v, i) => v + own[i]));
    return Float64Array.of(sum(votes.map(Math.abs)));
  },
  'weight-samples': (state, tap, { loss, count }) => {
    const samples = Array.from({ length: state.job.inputs[0].count }, (_, sample) =>
      gradientOf(
        state,
        backward(
          state,
          seedsOf(state, loss, (own) => own === sample),
        ),
        tap,
      ).gradient.subarray(0, count),
    );
    return Float64Array.from(samples.flatMap((row) => [...row]));
  },
  'block-responses': (state, tap, _, taps) => {
    const block = taps.indexOf(tap);
    if (block === 0) return new Float64Array(0);
    const before = taps[block - 1];
    const { signs } = state.job;
    if (signs === undefined) throw new Error('block responses without signs');
    const out = { shape: tap.shape, values: Float64Array.from(signs(block, product(tap.shape))) };
    const arriving = backward(state, new Map([[tap.source, out]])).values.get(before.source) ?? zerosOf(before.shape);
    const alike = before.shape.join() === tap.shape.join();
    const difference = alike ? arriving.values.reduce((most, v, i) => Math.max(most, Math.abs(v - out.values[i])), 0) : Infinity;
    return Float64Array.from([difference, ...responseMatrix(arriving, out)]);
  },
  'tangent-kernel': (state) => {
    const count = state.job.inputs[0].count;
    const wanted = [...state.parameters.values()]
      .flat()
      .filter(({ name, role }) => (role === 'weight' && name === 'weight') || role === 'scale');
    const rows = Array.from({ length: count }, (_, sample) => {
      const { parameters } = backward(
        state,
        seedsOf(state, 'outputs', (own) => own === sample),
      );
      return Float64Array.from(wanted.flatMap(({ key, shape }) => [...(parameters.get(key) ?? zerosOf(shape)).values]));
    });
    return Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((total, v, i) => total + v * b[i], 0))));
  },
  'first-derivatives': (state, tap, { tensors }) => {
    const wanted = [...state.parameters.values()].flat().slice(0, tensors);
    const [count, classes] = tap.shape;
    return Float64Array.from(
      Array.from({ length: count * classes }, (_, row) => {
        const seed = zerosOf(tap.shape);
        seed.values[row] = 1;
        const { parameters } = backward(state, new Map([[tap.source, seed]]));
        return wanted.map(({ key }) => parameters.get(key)?.values[0] ?? 0);
      }).flat(),
    );
  },
  /** W (H g) by a central difference of the gradient along g. */
  'weight-curvature': (state, tap, { loss }) => {
    const weights = [...state.parameters.values()].flat().filter(({ role, name }) => role === 'weight' && name === 'weight');
    const { parameters: g } = lossGradients(state, loss);
    const size = Math.sqrt(
      weights.reduce((total, { key }) => total + sum((g.get(key)?.values ?? new Float64Array(0)).map((v) => v * v)), 0),
    );
    if (size === 0) return Float64Array.of(0);
    const step = 1e-6 / size;
    const keys = new Set(weights.map(({ key }) => key));
    const at = (sign: number): Float64Array => {
      const run: ReferenceRun = {
        ...state.run,
        values: (parameter) => {
          const given = state.run.values(parameter);
          const own = keys.has(parameter.key) ? g.get(parameter.key) : undefined;
          if (own === undefined) return given;
          return own.values.map((v, i) => (typeof given === 'number' ? given : given[i]) + sign * step * v);
        },
      };
      const key = `${loss} moved ${sign}`;
      const moved = { ...state, run };
      const gradients =
        state.known.get(key) ??
        lossGradients({ ...moved, tensors: runReference(state.job.architecture, run), known: new Map() }, loss);
      state.known.set(key, gradients);
      return gradientOf(moved, gradients, tap).gradient;
    };
    const { values } = weightOf(state, tap);
    const [up, down] = [at(1), at(-1)];
    return Float64Array.of(sum(values.map((w, i) => (w * (up[i] - down[i])) / (2 * step))));
  },
};

/** C_in x C_out means of products; a map twice as large enters as four channels a channel. */
function responseMatrix(arriving: Tensor, out: Tensor): Float64Array {
  const [batch, channels, ...space] = arriving.shape;
  const factor = space.length === 0 ? 1 : space[0] / out.shape[2];
  const outPixels = product(out.shape.slice(2));
  const outChannels = out.shape[1];
  const rows = channels * factor * factor;
  const matrix = new Float64Array(rows * outChannels);
  const inPixels = product(space);
  for (let sample = 0; sample < batch; sample++) {
    for (let pixel = 0; pixel < outPixels; pixel++) {
      const width = out.shape[3] ?? 1;
      const [y, x] = [Math.floor(pixel / width), pixel % width];
      for (let row = 0; row < rows; row++) {
        // SpaceToDepth: the offset runs slower than the channel.
        const [offset, channel] = [Math.floor(row / channels), row % channels];
        const [dy, dx] = [Math.floor(offset / factor), offset % factor];
        const from = factor === 1 ? pixel : (y * factor + dy) * space[1] + x * factor + dx;
        const v = arriving.values[(sample * channels + channel) * inPixels + from] / (batch * outPixels);
        if (v === 0) continue;
        for (let c = 0; c < outChannels; c++)
          matrix[row * outChannels + c] += v * out.values[(sample * outChannels + c) * outPixels + pixel];
      }
    }
  }
  return matrix;
}
