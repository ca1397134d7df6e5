/** Detects the space of published strings when none is named. */
import { AssayError, dataError, quote, usageError, parameter } from '../../core/errors.js';
import { onlyOf } from '../../core/only-of.js';
import { openGivenSpace, type OpenedSpace, type SpaceGiven } from '../../engine/values.js';
import { openSpace, spaces } from '../../spaces/index.js';
import type { SearchSpace, SpaceDefinition } from '../../spaces/types.js';

/** A published string and where it is: the argument, or file and line. */
export interface PlacedString {
  readonly where: string;
  readonly text: string;
}

/** The space of the strings, if it is named; `openSpace` opens a spec. */
export interface SpaceChoice {
  readonly named?: SpaceGiven | undefined;
  readonly openSpace?: (spec: string) => Promise<SearchSpace>;
}

/** How many strings decide; the others are checked when they are read. */
const deciding = 20;

/**
 * The named space, or the only one that reads the strings; strings that no space reads are skipped here and reported when they are read.
 * @throws a usage error if several spaces read them all, a data error if none does, or if a string belongs to another space than those before.
 */
export async function spaceOf(
  { named, openSpace: open = async (spec) => openSpace(spec) }: SpaceChoice,
  strings: readonly PlacedString[],
): Promise<OpenedSpace | undefined> {
  if (named !== undefined) return openGivenSpace(named, { openSpace: open });
  const [first] = strings;
  if (first === undefined) return undefined;
  const tried = strings.slice(0, deciding);
  const opened = spaces.filter((definition) => tried.some(({ text }) => mayRead(definition, text))).map(openedOf);
  let able: readonly OpenedSpace[] = [];
  let sampling: readonly OpenedSpace[] = opened;
  for (const { where, text } of tried) {
    const readers = opened.filter(({ space }) => canDecode(space, text));
    if (readers.length === 0) continue;
    const both = able.length === 0 ? readers : able.filter((one) => readers.includes(one));
    if (both.length === 0)
      throw dataError(where, {
        expected: `an architecture of ${listed(able)}, as those before`,
        got: `one of ${listed(readers)}`,
        hint: 'score each space by itself',
        code: 'mismatch',
      });
    able = both;
    sampling = sampling.filter(({ space }) => samples(space, text));
  }
  // Spaces read more than they sample: if only one of them samples these, it is the one.
  const likely = able.filter((one) => sampling.includes(one));
  if (likely.length > 0) able = likely;
  if (able.length === 1) return able[0];
  if (able.length > 1)
    throw usageError(parameter('space'), {
      expected: 'a space, because several read this string',
      got: listed(able),
      code: 'missing',
    });
  // None reads it: if a space writes strings of this form, its reader gives the best message.
  const wanted = form(first.text);
  const alike = onlyOf(spaces.filter(({ example }) => wanted !== '_' && form(example) === wanted));
  if (alike !== undefined) return openedOf(alike);
  const isArgument = first.where.startsWith('"');
  throw dataError(first.where, {
    expected: isArgument
      ? 'an architecture that a known space reads, or a file'
      : 'an architecture that a known space reads on every line',
    got: isArgument ? 'neither' : quote(first.text),
    hint: 'assay list spaces shows the form of each; `space` names one',
  });
}

function openedOf({ id }: SpaceDefinition): OpenedSpace {
  return { text: id, space: openSpace(id), isValue: false };
}

/** Whether a string may be one of the space: to open a space and to be refused takes half a millisecond. */
export function mayRead({ isLiteral = false }: SpaceDefinition, text: string): boolean {
  return !isLiteral || !/^\s*\|[^()[\]{}]*$/.test(text);
}

function listed(able: readonly OpenedSpace[]): string {
  return able.map(({ text }) => text).join(', ');
}

/** The punctuation of a string: it identifies the published format even if the words are wrong. */
function form(text: string): string {
  return text.replace(/[\w.]+/g, '_');
}

function samples(space: SearchSpace, text: string): boolean {
  if (!canDecode(space, text)) return false;
  return space.isSampled === undefined || space.isSampled(space.decode(text));
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
