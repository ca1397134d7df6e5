/**
 * Scores of one proxy as numbers: an object for each would take 120 bytes, these take at most 10, and 8 for each part; where values repeat, two each.
 * Reasons and the names of parts are kept once.
 */
import { readColumn } from '../core/column.js';
import { createRepeatedNumbers, type RepeatedNumbers } from '../core/repeated-numbers.js';
import type { NumberedScores, NumberReader } from '../proxies/score-numbers.js';
import type { Score } from '../proxies/types.js';

/** Scores by index; those that were not set are `missing`. */
export interface ScoreStore extends NumberedScores {
  set(index: number, score: Score): void;
}

/** What scores have in common besides their numbers. */
type Kind =
  | { readonly ok: true; readonly parts: readonly { readonly name: string; readonly values: RepeatedNumbers }[] | undefined }
  | { readonly ok: false; readonly score: Score };

/** @param length how many there are. */
export function createScoreStore(length: () => number, missing: Score): ScoreStore {
  const kinds: Kind[] = [{ ok: false, score: missing }];
  const kindOfParts = new Map<string, number>();
  const kindOfReason = new Map<string, number>();
  const parts = new Map<string, RepeatedNumbers>();
  const values = createRepeatedNumbers();
  const kindAt = createRepeatedNumbers();

  /** The kind of the score that was set last: as a rule the next one has the same parts. */
  let last = 0;
  const numberOf = (score: Score): number => {
    const kind = kinds[last];
    if (score.ok && kind?.ok === true && hasParts(score.parts, kind.parts)) return last;
    return (last = findNumber(score));
  };
  const findNumber = (score: Score): number => {
    const key = score.ok ? (score.parts === undefined ? '\0' : Object.keys(score.parts).join('\0')) : score.reason;
    const kindOf = score.ok ? kindOfParts : kindOfReason;
    const known = kindOf.get(key);
    if (known !== undefined) return known;
    const number = kinds.push(score.ok ? { ok: true, parts: partsOf(score.parts) } : { ok: false, score }) - 1;
    kindOf.set(key, number);
    return number;
  };
  const partsOf = (given: { readonly [name: string]: number } | undefined): Extract<Kind, { ok: true }>['parts'] =>
    given === undefined
      ? undefined
      : Object.keys(given).map((name) => {
          const column = parts.get(name) ?? createRepeatedNumbers();
          parts.set(name, column);
          return { name, values: column };
        });
  const read = (index: number): Score => {
    const kind = kinds[kindAt.at(index) ?? 0] as Kind;
    if (!kind.ok) return kind.score;
    const value = values.at(index) as number;
    if (kind.parts === undefined) return { ok: true, value };
    const own: { [name: string]: number } = {};
    for (const part of kind.parts) own[part.name] = part.values.at(index) as number;
    return { ok: true, value, parts: own };
  };
  const numbers = (part?: string): NumberReader => {
    const column = part === undefined ? values : parts.get(part);
    if (column === undefined) return () => NaN;
    const holds = kinds.map((kind) => kind.ok && (part === undefined || kind.parts?.some(({ name }) => name === part) === true));
    return (index) => (holds[kindAt.at(index) ?? 0] === true ? (column.at(index) as number) : NaN);
  };
  return Object.assign(readColumn(length, read), {
    numbers,
    set(index: number, score: Score): void {
      const number = numberOf(score);
      kindAt.set(index, number);
      if (!score.ok) return;
      values.set(index, score.value);
      for (const part of (kinds[number] as Extract<Kind, { ok: true }>).parts ?? [])
        part.values.set(index, score.parts?.[part.name] as number);
    },
  });
}

/** Whether a score's parts are these, in their order. */
function hasParts(given: { readonly [name: string]: number } | undefined, parts: Extract<Kind, { ok: true }>['parts']): boolean {
  if (given === undefined || parts === undefined) return given === parts;
  let count = 0;
  for (const name in given) if (parts[count++]?.name !== name) return false;
  return count === parts.length;
}
