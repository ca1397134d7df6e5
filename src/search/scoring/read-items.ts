/** Turns the arguments of `score`, `show` and `export` into architectures: published strings, files of them, standard input, IR and ONNX files, folders of these. */
import type { Architecture } from '../../arch/types.js';
import { AssayError, errorWithin, dataError, quote, usageError, parameter } from '../../core/errors.js';
import { listNames } from '../../core/list-names.js';
import { fileKind, tellingBytes } from '../../core/file-kind.js';
import { readGenotype } from '../../engine/known-genotype.js';
import { checkInputNames } from '../../onnx/import/given-shapes.js';
import type { SearchSpace } from '../../spaces/types.js';
import { spaceOf, type PlacedString, type SpaceChoice } from './detect-space.js';
import { foreignNotes, isForeignJson, withoutForeign } from './foreign-json.js';
import { joinedLines } from './joined-lines.js';
import { folderNotes, isModelFile, modelsIn, readModel } from './model-files.js';
import type { GoodItem, InputFiles, Item, ModelOptions } from './types.js';

const standardInput = '-';

/** Without surrounding blanks and without the quotes of a shell or a table. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const [first] = trimmed;
  return trimmed.length > 2 && (first === '"' || first === "'") && trimmed.endsWith(first)
    ? trimmed.slice(1, -1).trim()
    : trimmed;
}

async function itemsOfLines(path: string, files: InputFiles): Promise<Item[]> {
  const name = path === standardInput ? 'standard input' : path;
  const bytes = await files.read(path);
  const text = new TextDecoder().decode(bytes);
  const isCode = /\.py$/i.test(path);
  if (isCode || text.slice(0, 4096).includes('\0'))
    throw dataError(name, {
      expected: 'architectures, one a line, or a model whose name ends in .onnx or .json',
      got: isCode ? 'a Python file' : (fileKind(bytes.subarray(0, tellingBytes)) ?? 'other data'),
      ...(isCode ? { hint: 'torch.onnx.export writes a PyTorch module as .onnx' } : {}),
    });
  return joinedLines(text).flatMap(({ text: raw, line }): Item[] => {
    const own = unquoted(raw);
    return own === '' || own.startsWith('#') ? [] : [{ where: `${name}:${line}`, ok: true, candidate: own, name: own }];
  });
}

async function itemOfModel(path: string, files: InputFiles, options: ModelOptions): Promise<Item> {
  try {
    const { architecture, ...found } = await readModel(path, files, options);
    return { where: path, ok: true, candidate: architecture, name: path, path, ...found };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { where: path, ok: false, error, name: path };
  }
}

/** The model of a folder, or that it is a file of another kind. */
async function itemInFolder(path: string, files: InputFiles, read: () => Promise<Item> | Item): Promise<Item> {
  const item = await read();
  if (item.ok || !/\.json$/i.test(path)) return item;
  try {
    return isForeignJson(new TextDecoder().decode(await files.read(path))) ? { ...item, isForeign: true } : item;
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return item;
  }
}

/** @throws a data error for a folder all of whose files are of another kind. */
async function itemsInFolder(
  folder: string,
  files: InputFiles,
  read: (path: string, place: number) => Promise<Item> | Item,
): Promise<Item[]> {
  const items: Item[] = [];
  let place = 0;
  for (const path of modelsIn(folder, files)) {
    const item = await itemInFolder(path, files, () => read(path, place));
    items.push(item);
    if (item.ok || item.isForeign !== true) place++;
  }
  if (place === 0)
    throw dataError(folder, {
      expected: 'a folder with models (.onnx, .json)',
      got: foreignNotes(items).join(),
      hint: folderNotes(folder, files)[0],
      code: 'missing',
    });
  return items;
}

interface ReadOptions extends ModelOptions {
  /** Whether the item at a place (from 0, without files that are no models) is wanted: models of others are not read. */
  readonly isWanted?: (place: number) => boolean;
}

/** A model of another part of the run. */
function unreadItem(path: string): Item {
  const error = usageError(path, { expected: 'a model of this part', got: 'one of another', code: 'mismatch' });
  return { where: path, ok: false, error, name: path };
}

/**
 * Everything the arguments name, in order: an existing `.json` file is an IR, an `.onnx` file a model, another existing file holds one
 * architecture a line, or over several lines with open brackets (blank lines and comments after # are skipped), a folder stands for its models (its
 * other `.json` files are marked as foreign), `-` is standard input, anything else is an architecture in its published string.
 */
