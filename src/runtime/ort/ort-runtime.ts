/**
 * Forward passes on ONNX Runtime: one session an architecture (of large weights several, `run-graph`), weights as initializers (constant weights get the blocked
 * convolutions, which are half again as fast), readings in the graph, the session released after its one run.
 */
import type { Shape } from '../../arch/types.js';
import { AssayError } from '../../core/errors.js';
import { must } from '../../core/must.js';
import { lowerArchitecture, type LoweredArchitecture } from '../../onnx/lower/lower-architecture.js';
import type { GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { LoweredValue } from '../../onnx/lower/types.js';
import { isGradientReading, lossOf, lossRefusal, oneHot } from '../passes/losses.js';
import { readTaps, tapKey, tapSetOf } from '../passes/outcome.js';
import { misplacedSamples } from '../passes/samples-first.js';
import { findTaps } from '../passes/taps.js';
import type {
  BatchRuntime,
  ForwardJob,
  GradientReading,
  NormMode,
  PassBatch,
  Reading,
  ReadingOutcome,
  ReadingValues,
  Tap,
} from '../passes/types.js';
import { batchNormOf } from './batch-norm-of.js';
import { blockPass } from './block-pass.js';
import { blockedChannels } from './blocked-channels.js';
import { isInline, lengthOfZeros, planGradients } from './gradients/gradient-plan.js';
import { labelsInput } from './gradients/loss-graphs.js';
import { runRepeatedly } from './gradients/run-repeatedly.js';
import { computeOnDemand, demandInput } from './on-demand.js';
import { passWeights } from './pass-weights.js';
import { narrowGraph } from './products/narrow-graph.js';
import { runGraph } from './run-graph.js';
import { ortReadings, type GraphOutput } from './readings.js';
import { emitStacked, isStacked, stacksOf } from './stacked-signs.js';
import type { OrtEngine, OrtOutput } from './types.js';

/** Values that leave the session for one tap. */
type Fetched = readonly GraphOutput[];

/** Answers requests to forward passes with ONNX Runtime. */
export function createOrtRuntime(engine: OrtEngine): BatchRuntime {
  const forwardBatches: BatchRuntime['forwardBatches'] = async (job, batches) => {
    const jobs = batches.map((batch): BatchJob => ({ wanted: [...job.readings.keys()], ...job, ...batch }));
    const outcomes = await forwardOnce(engine, jobs);
    // Readings that need separate runs follow; their places are still empty.
    for (const [turn, own] of jobs.entries())
      for (const [at, place] of own.wanted.entries()) outcomes[turn][at] ??= await runAlone(engine, own, own.readings[place]);
    return outcomes as readonly (readonly ReadingOutcome[])[];
  };
  return {
    forwardBatches,
    async forward({ inputs, labels, ...job }) {
      const [outcomes] = await forwardBatches(job, [labels === undefined ? { inputs } : { inputs, labels }]);
      return outcomes;
    },
  };
}

/** A reading that takes separate runs; a failure there is the reason of this reading only. */
async function runAlone(engine: OrtEngine, job: ForwardJob, reading: Reading): Promise<ReadingOutcome> {
  try {
    return await runRepeatedly(engine, job, reading);
  } catch (error) {
    if (error instanceof AssayError && error.kind === 'data') return { ok: false, reason: error.message };
    throw error;
  }
}

/** A job with what its batch is read for. */
type BatchJob = ForwardJob & Required<Pick<PassBatch, 'wanted'>>;

/** The wanted outcomes that one run answers, for each of the jobs, which differ in their batch alone; undefined for others. */
async function forwardOnce(engine: OrtEngine, jobs: readonly BatchJob[]): Promise<(ReadingOutcome | undefined)[][]> {
  const [job] = jobs;
  const { architecture } = job;
  const batch = job.inputs[0].count;
  const block = engine.dialect === 'processor' ? await blockedChannels(engine) : undefined;
  const lowered = lowerArchitecture(architecture, {
    batch,
    values: passWeights(job),
    batchNorm: batchNormOf(engine, job.norm),
    dialect: engine.dialect,
    block,
    keepZeros: job.readings.some(({ kind }) => kind === 'block-responses'),
  });
  const plan = planReadings(job, lowered, batch);
  const outputs = new Map(plan.flatMap(({ fetched }) => [...fetched.values()].flat()).map((output) => [output.name, output]));
  if (outputs.size === 0) return jobs.map(({ wanted }) => wanted.map((place) => outcomeOf(plan[place], () => undefined)));
  const outputsOf = ({ wanted }: BatchJob): Set<string> =>
    new Set(wanted.flatMap((place) => [...plan[place].fetched.values()].flat().map(({ name }) => name)));
  const read = jobs.map(outputsOf);
  const given = { shapes: mapShapes(lowered), outputs: [...outputs.keys()] };
  const always = given.outputs.filter((name) => read.every((names) => names.has(name)));
  const readsLabels = plan.some(({ reading, refusal }) => refusal === undefined && lossOf(reading) === 'cross-entropy');
  const fed = jobs.map((own) => [
    ...architecture.inputs.map(({ id }, i) => ({
      name: id,
      dims: [batch, ...own.inputs[i].shape],
      values: own.inputs[i].values,
    })),
    ...(readsLabels ? [labelsOf(own, lowered)] : []),
  ]);
  const narrow = narrowGraph(lowered.graph, job.products ?? 'float32', given);
  const graph = blockPass({ ...narrow, block }, { ...given, isMostlyPlain: job.products === 'int8' });
  // A branch is neither rewritten nor left to a card.
  if (always.length < outputs.size && graph.favour !== 'start') return runApart(engine, jobs);
  const { nodes, names } = computeOnDemand(graph.nodes, always, [...outputs.values()]);
  if (names.size > 0)
    fed.forEach((own, turn) => {
      const isDemanded = [...read[turn]].some((name) => names.has(name));
      own.push({ name: demandInput, dims: [], values: Float32Array.of(isDemanded ? 1 : 0) });
    });
  const turns = await runGraph(engine, {
    graph: { ...graph, nodes },
    outputs: [...outputs.values()].map((output) => ({ ...output, name: names.get(output.name) ?? output.name })),
    domains: lowered.graph.domains,
    isForward: names.size === 0 && !job.readings.some(isGradientReading),
    fed,
  });
  return turns.map((results, turn) =>
    jobs[turn].wanted.map((place) => outcomeOf(plan[place], (name) => results[names.get(name) ?? name])),
  );

  function outcomeOf(
    { reading, taps, fetched, refusal }: PlannedReading,
    resultOf: (name: string) => OrtOutput | undefined,
  ): ReadingOutcome | undefined {
    if (refusal !== undefined) return refusal;
    if (isGradientReading(reading) && !isInline(reading)) return undefined;
    return readTaps(taps, reading, (tap) => {
      const own = (fetched.get(tapKey(reading, tap)) as Fetched).map(({ name, part }) =>
        partOf(must(resultOf(name), 'an output of a run'), part),
      );
      if (own.length > 0) return joinOutputs(own);
      if (isGradientReading(reading)) return new Float32Array(lengthOfZeros(reading, tap, weightShape(lowered, tap)));
      // A norm of zeros computed nothing: its variances are zeros. Other readings leave nothing out but what they say.
      return new Float32Array(reading.kind === 'norm-variance' ? tap.shape[1] * (job.norm === 'halves' ? 2 : 1) : 0);
    });
  }
}

/** The jobs one by one, each with a network that gives what it is read for. */
async function runApart(engine: OrtEngine, jobs: readonly BatchJob[]): Promise<(ReadingOutcome | undefined)[][]> {
  const outcomes: (ReadingOutcome | undefined)[][] = [];
  for (const { wanted, ...job } of jobs) {
    const readings = wanted.map((place) => job.readings[place]);
    outcomes.push(...(await forwardOnce(engine, [{ ...job, readings, wanted: [...readings.keys()] }])));
  }
  return outcomes;
}

/** Shapes of maps by their names in the graph. */
function mapShapes({ architecture: { inputs, nodes }, written, shapes }: LoweredArchitecture): ReadonlyMap<string, Shape> {
  const outputs = nodes.flatMap(({ id }) => written(id)?.output ?? []);
  return new Map([
    ...inputs.map(({ id }) => [id, shapes.get(id) as Shape] as const),
    ...outputs.map(({ name, shape }) => [name, shape] as const),
  ]);
}

function weightShape({ parameters }: LoweredArchitecture, { node }: Tap): Shape {
  return parameters.get(node)?.find(({ role }) => role === 'weight')?.shape ?? [0];
}

function labelsOf(
  { architecture, labels }: ForwardJob,
  { shapes }: LoweredArchitecture,
): { name: string; dims: Shape; values: Float32Array } {
  if (labels?.ok !== true) throw new Error('a loss without labels was not refused');
  const dims = shapes.get(architecture.outputs[0]) as Shape;
  return { name: labelsInput, dims, values: oneHot(labels.values, dims[1]) };
}

interface PlannedReading {
  readonly reading: Reading;
  readonly taps: readonly Tap[];
  /** By the key of the tap. */
  readonly fetched: Map<string, Fetched>;
  /** Why it cannot be read. */
  readonly refusal: ReadingOutcome | undefined;
}

/**
 * Emits the readings of all taps, the deepest first. The runtime walks back from the last of the unread nodes, so this makes it
 * read every tap as soon as it is there; in the order of the network it would keep all tapped maps to the end.
 */
function planReadings(job: ForwardJob, lowered: LoweredArchitecture, batch: number): PlannedReading[] {
  const { architecture, readings } = job;
  const { shapes } = lowered;
  const plan = readings.map((reading): PlannedReading => {
    const taps = findTaps({ architecture, shapes }, tapSetOf(reading));
    return { reading, taps, fetched: new Map(), refusal: refusalOf(job, reading, taps, batch, shapes) };
  });
  const emitGradient = planGradients(
    lowered,
    job,
    plan.flatMap(({ reading, taps, refusal }) =>
      refusal === undefined && isGradientReading(reading) && isInline(reading) ? [{ reading, taps }] : [],
    ),
  );
  const places = new Map(architecture.nodes.map(({ id }, place) => [id, place]));
  const pending = plan.flatMap((own) =>
    (own.refusal === undefined ? own.taps : []).map((tap) => ({ own, tap, place: places.get(tap.source) ?? -1 })),
  );
  const deepestFirst = pending.toSorted((a, b) => b.place - a.place);
  const stacked = new Map(
    plan.map((own) => {
      const taps = deepestFirst.flatMap((one) => (one.own === own ? [one.tap] : []));
      return [own, stacksIn(own, taps, lowered)];
    }),
  );
  for (const { own, tap } of deepestFirst) {
    const { reading, fetched, taps } = own;
    const key = tapKey(reading, tap);
    if (fetched.has(key)) continue;
    const stack = stacked.get(own)?.get(key);
    if (stack !== undefined) emitStack(lowered, own, stack);
    else if (!isGradientReading(reading)) fetched.set(key, emitReading(lowered, reading, tap));
    else if (isInline(reading)) fetched.set(key, emitGradient(reading, tap, taps));
  }
  return plan;
}

/** The stack in which each tap is read, by its key, where it is read in one. */
function stacksIn(
  { reading }: PlannedReading,
  taps: readonly Tap[],
  { graph }: LoweredArchitecture,
): Map<string, readonly Tap[]> {
  if (graph.dialect !== 'processor' || !isStacked(reading)) return new Map();
  const distinct = [...new Map(taps.map((tap) => [tapKey(reading, tap), tap])).values()];
  return new Map(
    stacksOf(distinct).flatMap((places) => {
      const stack = places.map((place) => distinct[place] as Tap);
      return stack.map((tap) => [tapKey(reading, tap), stack] as const);
    }),
  );
}

function emitStack({ graph, value }: LoweredArchitecture, { reading, fetched }: PlannedReading, stack: readonly Tap[]): void {
  if (!isStacked(reading)) return;
  const maps = stack.map(({ source, shape }) => ({ name: value(source), shape }));
  for (const [place, output] of emitStacked(graph, maps, reading).entries())
    fetched.set(tapKey(reading, stack[place] as Tap), [output]);
}

/** Readings of the batch's gradients do not look at samples. */
const sampleBlind: ReadonlySet<Reading['kind']> = new Set<Reading['kind']>([
  'norm-variance',
  'weight-gradient',
  'weight-curvature',
]);

function refusalOf(
  job: ForwardJob,
  reading: Reading,
  taps: readonly Tap[],
  batch: number,
  shapes: ReadonlyMap<string, Shape>,
): ReadingOutcome | undefined {
  const reason = lossRefusal(lossOf(reading), job, shapes);
  if (reason !== undefined) return { ok: false, reason };
  if (isGradientReading(reading) && (job.products ?? 'float32') !== 'float32')
    return { ok: false, reason: `gradients are those of float32 products, not of ${job.products}` };
  if (reading.kind === 'norm-variance') return unreadVariance(job.norm);
  return sampleBlind.has(reading.kind) ? undefined : misplacedSamples(job.architecture, taps, batch);
}

function unreadVariance(norm: NormMode): ReadingOutcome | undefined {
  return norm === 'each'
    ? { ok: false, reason: 'variances are not read where each sample has statistics of its own' }
    : undefined;
}

function emitReading(
  { graph, value, written }: LoweredArchitecture,
  reading: Exclude<Reading, GradientReading>,
  { node, source, shape }: Tap,
): Fetched {
  if (reading.kind === 'norm-variance')
    return (written(node)?.batchNorm?.statistics ?? []).map(({ variance }) => ({ name: variance, type: 'float' }));
  const emit = ortReadings[reading.kind] as (graph: GraphBuilder, x: LoweredValue, reading: Reading) => GraphOutput | undefined;
  const output = emit(graph, { name: value(source), shape }, reading);
  return output === undefined ? [] : [output];
}

/** Numbers of their own, so that other parts are not kept. */
function partOf(output: OrtOutput, part: GraphOutput['part']): Pick<OrtOutput, 'values'> {
  if (part === undefined) return output;
  const length = output.values.length / part.of;
  return { values: output.values.slice(part.at * length, (part.at + 1) * length) };
}

/** One array of all outputs of a tap. */
function joinOutputs(outputs: readonly Pick<OrtOutput, 'values'>[]): ReadingValues {
  if (outputs.length === 1) return outputs[0].values;
  const joined = new Float32Array(outputs.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of outputs) {
    joined.set(values, at);
    at += values.length;
  }
  return joined;
}
