import * as v from 'valibot';
import { count, either, flag, text } from '../../core/schema/fields.js';
import { spaceField } from '../../engine/request-fields.js';
import type { SpaceGiven } from '../../engine/values.js';

/** What an architecture can be written as. */
export const exportFormats = ['onnx', 'pytorch', 'json', 'svg', 'dot'] as const;

/** ONNX model, PyTorch module, IR as JSON, drawing, Graphviz DOT. */
export type ExportFormat = (typeof exportFormats)[number];

/** How an architecture is written. */
export interface ExportRequest {
  readonly to: ExportFormat;
  /** The space of a string; left out, the only one that reads it. */
  readonly space?: SpaceGiven;
  /** onnx, pytorch: `none`, `keep` (those of the .onnx file, the default for one), or how to draw them (default: kaiming-uniform). */
  readonly weights?: string;
  /** Seed of drawn weights; 0 unless given. */
  readonly seed?: number;
  /** svg: draw a cell instead of the network, the first one or that of a name. */
  readonly cell?: string | true;
  /** dot: one box for each part instead of each node. */
  readonly folded?: boolean;
  /** The name of the file it will be in: a PyTorch module looks for its weights beside it, and has none without. */
  readonly file?: string;
}

/** What is to be written. */
export interface Exported {
  readonly content: string | Uint8Array;
  /** Files that belong beside it, by the ending that replaces its own: `.safetensors`. */
  readonly beside: { readonly [ending: string]: Uint8Array };
  /** Bytes that a terminal cannot show. */
  readonly isBinary: boolean;
  /** What was skipped when a file was read, one line each. */
  readonly remarks: readonly string[];
}

export const exportRequired = { to: v.picklist(exportFormats) };
export const exportOptional = {
  space: spaceField,
  weights: text,
  seed: count(0),
  cell: either('the name of a cell, or true for the first one', text, v.literal(true)),
  folded: flag,
  file: text,
};
