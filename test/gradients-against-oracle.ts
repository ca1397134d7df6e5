/** Gradients as ONNX nodes on an engine, beside the oracle in double precision. */
import { expect } from 'vitest';
import { inferShapes } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import { parametersOf } from '../src/arch/parameters.js';
import type { Architecture, Shape } from '../src/arch/types.js';
import { differentiate } from '../src/onnx/backward/differentiate.js';
import type { GradientOf } from '../src/onnx/backward/types.js';
import { lowerArchitecture } from '../src/onnx/lower/lower-architecture.js';
import { encodeModel } from '../src/onnx/proto/encode-model.js';
import type { NormMode } from '../src/runtime/passes/types.js';
import { blockedChannels } from '../src/runtime/ort/blocked-channels.js';
import { batchNormOf } from '../src/runtime/ort/batch-norm-of.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import type { OrtEngine } from '../src/runtime/ort/types.js';
import { runBackward, type ReferenceGradients } from '../src/runtime/reference/backward/run-backward.js';
import { runReference, type ReferenceRun } from '../src/runtime/reference/run-reference.js';
import type { Tensor } from '../src/runtime/reference/tensor.js';
import { fillNormal } from '../src/runtime/weights/random-fill.js';

function normal(shape: Shape, purpose: string, mean = 0): Float32Array {
  const values = new Float32Array(product(shape));
  fillNormal(values, 1, 9, purpose);
  return mean === 0 ? values : values.map((v) => mean + v / 4);
}

interface Gradient {
  readonly name: string;
  readonly expected: Float64Array;
  readonly written: string | undefined;
}

const doubles = (shape: Shape, values: Float32Array): Tensor => ({ shape, values: Float64Array.from(values) });

/** Every gradient of a network by both ways; the largest difference over the scale of each. */
export async function gradientDisagreement(
  engine: OrtEngine,
  architecture: Architecture,
  norm: NormMode,
  batch = 4,
): Promise<number> {
  const shapes = inferShapes(architecture, batch);
  const parameters = [...parametersOf(architecture, shapes).values()].flat();
  const values = ({ key, shape, role }: (typeof parameters)[number]): Float32Array | number =>
    key.length % 3 === 0 && role !== 'weight' ? (role === 'scale' ? 1 : 0) : normal(shape, key, role === 'scale' ? 1 : 0);
  const inputs = architecture.inputs.map(({ id }) => {
    const shape = shapes.get(id) as Shape;
    return { name: id, dims: shape, values: normal(shape, id) };
  });
  const seeds = architecture.outputs.map((id) => {
    const shape = shapes.get(id) as Shape;
    return { id, name: `seed.${id}`, dims: shape, values: normal(shape, `seed ${id}`) };
  });
  const lowered = lowerArchitecture(architecture, {
    batch,
    values,
    batchNorm: batchNormOf(engine, norm),
    dialect: engine.dialect,
    block: engine.dialect === 'processor' ? await blockedChannels(engine) : undefined,
    keepShifts: true,
  });
  // A value that is zero for all weights has no gradient in the graph.
  const isWritten = (id: string): boolean =>
    architecture.inputs.some((input) => input.id === id) || lowered.written(id) !== undefined;
  const ids = [...architecture.inputs, ...architecture.nodes].map(({ id }) => id).filter(isWritten);
  const throughIds = architecture.nodes
    .filter(({ id, inputs: [source] }) => isWritten(id) && source !== undefined && isWritten(source))
    .map(({ id }) => id);
  const gradients = differentiate(lowered, {
    seeds: new Map(seeds.map(({ id, name }) => [id, name])),
    values: new Set(ids),
    through: new Set(throughIds),
    parameters: () => true,
  });

  const run: ReferenceRun = { norm, inputs: inputs.map(({ dims, values: v }) => doubles(dims, v)), values };
  const tensors = runReference(architecture, run);
  const oracle = (keep: (place: number, dims: Shape) => boolean): ReferenceGradients =>
    runBackward(
      architecture,
      run,
      tensors,
      new Map(
        seeds.map(({ id, dims, values: v }) => [
          id,
          { shape: dims, values: Float64Array.from(v, (s, place) => (keep(place, dims) ? s : 0)) },
        ]),
      ),
    );
  const whole = oracle(() => true);
  const expectations: Gradient[] = [
    ...ids.map((id) => ({ name: `value ${id}`, expected: whole.values.get(id), written: gradients.value(id) })),
    ...throughIds.map((id) => ({ name: `through ${id}`, expected: whole.through.get(id), written: gradients.through(id) })),
    ...parameters.map(({ key }) => ({
      name: key,
      expected: whole.parameters.get(key),
      written: gradients.parameter(key, 'batch'),
    })),
  ].flatMap(({ name, expected, written }) =>
    expected === undefined && written === undefined ? [] : [{ name, expected: expected?.values ?? new Float64Array(0), written }],
  );

  // Samples are independent here, so a sample's gradient is that of its seeds alone.
  const independent = (norm === 'each' || norm === 'running') && seeds.every(({ dims }) => dims[0] === batch);
  const perSample = (key: string): string | undefined => {
    try {
      return gradients.parameter(key, 'sample' satisfies GradientOf);
    } catch (error) {
      expect(String(error)).toContain('expected a weight with a gradient for each sample');
      return undefined;
    }
  };
  if (independent) {
    const each = Array.from({ length: batch }, (_, sample) =>
      oracle((place, dims) => Math.floor(place / product(dims.slice(1))) === sample),
    );
    for (const { key, shape } of parameters) {
      const written = perSample(key);
      if (written === undefined) continue;
      const rows = each.map(({ parameters: own }) => own.get(key)?.values ?? new Float64Array(product(shape)));
      expectations.push({ name: `samples of ${key}`, expected: Float64Array.from(rows.flatMap((row) => [...row])), written });
      expectations.push({
        name: `first of ${key}`,
        expected: Float64Array.from(rows, (row) => row[0]),
        written: gradients.first(key),
      });
    }
  }

  const wanted = expectations.filter(({ written }) => written !== undefined);
  const outputs = [...new Set(wanted.map(({ written }) => written as string))]
    .filter((name) => !name.startsWith('seed.'))
    .map((name) => ({ name, type: 'float' as const }));
  const model = encodeModel(
    {
      name: 'gradients',
      nodes: lowered.graph.nodes,
      initializers: lowered.graph.initializers,
      inputs: [...inputs, ...seeds].map(({ name, dims }) => ({ name, type: 'float', dims })),
      outputs,
    },
    { domains: Object.fromEntries([...lowered.graph.domains].map((domain) => [domain, 1])) },
  );
  const results = outputs.length === 0 ? {} : await runOnce(engine, model, [...inputs, ...seeds]);
  // What cancels to zero is held to the scale of the others.
  const largest = expectations.flatMap(({ expected }) => [...expected]).reduce((most, v) => Math.max(most, Math.abs(v)), 1);
  const floor = largest / 100;
  let worst = 0;
  for (const { name, expected, written } of expectations) {
    const own =
      written === undefined
        ? new Float32Array(expected.length)
        : (results[written]?.values ?? seeds.find((seed) => seed.name === written)?.values);
    expect(own?.length, name).toBe(expected.length);
    const scale = expected.reduce((most, v) => Math.max(most, Math.abs(v)), floor);
    const differences = Array.from(expected, (v, i) => Math.abs((own as ArrayLike<number>)[i] - v) / scale);
    const most = differences.reduce((a, b) => (a >= b ? a : b), 0);
    if (!(most <= worst)) worst = most;
  }
  return worst;
}
