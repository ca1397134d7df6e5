/** What is to be scored, as it was given: where it is, its name, and the architecture or the reason why there is none. */
import type { Architecture } from '../../arch/types.js';
import type { AssayError } from '../../core/errors.js';
import type { KnownGenotype } from '../../engine/types.js';
import type { OnnxReading } from '../../onnx/read.js';

/** One architecture to work on, or why there is none. `where` names it in messages: the argument, or file and line. */
export type Item =
  | {
      readonly where: string;
      readonly ok: true;
      readonly candidate: string | Architecture;
      readonly name: string;
      /** Of a published string, once its space has read it. */
      readonly known?: KnownGenotype;
      /** Of a network from a file. */
      readonly path?: string;
      /** What was skipped when a file was read, one line each. */
      readonly remarks?: readonly string[];
      /** Names of the inputs of an .onnx file. */
      readonly inputNames?: readonly string[];
      /** Those that keep the shape of the file, though another is given. */
      readonly keptShapes?: readonly string[];
    }
  | {
      readonly where: string;
      readonly ok: false;
      readonly error: AssayError;
      readonly name: string;
      /** A `.json` file of a folder that is meant as something else than an architecture. */
      readonly isForeign?: boolean;
    };

export type GoodItem = Extract<Item, { ok: true }>;
export type BadItem = Extract<Item, { ok: false }>;

/** How model files are read. */
export interface ModelOptions {
  /** Skip unknown operators, and say which. */
  readonly partial?: boolean;
  /** Names of the values or nodes that are the outputs. */
  readonly outputs?: readonly string[];
  /** Shapes of inputs whose lengths the file leaves open, by input, batch first. */
  readonly shape?: { readonly [input: string]: readonly number[] };
  /** The shapes are those of several models, each of which may lack an input, or fix its shape. */
  readonly shapesOfMany?: boolean;
  /** Inputs that are always one number, by input: a sampling rate, a state of zeros. */
  readonly set?: { readonly [input: string]: number };
  /** Refuse an .onnx file that holds no values of the learned tensors. */
  readonly needsWeights?: boolean;
}

/** An open ONNX file with its weights; it must be closed. */
export interface OpenOnnx extends OnnxReading {
  /** After this the weights can no longer be loaded. */
  close(): void;
}

/** Where files are read from: a disk (`createInputFiles` of platform/node). */
export interface InputFiles {
  /** What is at a path; undefined if nothing is. */
  kindOf(path: string): 'file' | 'folder' | 'other' | undefined;
  /** Names in a folder. @throws a data error for one that cannot be read. */
  list(folder: string): readonly string[];
  /** `path` inside `folder`. */
  join(folder: string, name: string): string;
  /** `-` is standard input. @throws a data error for a file that cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** @throws a data error naming the file and the place in it. */
  openOnnx(path: string, options: ModelOptions): Promise<OpenOnnx>;
}
