/**
 * Evidence of forward passes with random weights. Requests that name the same pass (weights, inputs, statistics, batch) are answered
 * from one run of the network.
 */
import { must } from '../../core/must.js';
import { dataError } from '../../core/errors.js';
import { definitionOf, inferShapes } from '../../arch/infer.js';
import { parametersOf } from '../../arch/parameters.js';
import type { Architecture } from '../../arch/types.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import { makeInputs, makeLabels, referenceNoise, seededNoise, type NoiseStreams } from '../../runtime/passes/pass-inputs.js';
import type { Products } from '../../runtime/passes/products.js';
import type { PassRequest, BatchRuntime, Pass, Reading } from '../../runtime/passes/types.js';
import type { Images, Labels } from '../../runtime/images.js';
import { countClasses, isGradientReading } from '../../runtime/passes/losses.js';
import type { Initializer } from '../../runtime/weights/types.js';
import { dataReason } from '../data-reason.js';
import { drawLabels } from '../data/labels.js';
import type { DataSource, EvidenceProvider } from '../types.js';
import { weightsOf, type Initializers } from './initializers.js';
import { requireMemory } from './require-memory.js';

interface PassProviderOptions {
  readonly source: DataSource;
  readonly seed: number;
  readonly initializers: Initializers;
  readonly products?: Products | undefined;
  /** Called when the first pass is run. */
  readonly openRuntime: () => Promise<BatchRuntime>;
  /** Passes that need more are refused. */
  readonly memoryLimit?: number;
}

/** How many sets of inputs are kept: one for each pass and input shape. */
const keptInputs = 4;

export function createPassProvider({
  source,
  seed,
  initializers,
  products,
  openRuntime,
  memoryLimit = Infinity,
}: PassProviderOptions): EvidenceProvider<'pass'> {
  const inputs = new Map<string, Images>();
  const inputsOf = (request: PassRequest, shape: readonly number[]): Images => {
    const { input, draw, batch } = request;
    const noise = noiseOf(request);
    const key = JSON.stringify([request.init === 'reference', input, draw, batch, shape]);
    let made = inputs.get(key);
    if (made === undefined) {
      if (inputs.size === keptInputs) inputs.delete(inputs.keys().next().value as string);
      made = makeInputs(input, batch as number, shape, {
        images: (count, wanted) => source.images(count, wanted),
        noise,
        seed: seed + draw,
      });
      inputs.set(key, made);
    }
    return made;
  };
  const noiseOf = ({ init, draw }: PassRequest): NoiseStreams =>
    init === 'reference' ? referenceNoise : seededNoise(seed, draw);
  const labelsFor = ({ input, batch, draw }: PassRequest, architecture: Architecture): Labels => {
    const counted = countClasses(architecture, inferShapes(architecture, 1));
    if (!counted.ok) return counted;
    return makeLabels(input, batch as number, counted.classes, {
      labels: (count, classes) => source.labels(count, classes),
      drawn: (count, classes) => drawLabels(count, classes, seed + draw),
    });
  };
  let runtime: Promise<BatchRuntime> | undefined;

  return {
    async answer(view, requests) {
      const declared = view.architecture();
      if (declared.inputs.length !== 1) {
        throw dataError('activations evidence', {
          expected: 'an architecture with one input',
          got: `${declared.inputs.length}`,
          hint: 'of an .onnx file, set the others to a number: a mask to 1, segments to 0',
          code: 'unsupported',
        });
      }
      const shape = must(declared.inputs[0], 'an input').shape.slice(1);
      const requestAt = (place: number): PassRequest => must(requests[place], 'the request at a place');
      const { forwardBatches } = await (runtime ??= openRuntime());
      const answers: EvidenceAnswer<'pass'>[] = [];
      /** Passes that differ in their inputs alone. */
      const run = async (passes: readonly (readonly number[])[]): Promise<void> => {
        const first = requestAt(must(must(passes[0], 'a pass')[0], 'a request of each pass'));
        // A proxy's noise image may be smaller than the declared input: the pass is checked again below.
        requireMemory(declared, 0, memoryLimit);
        const weights = await weightsOf(first, view, initializers);
        const images = passes.map(([place]) => inputsOf(requestAt(must(place, 'a request of each pass')), shape));
        const { shape: size, count } = must(images[0], 'images of a pass');
        const architecture = withInputShape(declared, size);
        const answerable = passes.map((places) =>
          places.filter((place) => {
            const missing = tooFewSamples(requestAt(place));
            if (missing !== undefined) answers[place] = { ok: false, reason: missing };
            return missing === undefined;
          }),
        );
        const readings = distinctReadings(answerable.flat().map((place) => requestAt(place).reading));
        if (readings.size === 0) return;
        requireMemory(architecture, count, memoryLimit, [...readings.values()].some(isGradientReading));
        const readingKeys = [...readings.keys()];
        const batches = passes.map(([place], i) => ({
          inputs: [must(images[i], 'images of a pass')],
          labels: labelsFor(requestAt(must(place, 'a request of each pass')), architecture),
          wanted: must(answerable[i], 'a pass').map((own) => readingKeys.indexOf(keyOf(requestAt(own).reading))),
        }));
        const outcomes = await forwardBatches(
          {
            architecture,
            norm: first.norm,
            weights,
            readings: [...readings.values()],
            ...(products === undefined ? {} : { products }),
            signs: (block, length) => noiseOf(first).signs(block, length),
          },
          batches,
        );
        const meanSquares = meanSquaresOf(architecture, weights);
        outcomes.forEach((pass, turn) => {
          const { labels } = must(batches[turn], 'a batch of each pass');
          pass.forEach((outcome, i) => {
            const place = must(must(answerable[turn], 'a pass')[i], 'a request of each outcome');
            answers[place] = outcome.ok ? { ok: true, value: { taps: outcome.taps, meanSquares, labels } } : outcome;
          });
        });
      };
      /** A reading that the network cannot give takes no other one with it: the rest of its pass is run without it. */
      const runApart = async (places: readonly number[]): Promise<void> => {
        try {
          await run([places]);
        } catch (error) {
          const reason = dataReason(error);
          const half = places.length >> 1;
          if (half === 0) for (const place of places) answers[place] = { ok: false, reason };
          else for (const part of [places.slice(0, half), places.slice(half)]) await runApart(part);
        }
      };
      for (const passes of alike(byPass(requests), requestAt)) {
        // One that fails is run again by itself.
        const isDone = passes.length > 1 && (await run(passes).then(() => true, isDataError));
        if (!isDone) for (const places of passes) await runApart(places);
      }
      return answers;
    },
  };
}

