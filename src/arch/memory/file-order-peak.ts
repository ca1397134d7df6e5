import { memoryGraph, startState, take } from './memory-graph.js';
import type { Architecture } from '../types.js';

/** Bytes of a number in float32. */
const float32Bytes = 4;

/**
 * Bytes of activations at the fullest moment when nodes run in the architecture's order, one sample in float32.
 * What is counted: `memory-graph.ts`. @throws a data error if shapes do not fit.
 */
export function peakActivationBytes(architecture: Architecture): number {
  const graph = memoryGraph(architecture);
  const state = startState(graph);
  let peak = state.held;
  for (let node = graph.inputCount; node < graph.ids.length; node++) peak = Math.max(peak, take(graph, state, node).during);
  return float32Bytes * peak;
}
