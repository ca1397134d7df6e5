/** Networks from files: IR `.json` and `.onnx`, single files or all files of a folder. */
import { must } from '../../core/must.js';
import { parseArchitecture } from '../../arch/json.js';
import { product } from '../../arch/ops/shapes.js';
import { parametersOf } from '../../arch/parameters.js';
import type { Architecture } from '../../arch/types.js';
import { AssayError, dataError, quote, shortPlace } from '../../core/errors.js';
import { listNames } from '../../core/list-names.js';
import { plural } from '../../core/plural.js';
import type { OnnxReading } from '../../onnx/read.js';
import type { InputFiles, ModelOptions } from './types.js';

/** Names in a line. */
const mostFoldersNamed = 5;

/** A network out of a file. */
interface Model {
  readonly architecture: Architecture;
  /** What was skipped, one line each. */
  readonly remarks: readonly string[];
  /** Names of the inputs of an .onnx file. */
  readonly inputNames?: readonly string[];
  /** Those that keep the shape of the file, though another is given. */
  readonly keptShapes?: readonly string[];
}

/** Extensions of the files that hold one network each. */
const readers: { readonly [ending: string]: (path: string, files: InputFiles, options: ModelOptions) => Promise<Model> } = {
  '.json': async (path, files) => ({
    architecture: parseArchitecture(new TextDecoder().decode(await files.read(path)), path),
    remarks: [],
  }),
  async '.onnx'(path, files, options) {
    const file = await files.openOnnx(path, options);
    try {
      if (options.needsWeights === true) await checkWeights(path, file);
    } finally {
      file.close();
    }
    const remarks = remarksOn(path, file, options.partial === true);
    const { architecture, inputNames, keptShapes } = file;
    return { architecture, remarks, inputNames, keptShapes };
  },
};

/** Lines for the user about how a model was read, without its path, which stands before them. */
function remarksOn(path: string, { unsupported, tails }: OnnxReading, isPartial: boolean): string[] {
  const inFile = (message: string): string => {
    const place = `${shortPlace(path)}: `;
    return message.startsWith(place) ? message.slice(place.length) : message;
  };
  const places = tails.slice(0, 3).map(({ op, node }) => `${quote(node)} (${op})`);
  const more = tails.length > 3 ? ` and ${tails.length - 3} more` : '';
  const what = isPartial ? 'skipped' : 'neither run nor counted in MACs, memory and times';
  const behind = unsupported.filter(({ isBehind }) => isBehind === true);
  const causes = unsupported.length - behind.length;
  const operators = listNames([...new Set(behind.map(({ op }) => op))]);
  return [
    ...(tails.length === 0
      ? []
      : [`cut off at ${places.join(', ')}${more}: the nodes after it only decode (\`outputs\` chooses other ends)`]),
    ...unsupported.flatMap(({ message, isBehind }) => (isBehind === true ? [] : [`${what}: ${inFile(message)}`])),
    ...(behind.length === 0
      ? []
      : [`${what} behind ${causes === 1 ? 'it' : 'these'}: ${plural(behind.length, 'more node')} (${operators})`]),
  ];
}

/** Looks for one learned tensor that can be loaded, small ones first. @throws a data error when there are such tensors and none can be loaded. */
async function checkWeights(path: string, { architecture, weights }: OnnxReading): Promise<void> {
  const learned = [...parametersOf(architecture).values()].flat().toSorted((a, b) => product(a.shape) - product(b.shape));
  let first: AssayError | undefined;
  for (const { node, name, key } of learned) {
    try {
      const stored = weights.get(node)?.[name];
      if (stored === undefined)
        throw dataError(path, { expected: `values of weight ${key}`, got: 'none: the file holds no weights', code: 'missing' });
      await stored.load();
      return;
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined)
    throw new AssayError(first.kind, `${first.message} (without \`init\` keep the weights are drawn)`, { code: first.code });
}

const endingOf = (path: string): string | undefined => Object.keys(readers).find((ending) => path.toLowerCase().endsWith(ending));

/** Whether the extension says that a file holds a network, not lines of published strings. */
export function isModelFile(path: string): boolean {
  return endingOf(path) !== undefined;
}

/** A line about folders in a folder of models; none if there are none. Hidden ones are not meant. */
export function folderNotes(folder: string, files: InputFiles): string[] {
  const inside = files
    .list(folder)
    .filter((name) => !name.startsWith('.') && files.kindOf(files.join(folder, name)) === 'folder')
    .toSorted();
  if (inside.length === 0) return [];
  return [
    `${inside.length === 1 ? '1 folder in it is' : `${inside.length} folders in it are`} not searched: ${listNames(inside, mostFoldersNamed)}`,
  ];
}

/** The models of a folder, sorted by name; subfolders are not searched. @throws a data error when there are none. */
export function modelsIn(folder: string, files: InputFiles): string[] {
  const names = files.list(folder);
  const found = names
    .filter((name) => isModelFile(name) && !name.startsWith('.'))
    .filter((name) => !['folder', 'other'].includes(files.kindOf(files.join(folder, name)) ?? 'file'))
    .toSorted();
  if (found.length === 0)
    throw dataError(folder, {
      expected: 'a folder with models (.onnx, .json)',
      got: names.length === 0 ? 'an empty one' : `none among ${plural(names.length, 'entry', 'entries')}`,
      hint: folderNotes(folder, files)[0],
      code: 'missing',
    });
  return found.map((name) => files.join(folder, name));
}

/** @throws a data error naming the file and the place in it. */
export function readModel(path: string, files: InputFiles, options: ModelOptions): Promise<Model> {
  const ending = endingOf(path);
  if (ending === undefined) throw new Error(`no model file: ${path}`);
  return must(readers[ending], 'a reader of each ending')(path, files, options);
}
