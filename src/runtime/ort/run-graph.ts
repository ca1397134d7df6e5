/** Runs a graph of a pass: as one model, or in segments where its weights are drawn as they are written because they are many. */
import { blockedDomain } from '../../onnx/lower/blocked.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import type { OnnxType } from '../../onnx/proto/types.js';
import { keptBytes } from '../weights/index.js';
import type { PassGraph } from './block-pass.js';
import { giveBackRoom, takeRoom } from './model-room.js';
import { runInTurn, type NamedInputs, type NamedOutputs } from './run-once.js';
import { cutGraph, weightBytes, type Segment } from './segments.js';
import type { OrtEngine } from './types.js';

/** Bytes of weights in a segment: few enough that bytes for a model serve the next one. */
const segmentBytes = 2 ** 24;
/** With more bytes of weights than these a graph is cut: those of which `pass-weights` draws each where it is written. */
const mostBytes = keptBytes / 2;

interface GraphRun {
  readonly graph: PassGraph;
  /** Values that leave the graph. */
  readonly outputs: readonly { readonly name: string; readonly type: OnnxType }[];
  /** Operator domains besides those of ONNX and the runtime. */
  readonly domains: Iterable<string>;
  /** Whether each weight is read in one place and no node has a graph inside: then the graph may be cut. */
  readonly isForward: boolean;
  /** Inputs of each of several runs, which differ in their numbers alone. */
  readonly fed: readonly NamedInputs[];
}

/** The outputs of each run. @throws as `runInTurn`. */
export async function runGraph(engine: OrtEngine, run: GraphRun): Promise<readonly NamedOutputs[]> {
  const { graph, outputs, fed, isForward } = run;
  const [inputs = []] = fed;
  const names = { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
  const segments =
    isForward && engine.dialect === 'processor' && weightBytes(graph.initializers) > mostBytes
      ? cutGraph({ ...graph, ...names }, segmentBytes)
      : [{ ...graph, ...names }];
  if (segments.length === 1) return runSegment(engine, run, segments[0] as Segment, fed);
  return runSegments(engine, run, segments);
}

/** Runs the segments of a graph one after another; values stay until their last reader has run. */
export async function runSegments(
  engine: OrtEngine,
  run: GraphRun,
  segments: readonly Segment[],
): Promise<readonly NamedOutputs[]> {
  const isOutput = new Set(run.outputs.map(({ name }) => name));
  const lastReaders = new Map(segments.flatMap(({ inputs }, place) => inputs.map((name) => [name, place] as const)));
  const values = run.fed.map((inputs) => new Map(inputs.map((input) => [input.name, input])));
  const results = run.fed.map((): { [name: string]: NamedOutputs[string] } => ({}));
  for (const [place, segment] of segments.entries()) {
    const fed = values.map((known) => segment.inputs.flatMap((name) => known.get(name) ?? []));
    for (const [turn, outputs] of (await runSegment(engine, run, segment, fed)).entries()) {
      const known = values[turn] as Map<string, NamedInputs[number]>;
      for (const [name, output] of Object.entries(outputs)) {
        if (isOutput.has(name)) (results[turn] as { [name: string]: NamedOutputs[string] })[name] = output;
        if (lastReaders.has(name)) known.set(name, { name, dims: output.dims, values: output.values as Float32Array });
      }
      for (const name of known.keys()) if ((lastReaders.get(name) ?? -1) <= place) known.delete(name);
    }
  }
  return results;
}

function runSegment(
  engine: OrtEngine,
  { graph: { favour }, outputs, domains }: GraphRun,
  segment: Segment,
  fed: readonly NamedInputs[],
): Promise<readonly NamedOutputs[]> {
  const [inputs = []] = fed;
  const types = new Map(outputs.map(({ name, type }) => [name, type]));
  const model = encodeModel(
    {
      name: 'pass',
      nodes: segment.nodes,
      initializers: segment.initializers,
      inputs: inputs.map(({ name, dims }) => ({ name, type: 'float', dims })),
      outputs: segment.outputs.map((name) => ({ name, type: types.get(name) ?? 'float' })),
    },
    {
      domains: Object.fromEntries([...domains, blockedDomain, 'com.microsoft'].map((domain) => [domain, 1])),
      room: takeRoom,
    },
  );
  return runInTurn(engine, model, fed, favour).finally(() => giveBackRoom(model));
}
