/**
 * What the engine needs of ONNX Runtime: sessions made from model bytes. `onnxruntime-node` and `onnxruntime-web` both fit;
 * which one is loaded, and how, is `platform`'s part.
 */
import type { Dialect } from '../../onnx/lower/dialect.js';

/** The numbers of a tensor that comes back. */
export type OrtElements = Float32Array | Int32Array | Uint8Array;

/** A tensor as it comes back. */
export interface OrtOutput {
  readonly dims: readonly number[];
  readonly values: OrtElements;
}

/** Data for an input of the model: float32, or tokens. */
export interface OrtInput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
  /** The model's input has 64-bit integers, which these numbers are. */
  readonly isInteger?: boolean;
}

/** A model that is loaded and can be run. */
export interface OrtSession {
  /** Runs the model on named inputs; returns its named outputs. */
  run(inputs: { readonly [name: string]: OrtInput }): Promise<{ readonly [name: string]: OrtOutput }>;
  /** Frees the session's memory. Must be called: nothing else does. */
  release(): Promise<void>;
}

/**
 * What a session's options favour: a fast run, by rewriting the graph; a fast start, for runs that are shorter than the rewriting; or many
 * runs, by keeping the memory of one for the next.
 */
export type SessionFavour = 'run' | 'start' | 'many runs';

/** Runs ONNX models. */
export interface OrtEngine {
  /** Package, version and backend: part of a score's provenance, because their last digits differ. */
  readonly title: string;
  /** The operators that its graphs are written with. */
  readonly dialect: Dialect;
  /**
   * @param onProcessor names of nodes that a card leaves to the processor; `processorNodes` unless given.
   * @throws a plain Error with the runtime's message.
   */
  createSession(model: Uint8Array, favour?: SessionFavour, onProcessor?: readonly string[]): Promise<OrtSession>;
}
