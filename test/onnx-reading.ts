/** Models of a few parts, read, and what tests look at in the network. */
import { expect } from 'vitest';
import { inferShapes } from '../src/arch/infer.js';
import type { ArchNode } from '../src/arch/types.js';
import { bytesSource } from '../src/core/byte-source.js';
import { must } from '../src/core/must.js';
import { readOnnx, type OnnxReading, type ReadOnnxOptions } from '../src/onnx/read.js';
import { floats, onnxModel, type ModelParts } from './onnx-graph.js';

/** Reads a model of these parts. */
export const read = (parts: ModelParts, options?: ReadOnnxOptions): Promise<OnnxReading> =>
  readOnnx(bytesSource(onnxModel(parts)), options);
/** `op attrs` of every node, in order. */
export const lines = ({ architecture }: OnnxReading): string[] =>
  architecture.nodes.map(({ op, attrs }) => `${op} ${JSON.stringify(attrs)}`);
/** The operators, in order. */
export const ops = ({ architecture }: OnnxReading): string[] => architecture.nodes.map(({ op }) => op);
/** The only node of a network of one. */
export const only = ({ architecture }: OnnxReading): ArchNode => {
  expect(architecture.nodes.length).toBe(1);
  return must(architecture.nodes[0], 'the only node');
};
/** A tensor of one number. */
export const scalar = (name: string, value: number): ReturnType<typeof floats> => floats(name, [], [value]);
/** The shape of the first output for a batch. */
export const shapeAt = ({ architecture }: OnnxReading, batch: number): readonly number[] | undefined =>
  inferShapes(architecture, batch).get(must(architecture.outputs[0], 'an output'));