export async function readItems(given: readonly string[], files: InputFiles, options: ReadOptions = {}): Promise<Item[]> {
  const items: Item[] = [];
  const model = (path: string, place: number): Promise<Item> | Item =>
    options.isWanted?.(place) === false ? unreadItem(path) : itemOfModel(path, files, options);
  for (const argument of given) {
    const text = files.kindOf(argument) === undefined ? unquoted(argument) : argument;
    const kind = files.kindOf(text);
    const first = withoutForeign(items).length;
    if (text === '')
      throw usageError('architectures', { expected: 'an architecture or a file', got: 'an empty argument', code: 'missing' });
    if (text === standardInput) for (const item of await itemsOfLines(text, files)) items.push(item);
    else if (kind === 'folder')
      for (const item of await itemsInFolder(text, files, (path, place) => model(path, first + place))) items.push(item);
    else if (kind !== undefined)
      for (const item of isModelFile(text) ? [await model(text, first)] : await itemsOfLines(text, files)) items.push(item);
    else if (/\.(json|txt|csv|onnx)$/i.test(text) || /[\\/]$/.test(text))
      throw dataError(text, { expected: 'a file or a folder', got: 'nothing of that name', code: 'missing' });
    else items.push({ where: quote(text, 120), ok: true, candidate: text, name: text });
  }
  return items;
}

/** Lines about what is passed over in an argument that is a folder of models: its other `.json` files, and folders in it. */
export function passedOverNotes(given: string, items: readonly Item[], files: InputFiles): string[] {
  const inside = files.kindOf(given) === 'folder' ? folderNotes(given, files) : [];
  return [...foreignNotes(items), ...inside.map((line) => `${given}: ${line}`)];
}

/** Refuses options of .onnx files when there is none, because they would have no effect. @throws a usage error. */
export function requireOnnx(items: readonly Item[], { partial, outputs, shape, set }: ModelOptions): void {
  const given = { partial: partial === true ? partial : undefined, outputs, shape, set };
  const option = (['partial', 'outputs', 'shape', 'set'] as const).find((name) => given[name] !== undefined);
  const isOnnx = ({ where, name }: Item): boolean => /\.onnx$/i.test(where) || /\.onnx$/i.test(name);
  const [first] = items;
  if (option === undefined || first === undefined || items.some(isOnnx)) return;
  throw usageError(parameter(option), {
    expected: 'an .onnx file, because it applies only to these',
    got: quote(first.name, 120),
    code: 'mismatch',
  });
}

/** Refuses a shape for an input that none of several models has. @throws a usage error. */
export function requireInputs(items: readonly Item[], { shape = {} }: ModelOptions): void {
  // One that was refused for its shape, or that another part of the run reads, may have the input.
  if (items.some((item) => !item.ok && item.error.kind === 'usage')) return;
  const names = items.flatMap((item) => (item.ok ? (item.inputNames ?? []) : []));
  if (names.length > 0) checkInputNames('shape', Object.keys(shape), [...new Set(names)]);
}

/** A line about models that keep the shapes their files fix, though another is given; none if there are none. */
export function keptShapeNotes(items: readonly Item[]): string[] {
  const models = items.filter((item) => item.ok && item.keptShapes !== undefined && item.keptShapes.length > 0);
  if (models.length === 0) return [];
  const [what, their] = models.length === 1 ? ['model keeps', 'its file fixes'] : ['models keep', 'their files fix'];
  return [
    `${models.length} ${what} the shape that ${their}, not \`shape\`: ${listNames(
      models.map(({ name }) => name),
      3,
    )}`,
  ];
}

/** The published strings among items, for `spaceOf`. */
export function stringsOf(items: readonly Item[]): PlacedString[] {
  return items.flatMap((item) =>
    item.ok && typeof item.candidate === 'string' ? [{ where: item.where, text: item.candidate }] : [],
  );
}

/** The item with its string read by its space; a string that cannot be read gets the reason, with file and line if it came from a file. */
export function checkItem(item: Item, space: SearchSpace | undefined): Item {
  if (!item.ok || typeof item.candidate !== 'string' || space === undefined) return item;
  try {
    return { ...item, known: readGenotype(space, item.candidate) };
  } catch (error) {
    // A usage error is not an error of the string: it may be a mistake in a space file.
    if (!(error instanceof AssayError) || error.kind === 'usage') throw error;
    const isPlaced = !item.where.startsWith('"');
    return { where: item.where, ok: false, error: isPlaced ? errorWithin(item.where, error) : error, name: item.name };
  }
}

interface ReadOneOptions extends ModelOptions {
  readonly files: InputFiles;
  /** The space of a published string, if it is named. */
  readonly space?: SpaceChoice;
}

/** One architecture from one argument, for commands that take no list. @throws usage and data errors of the argument. */
export async function readOne(
  text: string,
  { files, space: choice = {}, ...options }: ReadOneOptions,
): Promise<{ readonly item: GoodItem; readonly space: SearchSpace | undefined; readonly architecture: () => Architecture }> {
  const items = withoutForeign(await readItems([text], files, options));
  requireOnnx(items, options);
  const [given, ...others] = items;
  if (given === undefined || others.length > 0)
    throw usageError(quote(text), {
      expected: 'one architecture',
      got: items.length === 0 ? 'none' : `${items.length}`,
      hint: items.length === 0 ? undefined : 'assay score takes many',
      code: 'mismatch',
    });
  const opened = await spaceOf(choice, stringsOf(items));
  const item = checkItem(given, opened?.space);
  if (!item.ok) throw item.error;
  const { candidate, known } = item;
  const architecture = (): Architecture =>
    typeof candidate === 'string' ? (opened as { space: SearchSpace }).space.build(known?.genotype) : candidate;
  return { item, space: opened?.space, architecture };
}
