/** Parts that are merged must be of one run, complete, and all there. */
import { dataError, usageError } from '../../core/errors.js';
import { listNames } from '../../core/list-names.js';
import { plural } from '../../core/plural.js';
import { shardText } from '../../engine/shard.js';
import { describeDifference } from '../journal/settings.js';
import type { RunSettings, ShardSettings } from '../journal/types.js';

/** The journal of one part. */
export interface Part {
  /** The folder, or another name for messages. */
  readonly where: string;
  /** Undefined for a journal that was interrupted before its first line was complete. */
  readonly settings: RunSettings | undefined;
  readonly isDone: boolean;
  /** Every complete line, from the beginning. */
  lines(): Iterable<string>;
}

/** A part whose settings are known. */
export interface SettledPart extends Part {
  readonly settings: RunSettings & { readonly shard: ShardSettings };
}

/** A part that must be made, or go on. */
export interface MakePart {
  readonly settings: SettledPart['settings'];
  readonly index: number;
  /** The folder for it. */
  readonly out: string;
  /** Whether it goes on with what is there. */
  readonly isResumed: boolean;
}

/** Says how to make a part: as a command, or as a call. */
export type MakesPart = (part: MakePart) => string;

const asCall: MakesPart = ({ settings: { shard }, index, out, isResumed }) =>
  `the same request with \`shard\` { index: ${index}, count: ${shard.count} }, \`folder\` ${out}${isResumed ? ' and `resume`' : ''}`;

/** Parameters of a request that the settings hold too. */
const inSettings: ReadonlySet<string> = new Set(
  'space proxies effort data batch imageSize seed init searcher budget where objectives architectures costs latencyTable chip'.split(
    ' ',
  ),
);

/** The most characters of commands in one message. */
const longest = 1800;

/**
 * The parts in order.
 * @throws a usage error, one line each: no part, parts of different settings, versions or engines, a part twice, an interrupted part (with the command
 *   that goes on), missing parts (with the commands that make them).
 */
export function checkParts(given: readonly Part[], makes: MakesPart = asCall): readonly [SettledPart, ...SettledPart[]] {
  const parts = given.map(settled);
  const [first, ...others] = parts;
  if (first === undefined) throw usageError('merge', { expected: 'the folders of the parts', got: 'none', code: 'missing' });
  for (const part of others) requireSame(first, part);
  const { count } = first.settings.shard;
  const places = new Map<number, SettledPart>();
  for (const part of parts) {
    const { index } = part.settings.shard;
    const before = places.get(index);
    if (before !== undefined)
      throw usageError(part.where, {
        expected: 'each part once',
        got: `part ${index}/${count} again, which is in ${before.where} too`,
        code: 'duplicate',
      });
    places.set(index, part);
  }
  const open = parts.filter(({ isDone }) => !isDone);
  const [interrupted] = open;
  if (interrupted !== undefined)
    throw usageError(interrupted.where, {
      expected: 'a complete part',
      got: `part ${shardText(interrupted.settings.shard)}, which was interrupted`,
      hint: `go on with: ${open.map(({ settings, where }) => makes({ settings, index: settings.shard.index, out: where, isResumed: true })).join(' ; ')}`,
      code: 'missing',
    });
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !places.has(index));
  if (missing.length > 0) throw missingParts(first, missing, makes);
  return [first, ...others].toSorted((a, b) => a.settings.shard.index - b.settings.shard.index) as [
    SettledPart,
    ...SettledPart[],
  ];
}

function settled(part: Part): SettledPart {
  const { where, settings } = part;
  if (settings === undefined)
    throw dataError(where, {
      expected: 'a part of a run',
      got: 'a journal without its first line',
      hint: 'run the command of that part again, in another folder',
      code: 'missing',
    });
  const { shard } = settings;
  if (shard === undefined)
    throw usageError(where, {
      expected: 'a part of a run, made with `shard`',
      got: 'a run that is not divided',
      code: 'mismatch',
    });
  return { ...part, settings: { ...settings, shard } };
}

/** Settings without the number of the part. */
function common({ shard: { index: _, ...shard }, ...settings }: SettledPart['settings']): RunSettings {
  return { ...settings, shard: { ...shard, index: shard.count } };
}

function requireSame(first: SettledPart, part: SettledPart): void {
  const other = part.settings.shard;
  const { count, request } = first.settings.shard;
  const refuse = (expected: string, got: string): never => {
    throw usageError(part.where, {
      expected: `${expected}, as in ${first.where}`,
      got,
      hint: 'the parts of one run have the same settings',
      code: 'mismatch',
    });
  };
  if (other.count !== count) refuse(`a part of ${count}`, `part ${shardText(other)}`);
  const difference = describeDifference(common(first.settings), common(part.settings));
  if (difference !== undefined) refuse(...difference);
  for (const name of new Set([...Object.keys(request), ...Object.keys(other.request)])) {
    if (inSettings.has(name)) continue;
    const [one, two] = [request[name], other.request[name]].map((value) =>
      value === undefined ? 'none' : JSON.stringify(value),
    );
    if (one !== two) refuse(`${name} ${one}`, `${name} ${two}`);
  }
}

function missingParts(like: SettledPart, missing: readonly number[], makes: MakesPart): Error {
  const { settings, where } = like;
  const { index: known, count } = settings.shard;
  const commands: string[] = [];
  let length = 0;
  for (const index of missing) {
    const command = makes({ settings, index, out: siblingFolder(where, known, index, count), isResumed: false });
    length += command.length;
    if (commands.length > 0 && length > longest) break;
    commands.push(command);
  }
  const rest = missing.length - commands.length;
  const more = rest === 0 ? '' : ` ; and ${rest} more`;
  return usageError('merge', {
    expected: `all ${plural(count, 'part')}`,
    got: `none for ${listNames(missing.map(String))}`,
    hint: `make ${missing.length === 1 ? 'it' : 'each'} with: ${commands.join(' ; ')}${more}`,
    code: 'missing',
  });
}

/** The folder of another part: where the name of a folder holds the number of its part, that of the other. */
function siblingFolder(where: string, known: number, index: number, count: number): string {
  const [, before, zeros = '', number = '', after] = /^(.*?)(0*)(\d+)(\D*)$/s.exec(where) ?? [];
  if (Number(number) === known)
    return `${before}${String(index).padStart(zeros === '' ? 1 : zeros.length + number.length, '0')}${after}`;
  return `part-${index}-of-${count}`;
}
