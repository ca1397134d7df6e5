/** Measures random architectures of a space on the host's machine, fits a table of operators to them, and checks it on others. */
import { must } from '../core/must.js';
import { usageError } from '../core/errors.js';
import { checkParameter, checkRequest, requestSchema } from '../core/schema/check-request.js';
import { count as countField, hook, seed as seedField, signal as signalField, text as textField } from '../core/schema/fields.js';
import { plural } from '../core/plural.js';
import { createRng } from '../core/rng.js';
import { judgeHeldOut, type HeldOut } from '../runtime/latency/held-out.js';
import type { LatencyTable } from '../runtime/latency/latency-table.js';
import { fitOperatorTable, predictLatency, type MeasuredNetwork } from '../runtime/latency/operator-table.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Host } from './host.js';
import { hostField, spaceField } from './request-fields.js';
import { openGivenSpace, registryWith, type OpenedSpace, type SpaceGiven } from './values.js';

/** How many networks, and how each is timed. */
export interface LatencyFitRequest {
  /** Random architectures that the table is fitted to, 80 unless given. */
  readonly sample?: number;
  /** Other architectures that it is checked on, 20 unless given; 4 or more give a rank correlation. */
  readonly test?: number;
  /** Samples in one run, 1 unless given. */
  readonly batch?: number;
  /** Threads that run one network, 1 unless given. */
  readonly threads?: number;
  /** Timed runs of each network, 20 unless given; their median is the latency. */
  readonly runs?: number;
  /** What the table calls the machine it is measured on; by default, its processor. */
  readonly on?: string;
  readonly seed?: number;
  /** Networks measured so far. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export const latencyFitOptional = {
  sample: countField(2),
  test: countField(2),
  batch: countField(1),
  threads: countField(1),
  runs: countField(1),
  on: textField,
  seed: seedField,
  onProgress: hook,
  signal: signalField,
};
const schema = requestSchema<LatencyFitRequest>({}, latencyFitOptional);

/** A fitted table of operators, with the measurements behind it and its check. */
export interface LatencyFit {
  readonly table: LatencyTable;
  /** Of every network that could be run, in milliseconds. */
  readonly measuredMs: readonly number[];
  /** How well the table predicts the networks that it was not fitted to. */
  readonly heldOut: HeldOut;
  /** Measured and predicted, of those networks. */
  readonly checks: readonly { readonly measuredMs: number; readonly predictedMs: number }[];
}

/**
 * Fits a table of operators to measured networks.
 * @param given the space whose architectures are measured.
 * @param host where they run: `createNodeHost()` of `assay/node`.
 * @throws usage errors for the request and if fewer than two networks can be run, the signal's reason after an abort.
 */
export async function fitLatencyTable(given: SpaceGiven, request: LatencyFitRequest, host: Host): Promise<LatencyFit> {
  checkParameter('space', spaceField, given);
  checkRequest('fitLatencyTable', schema, request);
  checkParameter('host', hostField, host);
  const { sample = 80, test = 20, batch = 1, threads = 1, runs = 20, seed = 0, on } = request;
  const opened = await openGivenSpace(given, host);
  const machine = await host.machine();
  const texts = distinctSamples(opened.space, seed, sample + test);
  const measured = await measure(opened, texts, `latencyMs:batch=${batch}:threads=${threads}:runs=${runs}`, request, host);
  if (measured.length < 2)
    throw usageError('latency', {
      expected: 'at least two networks that ONNX Runtime runs',
      got: `${measured.length} of the ${plural(texts.length, 'network')} drawn`,
      code: 'no-result',
    });
  // The test networks come first, so that a larger sample has the same test.
  const tested = measured.slice(0, Math.min(test, Math.floor(measured.length / 2)));
  const fitted = measured.slice(tested.length);
  const table = fitOperatorTable(fitted);
  const checks = tested.map(({ architecture, ms }) => ({ measuredMs: ms, predictedMs: predictLatency(table, architecture) }));
  const heldOut = judgeHeldOut(
    checks.map(({ predictedMs }) => predictedMs),
    checks.map(({ measuredMs }) => measuredMs),
  );
  return {
    table: {
      format: 'assay-latency-table',
      version: 1,
      space: opened.text,
      machine: on === undefined ? machine : { ...machine, device: on },
      batch,
      threads,
      runs,
      networks: fitted.length,
      heldOut,
      table,
    },
    measuredMs: measured.map(({ ms }) => ms),
    heldOut,
    checks,
  };
}

function distinctSamples(space: SearchSpace, seed: number, count: number): string[] {
  const rng = createRng(seed, 'latency');
  const texts = new Set<string>();
  for (let tries = 0; texts.size < count && tries < 100 * count; tries++) texts.add(space.encode(space.sample(rng)));
  return [...texts];
}

/** The networks that could be run, with their median times; one at a time. */
async function measure(
  opened: OpenedSpace,
  texts: readonly string[],
  proxy: string,
  { seed = 0, onProgress, signal }: LatencyFitRequest,
  host: Host,
): Promise<MeasuredNetwork[]> {
  const { space } = opened;
  const registry = registryWith(opened, []);
  const plan = await host.openPlan(
    { space: opened.text, proxies: [proxy], data: 'ramp', batch: 1, seed },
    registry === undefined ? {} : { registry },
  );
  try {
    const measured: MeasuredNetwork[] = [];
    for (const [i, text] of texts.entries()) {
      const [evaluation] = await plan.runners.choose([proxy], 1).run([{ candidate: text }], signal);
      const score = must(evaluation?.scores[proxy], 'the score of the network');
      if (score.ok) measured.push({ architecture: space.build(space.decode(text)), ms: score.value });
      else if (i === 0)
        throw usageError('latency', { expected: 'networks that ONNX Runtime runs', got: score.reason, code: 'no-result' });
      onProgress?.(i + 1, texts.length);
    }
    return measured;
  } finally {
    await plan.close();
  }
}
