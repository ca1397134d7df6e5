/** Networks from files: IR `.json` and `.onnx`, alone or as all of a folder. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { parseArchitecture } from '../arch/json.js';
import { product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import type { Architecture } from '../arch/types.js';
import { AssayError, dataError } from '../core/errors.js';
import { pathKind, reading, readText } from '../platform/node/files.js';
import { readOnnxFile, type OnnxFile } from '../platform/node/onnx-file.js';

export interface ModelOptions {
  /** Score what can be understood of a file with operators nobody here knows. */
  readonly partial?: boolean;
  /** Shapes of inputs whose file leaves lengths open, by input. */
  readonly shape?: { readonly [input: string]: readonly number[] };
  /** Refuse an .onnx file that holds none of the values its network has learned. */
  readonly needsWeights?: boolean;
}

/** A network out of a file. */
export interface Model {
  readonly architecture: Architecture;
  /** What was passed over, one line each. */
  readonly remarks: readonly string[];
}

/** Endings of the files that hold one network each. */
const readers: { readonly [ending: string]: (path: string, options: ModelOptions) => Promise<Model> } = {
  '.json': (path) => Promise.resolve({ architecture: parseArchitecture(readText(path, path), path), remarks: [] }),
  async '.onnx'(path, options) {
    const file = await openOnnx(path, options);
    try {
      if (options.needsWeights === true) await checkWeights(path, file);
    } finally {
      file.close();
    }
    const remarks = file.unsupported.map(({ message }) => `passed over: ${message}`);
    return { architecture: file.architecture, remarks };
  },
};

/** Looks for one learned tensor that can be loaded, small ones first. @throws a data error when there are such tensors, and none can. */
async function checkWeights(path: string, { architecture, weights }: OnnxFile): Promise<void> {
  const learned = [...parametersOf(architecture).values()].flat().toSorted((a, b) => product(a.shape) - product(b.shape));
  let first: AssayError | undefined;
  for (const { node, name, key } of learned) {
    try {
      const stored = weights.get(node)?.[name];
      if (stored === undefined)
        throw dataError(path, { expected: `values of weight ${key}`, got: 'none: the file holds no weights' });
      await stored.load();
      return;
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw new AssayError(first.kind, `${first.message} (without --init keep they are drawn)`);
}

const endingOf = (path: string): string | undefined => Object.keys(readers).find((ending) => path.toLowerCase().endsWith(ending));

/** Whether a path's ending says that it holds a network, rather than lines of published strings. */
export function isModelFile(path: string): boolean {
  return endingOf(path) !== undefined;
}

export function isFolder(path: string): boolean {
  return pathKind(path) === 'folder';
}

/** The models of a folder, sorted by name; those of its own folders are not looked for. @throws a data error when there are none. */
export function modelsIn(folder: string): string[] {
  const names = reading(folder, 'a folder to read', () => readdirSync(folder));
  const found = names
    .filter((name) => isModelFile(name) && !name.startsWith('.'))
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() !== false)
    .toSorted();
  if (found.length === 0)
    throw dataError(folder, {
      expected: 'a folder with models (.onnx, .json)',
      got: names.length === 0 ? 'an empty one' : `none among ${names.length} entries`,
    });
  return found.map((name) => join(folder, name));
}

/** @throws a data error naming the file and the place in it. */
export function readModel(path: string, options: ModelOptions): Promise<Model> {
  const ending = endingOf(path);
  if (ending === undefined) throw new Error(`no model file: ${path}`);
  return readers[ending](path, options);
}

/** An ONNX file with its weights at hand, to be closed by the caller. @throws a data error naming the file and the place in it. */
export function openOnnx(path: string, { partial, shape }: ModelOptions): Promise<OnnxFile> {
  return readOnnxFile(path, {
    where: path,
    ...(partial === true ? { partial } : {}),
    ...(shape === undefined ? {} : { shapes: shape }),
  });
}

function collectShape(text: string, before: ModelOptions['shape'] = {}): NonNullable<ModelOptions['shape']> {
  const [, input, lengths] = /^([^=]+)=(\d+(?:[,x]\d+)+)$/.exec(text.trim()) ?? [];
  if (input === undefined) throw new InvalidArgumentError('expected an input and its lengths, batch first: image=1,3,224,224');
  return { ...before, [input]: lengths.split(/[,x]/).map(Number) };
}

/** Adds `--partial` and `--shape`. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--partial', '.onnx: pass over operators that are not known, and say which')
    .addOption(
      new Option(
        '--shape <input=lengths>',
        '.onnx: lengths its file leaves open, batch first (image=1,3,224,224); may repeat',
      ).argParser(collectShape),
    );
}
