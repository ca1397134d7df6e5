/**
 * Which of ONNX's operators a graph is written with.
 *   processor  what the CPU and wasm runtimes of ONNX Runtime compute best: batch norm in training mode, products of signs in bytes.
 *   card       what its WebGPU and CUDA runtimes have, and compute right: batch norm by reductions, products of signs in float; nodes that
 *              WebGPU refuses or computes wrongly (card-faults) are left to the processor by their names.
 */
export type Dialect = 'processor' | 'card';

/** Names of nodes that a card leaves to the processor. They are fixed, so that the engine can hand them to every session, and short, because ONNX Runtime takes 8192 characters. */
export const processorNodes: readonly string[] = Array.from({ length: 1024 }, (_, place) => `cpu${place}`);
