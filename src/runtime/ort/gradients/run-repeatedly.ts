/**
 * Readings that take a backward pass a sample or an output: one session, whose output gradients are an input, is run once for each.
 *   tangent-kernel      seeds: all outputs of one sample, statistics of the complete batch
 *   first-derivatives   seeds: one output of every sample, where samples do not depend on each other
 */
import { product } from '../../../arch/ops/shapes.js';
import type { Parameter } from '../../../arch/parameters.js';
import type { Shape } from '../../../arch/types.js';
import { inferShapes } from '../../../arch/infer.js';
import { differentiate, type Gradients } from '../../../onnx/backward/differentiate.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { lowerArchitecture } from '../../../onnx/lower/lower-architecture.js';
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import { countClasses } from '../../passes/losses.js';
import { findTaps } from '../../passes/taps.js';
import type { ForwardJob, Reading, ReadingOutcome, ReadingValues } from '../../passes/types.js';
import { batchNormOf } from '../batch-norm-of.js';
import { blockPass } from '../block-pass.js';
import { blockedChannels } from '../blocked-channels.js';
import { runtimeFailure } from '../run-once.js';
import type { OrtEngine, OrtInput, OrtOutput } from '../types.js';
import { weightCurvature } from './weight-curvature.js';

const seedInput = 'output-gradient';
/** Outputs that are differentiated one by one. */
const mostOutputs = 2000;

export async function runRepeatedly(engine: OrtEngine, job: ForwardJob, reading: Reading): Promise<ReadingOutcome> {
  switch (reading.kind) {
    case 'tangent-kernel':
      return tangentKernel(engine, job);
    case 'first-derivatives':
      return firstDerivatives(engine, job, reading.tensors);
    case 'weight-curvature':
      return weightCurvature(engine, job, reading);
    default:
      throw new Error(`reading ${reading.kind} needs no runs of its own`);
  }
}

/** @param tensors whose gradients are needed, with what is read of each. */
interface SeededRun {
  readonly outputShape: Shape;
  run(seed: Float32Array): Promise<readonly OrtOutput['values'][]>;
  release(): Promise<void>;
}

/** A session that takes the gradient of the outputs. @param write what leaves it for each learned tensor; undefined for gradients of zero. */
async function openSeeded(
  engine: OrtEngine,
  job: ForwardJob,
  isWanted: (parameter: Parameter, place: number) => boolean,
  write: (gradients: Gradients, parameter: Parameter) => string | undefined,
): Promise<SeededRun & { readonly written: readonly (number | undefined)[] }> {
  const { architecture, inputs, norm, weights } = job;
  const batch = inputs[0].count;
  const lowered = lowerArchitecture(architecture, {
    batch,
    values: (parameter) => weights.values(parameter),
    batchNorm: batchNormOf(engine, norm),
    dialect: engine.dialect,
    block: engine.dialect === 'processor' ? await blockedChannels(engine) : undefined,
    keepShifts: true,
  });
  const wanted = [...lowered.parameters.values()].flat().filter(isWanted);
  const keys = new Set(wanted.map(({ key }) => key));
  const [output] = architecture.outputs;
  const gradients = differentiate(lowered, { seeds: new Map([[output, seedInput]]), parameters: ({ key }) => keys.has(key) });
  const names = wanted.map((parameter) => write(gradients, parameter));
  const outputs = [...new Set(names.filter((name) => name !== undefined))];
  const outputShape = lowered.shapes.get(output) as Shape;
  const fed = architecture.inputs.map(({ id }, i) => ({ name: id, dims: [batch, ...inputs[i].shape], values: inputs[i].values }));
  const given = [...fed, { name: seedInput, dims: outputShape }];
  const { nodes, initializers } = blockPass(lowered.graph, { shapes: given.map(({ name, dims }) => [name, dims]), outputs });
  const model = encodeModel(
    {
      name: 'derivatives',
      nodes,
      initializers,
      inputs: given.map(({ name, dims }) => ({ name, type: 'float', dims })),
      outputs: outputs.map((name) => ({ name, type: 'float' })),
    },
    { domains: { [blockedDomain]: 1, 'com.microsoft': 1 } },
  );
  const feeds: { [name: string]: OrtInput } = Object.fromEntries(fed.map(({ name, dims, values }) => [name, { dims, values }]));
  const session = outputs.length === 0 ? undefined : await engine.createSession(model, 'many runs');
  return {
    outputShape,
    written: names.map((name) => (name === undefined ? undefined : outputs.indexOf(name))),
    async run(values) {
      const results = (await session?.run({ ...feeds, [seedInput]: { dims: outputShape, values } })) ?? {};
      return outputs.map((name) => results[name].values);
    },
    release: async () => session?.release(),
  };
}

