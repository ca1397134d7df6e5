/** How long a network takes on a machine: measured, never computed. Two measurements differ, and so do two machines. */
import type { OrtInput } from '../ort/types.js';

/** A network to be timed, and how. */
export interface LatencyRequest {
  readonly kind: 'latency';
  /** Samples a run. */
  readonly batch: number;
  /** Threads inside the session. */
  readonly threads: number;
  /** Runs that count; a tenth as many, and at least two, come before them. */
  readonly runs: number;
}

/** Times of a network. */
export interface LatencyResult {
  /** Of the runs that count. */
  readonly medianMs: number;
  /** Distance between their quartiles. */
  readonly spreadMs: number;
  readonly fastestMs: number;
}

/** One model to be timed. */
export interface LatencyJob {
  /** An ONNX file. */
  readonly model: Uint8Array;
  readonly inputs: readonly (OrtInput & { readonly name: string })[];
  readonly threads: number;
  /** Runs before those that count. */
  readonly warmup: number;
  readonly runs: number;
}

/** Something that times models, on the machine it runs on. */
export interface LatencyMeter {
  /** Milliseconds of every run that counts. @throws a data error with the runtime's message. */
  time(job: LatencyJob): Promise<Float64Array>;
}

/** Where a latency was measured: part of its provenance. */
export interface LatencyMachine {
  /** `Intel Xeon, 2 cores`. */
  readonly device: string;
  /** Package, version and backend. */
  readonly engine: string;
}
