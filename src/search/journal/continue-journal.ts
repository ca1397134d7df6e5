import { usageError } from '../../core/errors.js';
import { emptyJournal } from './journal.js';
import { requireSameSettings } from './settings.js';
import type { JournalState, OpenJournalOptions } from './types.js';

/**
 * The state that a run continues from, given what a store holds (undefined: no journal).
 * @param where names the store in messages.
 * @throws a usage error for a journal that must not exist, or that has other settings.
 */
export function continueJournal(
  where: string,
  before: JournalState | undefined,
  { settings, mode, onNotice = () => undefined }: OpenJournalOptions,
): JournalState {
  if (mode === 'start' && before !== undefined)
    throw usageError(where, {
      expected: 'a folder without a journal',
      got: 'the journal of an earlier run',
      hint: 'continue it with `resume`, or use another `folder`',
      code: 'exists',
    });
  if (before?.settings === undefined) {
    if (mode === 'resume') onNotice(`${where}: nothing to resume, starting from the beginning`);
    return before ?? emptyJournal;
  }
  requireSameSettings(where, settings, before.settings);
  return before;
}