function outcomeOf(
  { architecture, inputs }: ForwardJob,
  lowered: { readonly shapes: ReadonlyMap<string, Shape> },
  values: ReadingValues,
): ReadingOutcome {
  const [tap] = findTaps({ architecture, shapes: lowered.shapes }, 'outputs');
  if (tap === undefined || inputs.length === 0) return { ok: false, reason: 'the network has no output that answers images' };
  return { ok: true, taps: [{ ...tap, values }] };
}

async function tangentKernel(engine: OrtEngine, job: ForwardJob): Promise<ReadingOutcome> {
  if (job.architecture.outputs.length !== 1) return { ok: false, reason: 'the kernel needs one output' };
  const batch = job.inputs[0].count;
  try {
    const seeded = await openSeeded(
      engine,
      job,
      ({ role, name }) => (role === 'weight' && name === 'weight') || role === 'scale',
      (gradients, { key }) => gradients.parameter(key, 'batch'),
    );
    try {
      const rows: Float64Array[] = [];
      const units = product(seeded.outputShape) / batch;
      for (let sample = 0; sample < batch; sample++) {
        const seed = new Float32Array(batch * units).fill(1, sample * units, (sample + 1) * units);
        const parts = await seeded.run(seed);
        const row = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of parts) {
          row.set(part, at);
          at += part.length;
        }
        rows.push(row);
      }
      return outcomeOf(job, { shapes: new Map([[job.architecture.outputs[0], seeded.outputShape]]) }, gram(rows));
    } finally {
      await seeded.release();
    }
  } catch (error) {
    throw runtimeFailure(engine, error);
  }
}

/** Products of all pairs of rows. */
function gram(rows: readonly Float64Array[]): Float64Array {
  const products = new Float64Array(rows.length ** 2);
  rows.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const b = rows[j];
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
      products[i * rows.length + j] = products[j * rows.length + i] = sum;
    }
  });
  return products;
}

async function firstDerivatives(engine: OrtEngine, job: ForwardJob, tensors: number): Promise<ReadingOutcome> {
  if (job.norm !== 'running') return { ok: false, reason: 'derivatives of single samples need norms on running statistics' };
  const batch = job.inputs[0].count;
  const counted = countClasses(job.architecture, inferShapes(job.architecture, batch), 'a derivative of each output');
  if (!counted.ok) return counted;
  if (counted.classes > mostOutputs)
    return { ok: false, reason: `a backward pass an output: expected at most ${mostOutputs} classes, got ${counted.classes}` };
  try {
    const seeded = await openSeeded(
      engine,
      job,
      (_, place) => place < tensors,
      (gradients, { key }) => gradients.first(key),
    );
    try {
      const classes = product(seeded.outputShape) / batch;
      const count = seeded.written.length;
      const values = new Float64Array(batch * classes * count);
      for (let output = 0; output < classes; output++) {
        const seed = new Float32Array(batch * classes);
        for (let sample = 0; sample < batch; sample++) seed[sample * classes + output] = 1;
        const columns = await seeded.run(seed);
        seeded.written.forEach((place, tensor) => {
          if (place === undefined) return;
          for (let sample = 0; sample < batch; sample++)
            values[(sample * classes + output) * count + tensor] = columns[place][sample];
        });
      }
      return outcomeOf(job, { shapes: new Map([[job.architecture.outputs[0], seeded.outputShape]]) }, values);
    } finally {
      await seeded.release();
    }
  } catch (error) {
    throw runtimeFailure(engine, error);
  }
}
