import { made } from '../../core/schema/fields.js';
import type { JournalStore } from './types.js';

export const journalField = made<JournalStore>('a journal, as createMemoryJournal or journalInFolder makes it', 'open');
