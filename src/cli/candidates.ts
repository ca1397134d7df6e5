/** Turns the arguments of `score`, `show` and `export` into architectures: published strings, files of them, standard input, IR files. */
import { readFileSync, statSync } from 'node:fs';
import type { Architecture } from '../arch/types.js';
import { parseArchitecture } from '../arch/json.js';
import { AssayError, dataError, quote, usageError } from '../core/errors.js';
import { readText } from '../platform/node/files.js';
import { openAnySpace } from '../platform/node/load-space.js';
import { openSpace, spaces } from '../spaces/index.js';
import type { SearchSpace } from '../spaces/types.js';

/** One architecture to work on, or why there is none. `where` names it in messages: the argument, or file and line. */
export type Item =
  | { readonly where: string; readonly ok: true; readonly candidate: string | Architecture; readonly name: string }
  | { readonly where: string; readonly ok: false; readonly error: AssayError; readonly name: string };

const standardInput = '-';

function fileKind(path: string): 'file' | 'folder' | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : stats.isDirectory() ? 'folder' : 'file';
}

function readInput(path: string): string {
  return path === standardInput ? readFileSync(0, 'utf8') : readText(path, path);
}

function* itemsOfLines(path: string): Generator<Item> {
  const name = path === standardInput ? 'standard input' : path;
  let number = 0;
  for (const raw of readInput(path).split(/\r?\n/)) {
    number++;
    const line = raw.trim();
    if (line !== '' && !line.startsWith('#')) yield { where: `${name}:${number}`, ok: true, candidate: line, name: line };
  }
}

function itemOfIr(path: string): Item {
  const architecture = parseArchitecture(readInput(path), path);
  return { where: path, ok: true, candidate: architecture, name: architecture.name ?? path };
}

/**
 * Everything the arguments name, in order: an existing `.json` file is an IR, another existing file holds one architecture a line
 * (blank lines and lines after # are passed over), `-` is standard input, anything else is an architecture in its published string.
 */
export function readItems(given: readonly string[]): Item[] {
  return given.flatMap((text): Item[] => {
    if (text === standardInput) return [...itemsOfLines(text)];
    const kind = fileKind(text);
    if (kind === 'folder') throw usageError(quote(text), { expected: 'an architecture or a file', got: 'a folder' });
    if (kind === 'file') return text.endsWith('.json') ? [itemOfIr(text)] : [...itemsOfLines(text)];
    if (/\.(json|txt|csv|onnx)$/.test(text)) throw dataError(text, { expected: 'a file', got: 'nothing of that name' });
    return [{ where: quote(text, 120), ok: true, candidate: text, name: text }];
  });
}

/** The space of published strings: the one named, or the only one that can read the first of them. */
export async function spaceOf(named: string | undefined, items: readonly Item[]): Promise<{ readonly text: string; readonly space: SearchSpace } | undefined> {
  if (named !== undefined) return { text: named, space: await openAnySpace(named) };
  const strings = items.flatMap((item) => (item.ok && typeof item.candidate === 'string' ? [item.candidate] : []));
  if (strings.length === 0) return undefined;
  const opened = spaces.map(({ id }) => ({ text: id, space: openSpace(id) }));
  const able = opened.filter(({ space }) => strings.slice(0, 20).some((text) => canDecode(space, text)));
  if (able.length === 1) return able[0];
  if (able.length > 1) throw usageError('--space', { expected: 'a space, because several read this string', got: able.map(({ text }) => text).join(', ') });
  // None reads it: where one space writes in this form, the message of its reader says most.
  const alike = opened.filter(({ text }) => form(strings[0]) !== '_' && form(spaces.find(({ id }) => id === text)?.example ?? '') === form(strings[0]));
  if (alike.length === 1) return alike[0];
  throw dataError(quote(strings[0]), { expected: 'an architecture that a known space reads, or a file', got: 'neither', hint: 'assay list spaces shows how each is written; --space names one' });
}

/** The punctuation of a string: tells published formats apart when the words are wrong. */
function form(text: string): string {
  return text.replace(/[\w.]+/g, '_');
}

function canDecode(space: SearchSpace, text: string): boolean {
  try {
    space.decode(text);
    return true;
  } catch (error) {
    if (error instanceof AssayError) return false;
    throw error;
  }
}

/** The items with every string that its space cannot read marked with the reason. */
export function checkItems(items: readonly Item[], space: SearchSpace | undefined): Item[] {
  return items.map((item) => {
    if (!item.ok || typeof item.candidate !== 'string' || space === undefined) return item;
    try {
      space.decode(item.candidate);
      return item;
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      return { where: item.where, ok: false, error, name: item.name };
    }
  });
}

/** One architecture from one argument, for verbs that take no list. */
export async function readOne(text: string, named: string | undefined): Promise<{ readonly item: Extract<Item, { ok: true }>; readonly space: SearchSpace | undefined; readonly architecture: () => Architecture }> {
  const items = readItems([text]);
  if (items.length !== 1) throw usageError(quote(text), { expected: 'one architecture', got: `${items.length}` });
  const opened = await spaceOf(named, items);
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
