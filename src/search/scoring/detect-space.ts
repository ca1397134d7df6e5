/** Which space published strings are of, when nobody says. */
import { AssayError, dataError, quote, usageError, parameter } from '../../core/errors.js';
import { openGivenSpace, type OpenedSpace, type SpaceGiven } from '../../engine/values.js';
import { openSpace, spaces } from '../../spaces/index.js';
import type { SearchSpace } from '../../spaces/types.js';

/** A published string and where it stands: the argument, or file and line. */
export interface PlacedString {
  readonly where: string;
  readonly text: string;
}

/** The space of strings, where it is named; `openSpace` opens a spec. */
export interface SpaceChoice {
  readonly named?: SpaceGiven | undefined;
  readonly openSpace?: (spec: string) => Promise<SearchSpace>;
}

/** So many strings decide; the rest is checked when it is read. */
const deciding = 20;

/**
 * The space named, or the only one that reads the strings; strings that none reads are passed over, they are reported when they are read.
 * @throws a usage error where several spaces read them all, a data error where none does, or where one is of another space than those before.
 */
export async function spaceOf(
  { named, openSpace: open = async (spec) => openSpace(spec) }: SpaceChoice,
  strings: readonly PlacedString[],
): Promise<OpenedSpace | undefined> {
  if (named !== undefined) return openGivenSpace(named, { openSpace: open });
  if (strings.length === 0) return undefined;
  const opened = spaces.map(({ id }): OpenedSpace => ({ text: id, space: openSpace(id), isValue: false }));
  let able: readonly OpenedSpace[] = [];
  let sampling: readonly OpenedSpace[] = opened;
  for (const { where, text } of strings.slice(0, deciding)) {
    const readers = opened.filter(({ space }) => canDecode(space, text));
    if (readers.length === 0) continue;
    const both = able.length === 0 ? readers : able.filter((one) => readers.includes(one));
    if (both.length === 0)
      throw dataError(where, {
        expected: `an architecture of ${listed(able)}, as those before`,
        got: `one of ${listed(readers)}`,
        hint: 'score each space by itself',
      });
    able = both;
    sampling = sampling.filter(({ space }) => samples(space, text));
  }
  // Spaces read more than they sample: where only one of them samples these, it is meant.
  const likely = able.filter((one) => sampling.includes(one));
  if (likely.length > 0) able = likely;
  if (able.length === 1) return able[0];
  if (able.length > 1)
    throw usageError(parameter('space'), { expected: 'a space, because several read this string', got: listed(able) });
  // None reads it: where one space writes in this form, the message of its reader says most.
  const [first] = strings;
  const wanted = form(first.text);
  const alike = opened.filter(
    ({ text }) => wanted !== '_' && form(spaces.find(({ id }) => id === text)?.example ?? '') === wanted,
  );
  if (alike.length === 1) return alike[0];
  const isArgument = first.where.startsWith('"');
  throw dataError(first.where, {
    expected: isArgument
      ? 'an architecture that a known space reads, or a file'
      : 'an architecture that a known space reads on every line',
    got: isArgument ? 'neither' : quote(first.text),
    hint: 'assay list spaces shows how each is written; `space` names one',
  });
}

function listed(able: readonly OpenedSpace[]): string {
  return able.map(({ text }) => text).join(', ');
}

/** The punctuation of a string: tells published formats apart when the words are wrong. */
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
