import * as v from 'valibot';
import { dataError, quote, usageError } from '../../core/errors.js';
import { entrySchema } from './entry-schema.js';
import { createEvaluationList } from './evaluation-list.js';
import { readEvaluation } from './read-evaluation.js';
import type { DrawEntry, JournalEntry, JournalState, PortionEntry } from './types.js';

/** One entry as its line, newline included. */
export function encodeEntry(entry: JournalEntry): string {
  if (entry.type === 'evaluation' && entry.line !== undefined) return entry.line;
  return `${JSON.stringify(entry)}\n`;
}

/** @throws a usage error for a journal that has been closed. */
export function requireOpen(where: string, isOpen: boolean): void {
  if (!isOpen) throw usageError(where, { expected: 'an open journal', got: 'one that has been closed', code: 'closed' });
}

export const emptyJournal: JournalState = { evaluations: [], isDone: false };

/** Takes the lines of a journal one after the other. */
interface JournalFold {
  /** @throws a data error `<where> line N` for a line that is no entry or is in a wrong place. */
  take(line: string): void;
  state(): JournalState;
}

/** The state that lines stand for, without keeping their text. */
export function createJournalFold(where: string): JournalFold {
  let state = emptyJournal;
  const evaluations = createEvaluationList();
  const draws: DrawEntry[] = [];
  const portions: PortionEntry[] = [];
  let number = 0;
  return {
    take(line) {
      const place = `${where} line ${++number}`;
      const entry = parseEntry(place, line);
      requirePlace(place, state, entry, evaluations.length);
      if (entry.type === 'header') state = { ...state, settings: entry.settings };
      else if (entry.type === 'evaluation') evaluations.push(entry);
      else if (entry.type === 'draw') draws.push(entry);
      else if (entry.type === 'portion') portions.push(entry);
      else state = { ...state, isDone: true };
    },
    state: () => ({
      ...state,
      evaluations,
      texts: evaluations.texts,
      ...(draws.length === 0 ? {} : { draws }),
      ...(portions.length === 0 ? {} : { portions }),
    }),
  };
}

/**
 * Folds the complete lines of a journal. The caller cuts off a torn last line, which has no newline.
 * @throws a data error `<where> line N` for a line that is no entry or is in a wrong place.
 */
export function readJournal(where: string, text: string): JournalState {
  const fold = createJournalFold(where);
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('a journal is read up to its last newline');
  for (const line of lines) fold.take(line);
  return fold.state();
}

/** One line of a journal. @throws a data error at `where` for a line that is no entry. */
export function parseEntry(where: string, line: string): JournalEntry {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw dataError(where, {
      expected: 'a JSON object',
      got: quote(line),
      hint: 'the journal is damaged: start again with another `folder`',
      code: 'damaged',
    });
  }
  const evaluation = readEvaluation(json);
  if (evaluation !== undefined) return evaluation;
  const parsed = v.safeParse(entrySchema, json);
  if (parsed.success) return parsed.output as JournalEntry;
  const later = laterVersion(json);
  if (later !== undefined)
    throw dataError(where, {
      expected: 'a journal of version 1',
      got: String(later),
      hint: 'written by a later Assay: update Assay',
    });
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  throw dataError(where, {
    expected: `${path === null ? 'a journal entry' : path} to be ${issue.expected ?? 'valid'}`,
    got: issue.received,
  });
}

/** The version of the header of another Assay; undefined for any other line. */
function laterVersion(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== 'assay-journal') return undefined;
  return 'version' in json && typeof json.version === 'number' && json.version > 1 ? json.version : undefined;
}

/** The header comes first and once, `done` comes last and has the right count. */
function requirePlace(where: string, state: JournalState, entry: JournalEntry, evaluations: number): void {
  const isFirst = state.settings === undefined;
  if (isFirst !== (entry.type === 'header'))
    throw dataError(where, { expected: isFirst ? 'the header' : 'one header', got: `a line of type "${entry.type}"` });
  if (state.isDone)
    throw dataError(where, {
      expected: 'nothing after the line of type "done"',
      got: `a line of type "${entry.type}"`,
      code: 'damaged',
    });
  if (entry.type === 'done' && entry.evaluations !== evaluations) {
    throw dataError(where, { expected: `${entry.evaluations} evaluations before it`, got: String(evaluations), code: 'damaged' });
  }
}
