/** A run from the text of its journal, for a page that shows it while it goes: nothing is scored, and no files are opened. */
import { registry } from '../../engine/built-in.js';
import { AssayError } from '../../core/errors.js';
import { readJournal } from '../journal/journal.js';
import type { Registry } from '../../engine/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { JournalState } from '../journal/types.js';
import { journalResult } from '../result/journal-result.js';
import type { SearchResult } from '../result/result.js';

/** What a journal says so far. */
export interface ReadRun {
  readonly state: JournalState;
  /** Left out where there is nothing to rank yet, or what was run is not known here. */
  readonly result?: SearchResult;
  /** Why there is no result, in one line. */
  readonly problem?: string;
}

/**
 * Reads a journal up to its last complete line.
 * @param options `top`: how many of the best are listed; `space`: the space of the plan, where it is no built-in one.
 * @throws a data error for text that is no journal.
 */
export function readRun(
  text: string,
  { top = 10, space }: { readonly top?: number; readonly space?: SearchSpace | undefined } = {},
): ReadRun {
  const state = readJournal('journal', text.slice(0, text.lastIndexOf('\n') + 1));
  if (state.settings === undefined || state.evaluations.length === 0)
    return { state, problem: 'nothing was scored yet: the first scores appear here' };
  const named = state.settings.plan.space;
  const known: Registry =
    space === undefined ? registry : { ...registry, openSpace: (spec) => (spec === named ? space : registry.openSpace(spec)) };
  try {
    return { state, result: journalResult(state, { registry: known, top, now: () => performance.now() }) };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { state, problem: error.message };
  }
}
