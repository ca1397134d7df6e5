/**
 * Which of ONNX's operators a graph is written with.
 *   processor  what the CPU and wasm runtimes of ONNX Runtime compute best: batch norm in training mode, products of signs in bytes.
 *   card       what its WebGPU and CUDA runtimes have, and compute right: batch norm by reductions, products of signs in float, and no
 *              depthwise convolution with several outputs a channel, of which WebGPU (1.30) computes other numbers.
 */
export type Dialect = 'processor' | 'card';

/**
 * Names of nodes that a card leaves to the processor, because WebGPU refuses them or computes other numbers. They are fixed, so that the
 * engine can hand them to every session; a graph with more of them is left with its last ones on the card, where they fail.
 */
export const processorNodes: readonly string[] = Array.from({ length: 256 }, (_, place) => `on the processor ${place}`);
