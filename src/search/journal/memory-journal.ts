import { continueJournal } from './continue-journal.js';
import { checkParameter } from '../../core/schema/check-request.js';
import { text as textField } from '../../core/schema/fields.js';
import { encodeEntry, readJournal, requireOpen } from './journal.js';
import type { JournalStore } from './types.js';

/** A journal whose lines can be read as text. */
export interface MemoryJournal extends JournalStore {
  /** The lines so far, as a folder's `journal.jsonl` would hold them: what `createMemoryJournal` continues from. */
  text(): string;
}

const where = 'journal in memory';

/**
 * A journal in memory: a run in a browser, or one whose lines the caller keeps elsewhere.
 * @param text lines of an earlier run to continue; none by default.
 */
export function createMemoryJournal(text = ''): MemoryJournal {
  checkParameter('text', textField, text);
  let lines = text;
  return {
    text: () => lines,
    async open(options) {
      const state = continueJournal(where, lines === '' ? undefined : readJournal(where, lines), options);
      const { settings } = options;
      if (state.settings === undefined) lines += encodeEntry({ type: 'header', format: 'assay-journal', version: 1, settings });
      let isOpen = true;
      return {
        state: { ...state, settings },
        async append(entry) {
          requireOpen(where, isOpen);
          lines += encodeEntry(entry);
        },
        async close() {
          isOpen = false;
        },
      };
    },
  };
}
