import type { Call } from '../call.js';
import type { KnownValue } from '../values.js';

/** Inputs that are all known; those left out are undefined. */
export type KnownInputs = readonly (KnownValue | undefined)[];

/**
 * Computes an ONNX operator on numbers that are known while a graph is read. Undefined where it cannot.
 * @throws a data error where the node makes no sense.
 */
export type KnownOp = (call: Call, inputs: KnownInputs) => KnownValue | readonly KnownValue[] | undefined;

/** Largest tensor that is computed while reading: masks of windows are well below. */
export const mostElements = 1 << 22;
