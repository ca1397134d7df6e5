/**
 * Forward passes on ONNX Runtime: one session an architecture, weights as initializers (constant weights get the blocked
 * convolutions, which are half again as fast), readings in the graph, the session released after its one run.
 */
import { lowerArchitecture, type LoweredArchitecture } from '../../onnx/lower/lower-architecture.js';
import type { GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { LoweredValue } from '../../onnx/lower/types.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import { readTaps, tapSetOf } from '../passes/outcome.js';
import { misplacedSamples } from '../passes/samples-first.js';
import { findTaps } from '../passes/taps.js';
import type { ForwardJob, ForwardRuntime, NormMode, Reading, ReadingOutcome, ReadingValues, Tap } from '../passes/types.js';
import { batchNormOf } from './batch-norm-of.js';
import { runOnce } from './run-once.js';
import { ortReadings, type GraphOutput } from './readings.js';
import type { OrtEngine, OrtOutput } from './types.js';

/** Values that leave the session for one tap. */
type Fetched = readonly GraphOutput[];

export function createOrtRuntime(engine: OrtEngine): ForwardRuntime {
  return {
    async forward(job) {
      const batch = job.inputs[0].count;
      const lowered = lowerArchitecture(job.architecture, {
        batch,
        values: (parameter) => job.weights.values(parameter),
        batchNorm: batchNormOf(engine, job.norm),
      });
      const plan = planReadings(job, lowered, batch);
      const outputs = new Map(plan.flatMap(({ fetched }) => [...fetched.values()].flat()).map((output) => [output.name, output]));
      const inputs = job.architecture.inputs.map(({ id }, i) => ({
        name: id,
        dims: [batch, ...job.inputs[i].shape],
        values: job.inputs[i].values,
      }));
      const model = encodeModel(
        {
          name: 'pass',
          nodes: lowered.graph.nodes,
          initializers: lowered.graph.initializers,
          inputs: inputs.map(({ name, dims }) => ({ name, type: 'float', dims })),
          outputs: [...outputs.values()],
        },
        { domains: { 'com.microsoft': 1 } },
      );
      const results = outputs.size === 0 ? {} : await runOnce(engine, model, inputs);
      return plan.map(
        ({ reading, taps, fetched, refusal }): ReadingOutcome =>
          refusal ??
          readTaps(taps, tapSetOf(reading), ({ source, shape }) => {
            const own = (fetched.get(source) as Fetched).map(({ name }) => results[name]);
            if (own.length > 0) return joinOutputs(own);
            // A norm of zeros computed nothing: its variances are zeros. Other readings leave nothing out but what they say.
            return new Float32Array(reading.kind === 'norm-variance' ? shape[1] * (job.norm === 'halves' ? 2 : 1) : 0);
          }),
      );
    },
  };
}

interface PlannedReading {
  readonly reading: Reading;
  readonly taps: readonly Tap[];
  /** By source. */
  readonly fetched: Map<string, Fetched>;
  /** Why it cannot be read. */
  readonly refusal: ReadingOutcome | undefined;
}

/**
 * Emits the readings of all taps, the deepest first. The runtime walks back from the last of the nodes that nobody reads, so this makes it
 * read every tap as soon as it is there; in the order of the network it would keep all tapped maps to the end.
 */
function planReadings(
  { architecture, readings, norm }: ForwardJob,
  lowered: LoweredArchitecture,
  batch: number,
): PlannedReading[] {
  const { shapes } = lowered;
  const plan = readings.map((reading): PlannedReading => {
    const taps = findTaps({ architecture, shapes }, tapSetOf(reading));
    const refusal = reading.kind === 'norm-variance' ? unreadVariance(norm) : misplacedSamples(architecture, taps, batch);
    return { reading, taps, fetched: new Map(), refusal };
  });
  const places = new Map(architecture.nodes.map(({ id }, place) => [id, place]));
  const pending = plan.flatMap((own) =>
    (own.refusal === undefined ? own.taps : []).map((tap) => ({ own, tap, place: places.get(tap.source) ?? -1 })),
  );
  for (const { own, tap } of pending.toSorted((a, b) => b.place - a.place)) {
    if (!own.fetched.has(tap.source)) own.fetched.set(tap.source, emitReading(lowered, own.reading, tap));
  }
  return plan;
}

function unreadVariance(norm: NormMode): ReadingOutcome | undefined {
  return norm === 'each'
    ? { ok: false, reason: 'variances are not read where each sample has statistics of its own' }
    : undefined;
}

function emitReading({ graph, value, written }: LoweredArchitecture, reading: Reading, { node, source, shape }: Tap): Fetched {
  if (reading.kind === 'norm-variance')
    return (written(node)?.batchNorm?.statistics ?? []).map(({ variance }) => ({ name: variance, type: 'float' }));
  const emit = ortReadings[reading.kind] as (graph: GraphBuilder, x: LoweredValue, reading: Reading) => GraphOutput | undefined;
  const output = emit(graph, { name: value(source), shape }, reading);
  return output === undefined ? [] : [output];
}

/** One array of all outputs of a tap. */
function joinOutputs(outputs: readonly OrtOutput[]): ReadingValues {
  if (outputs.length === 1) return outputs[0].values;
  const joined = new Float32Array(outputs.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of outputs) {
    joined.set(values, at);
    at += values.length;
  }
  return joined;
}