/** Why a batch cannot give a reading: patterns over more samples than it has. */
function tooFewSamples({ batch = 0, reading }: PassRequest): string | undefined {
  if (reading.kind !== 'sign-codes' || reading.samples <= batch) return undefined;
  return `expected a batch of at least ${reading.samples} images, got ${batch}`;
}

/** Places of the requests of each pass. */
function byPass(requests: readonly PassRequest[]): Iterable<readonly number[]> {
  const passes = new Map<string, number[]>();
  requests.forEach(({ batch, init, draw, input, norm }, i) => {
    const key = JSON.stringify([batch, init, draw, input, norm] satisfies readonly [...Pass[keyof Pass][]]);
    const places = passes.get(key);
    if (places === undefined) passes.set(key, [i]);
    else places.push(i);
  });
  return passes.values();
}

const keyOf = (reading: Reading): string => JSON.stringify(reading);

const distinctReadings = (readings: readonly Reading[]): ReadonlyMap<string, Reading> =>
  new Map(readings.map((reading) => [keyOf(reading), reading]));

/** Passes of one network on different batches of images, which have one size: they are run together. */
function alike(
  passes: Iterable<readonly number[]>,
  requestAt: (place: number) => PassRequest,
): Iterable<readonly (readonly number[])[]> {
  const together = new Map<string, (readonly number[])[]>();
  for (const places of passes) {
    const { batch, init, draw, norm, input } = requestAt(must(places[0], 'a request of each pass'));
    const isImages = input.kind === 'images' || input.kind === 'second-batch';
    const key = JSON.stringify([batch, init, draw, norm, isImages || input]);
    const found = together.get(key);
    if (found === undefined) together.set(key, [places]);
    else found.push(places);
  }
  return together.values();
}

/** @throws what is no failure of one network. */
function isDataError(error: unknown): false {
  dataReason(error);
  return false;
}

/** The network on inputs of another size. Networks with a fixed size inside fail when they are run, with the node's name. */
function withInputShape(architecture: Architecture, shape: readonly number[]): Architecture {
  const { id, shape: declared } = must(architecture.inputs[0], 'an input');
  const [batch = 1, ...lengths] = declared;
  if (lengths.join() === shape.join()) return architecture;
  return { ...architecture, inputs: [{ id, shape: [batch, ...shape] }] };
}

function meanSquaresOf(architecture: Architecture, weights: Initializer): Map<string, number> {
  const squares = new Map<string, number>();
  const parameters = parametersOf(architecture);
  for (const node of architecture.nodes) {
    const weight = parameters.get(node.id)?.find(({ role }) => role === 'weight');
    if (weight !== undefined && definitionOf(node).role === 'conv') squares.set(node.id, weights.meanSquare(weight));
  }
  return squares;
}
