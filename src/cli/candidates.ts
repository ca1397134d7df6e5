/** Turns the arguments of `score`, `show` and `export` into architectures: published strings, files of them, standard input, IR and ONNX files, folders of these. */
import { buffer } from 'node:stream/consumers';
import type { Architecture } from '../arch/types.js';
import { AssayError, dataError, quote, usageError } from '../core/errors.js';
import { fileKind, tellingBytes } from '../core/file-kind.js';
import { pathKind, readBytes } from '../platform/node/files.js';
import type { SearchSpace } from '../spaces/types.js';
import { isFolder, isModelFile, modelsIn, readModel, type ModelOptions } from './model-files.js';
import { joinedLines } from './joined-lines.js';
import { spaceOf, type PlacedString } from './detect-space.js';

/** One architecture to work on, or why there is none. `where` names it in messages: the argument, or file and line. */
export type Item =
  | {
      readonly where: string;
      readonly ok: true;
      readonly candidate: string | Architecture;
      readonly name: string;
      /** Of a network that came out of a file. */
      readonly path?: string;
      readonly remarks?: readonly string[];
    }
  | { readonly where: string; readonly ok: false; readonly error: AssayError; readonly name: string };

export type GoodItem = Extract<Item, { ok: true }>;

const standardInput = '-';

/** Without blanks around it, nor the quotes of a shell or a table. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const [first] = trimmed;
  return trimmed.length > 2 && (first === '"' || first === "'") && trimmed.endsWith(first)
    ? trimmed.slice(1, -1).trim()
    : trimmed;
}

/** Bytes of a file or of standard input, which is waited for without keeping Ctrl-C from being heard. */
function readInput(path: string): Promise<Uint8Array> {
  return path === standardInput ? buffer(process.stdin) : Promise.resolve(readBytes(path, path));
}

async function itemsOfLines(path: string): Promise<Item[]> {
  const name = path === standardInput ? 'standard input' : path;
  const bytes = await readInput(path);
  const text = new TextDecoder().decode(bytes);
  if (text.slice(0, 4096).includes('\0'))
    throw dataError(name, {
      expected: 'architectures, one a line, or a model whose name ends in .onnx or .json',
      got: fileKind(bytes.subarray(0, tellingBytes)) ?? 'other data',
    });
  return joinedLines(text).flatMap(({ text: raw, line }): Item[] => {
    const own = unquoted(raw);
    return own === '' || own.startsWith('#') ? [] : [{ where: `${name}:${line}`, ok: true, candidate: own, name: own }];
  });
}

async function itemOfModel(path: string, options: ModelOptions): Promise<Item> {
  try {
    const { architecture, remarks } = await readModel(path, options);
    return { where: path, ok: true, candidate: architecture, name: path, path, remarks };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { where: path, ok: false, error, name: path };
  }
}

/**
 * Everything the arguments name, in order: an existing `.json` file is an IR, an `.onnx` file a model, another existing file holds one
 * architecture a line, or over several where brackets are open (blank lines and lines after # are passed over), a folder stands for its models, `-` is standard input, anything
 * else is an architecture in its published string.
 */
export async function readItems(given: readonly string[], options: ModelOptions = {}): Promise<Item[]> {
  const items: Item[] = [];
  for (const argument of given) {
    const text = pathKind(argument) === undefined ? unquoted(argument) : argument;
    if (text === '') throw usageError('architectures', { expected: 'an architecture or a file', got: 'an empty argument' });
    if (text === standardInput) for (const item of await itemsOfLines(text)) items.push(item);
    else if (isFolder(text)) for (const path of modelsIn(text)) items.push(await itemOfModel(path, options));
    else if (pathKind(text) !== undefined)
      for (const item of isModelFile(text) ? [await itemOfModel(text, options)] : await itemsOfLines(text)) items.push(item);
    else if (/\.(json|txt|csv|onnx)$/i.test(text) || /[\\/]$/.test(text))
      throw dataError(text, { expected: 'a file or a folder', got: 'nothing of that name' });
    else items.push({ where: quote(text, 120), ok: true, candidate: text, name: text });
  }
  return items;
}

/** The published strings among items, for `spaceOf`. */
export function stringsOf(items: readonly Item[]): PlacedString[] {
  return items.flatMap((item) =>
    item.ok && typeof item.candidate === 'string' ? [{ where: item.where, text: item.candidate }] : [],
  );
}

/** The items with every string that its space cannot read marked with the reason, which says file and line where it stood in one. */
export function checkItems(items: readonly Item[], space: SearchSpace | undefined): Item[] {
  return items.map((item) => {
    if (!item.ok || typeof item.candidate !== 'string' || space === undefined) return item;
    try {
      space.decode(item.candidate);
      return item;
    } catch (error) {
      // Wrong use is no fault of the string: a mistake in a space file, say.
      if (!(error instanceof AssayError) || error.kind === 'usage') throw error;
      const isPlaced = !item.where.startsWith('"');
      return {
        where: item.where,
        ok: false,
        error: isPlaced ? new AssayError(error.kind, `${item.where}: ${error.message}`) : error,
        name: item.name,
      };
    }
  });
}

/** One architecture from one argument, for verbs that take no list. */
export async function readOne(
  text: string,
  named: string | undefined,
  options: ModelOptions = {},
): Promise<{ readonly item: GoodItem; readonly space: SearchSpace | undefined; readonly architecture: () => Architecture }> {
  const items = await readItems([text], options);
  if (items.length !== 1)
    throw usageError(quote(text), {
      expected: 'one architecture',
      got: items.length === 0 ? 'none' : `${items.length}`,
      hint: items.length === 0 ? undefined : 'assay score takes many',
    });
  const opened = await spaceOf(named, stringsOf(items));
  const [item] = checkItems(items, opened?.space);
  if (!item.ok) throw item.error;
  const { candidate } = item;
  const architecture = (): Architecture => {
    if (typeof candidate !== 'string') return candidate;
    const space = (opened as { space: SearchSpace }).space;
    return space.build(space.decode(candidate));
  };
  return { item, space: opened?.space, architecture };
}
