import { describe, expect, it } from 'vitest';
import { openSpace } from '../../spaces/index.js';
import { createMemoryJournal } from '../journal/memory-journal.js';
import { openSearch } from '../open-search.js';
import { journalTable } from './journal-table.js';

describe('journalTable', () => {
  it('holds every architecture that a run scored, with its scores and costs', async () => {
    const journal = createMemoryJournal();
    const session = await openSearch({ space: 'nas-bench-201', proxies: ['sed'], searcher: 'random', budget: 12, journal });
    await session.run();
    const text = journal.text();
    const { table, space } = journalTable(text, 'run');
    expect(space).toBe('nas-bench-201');
    expect(table.names).toEqual(['arch', 'sed', 'params', 'macs']);
    expect(table.rows).toBe(text.split('\n').filter((line) => line.startsWith('{"type":"evaluation"')).length);
    const opened = openSpace('nas-bench-201');
    const first = (table.columns[0] as readonly string[])[0]!;
    expect(table.columns[2]![0]).toBe(opened.cost!(opened.decode(first)).params);
    expect(journalTable(`${text}{"type":"eval`, 'run').table).toEqual(table);
    expect(() => journalTable(`${text.split('\n')[0]}\n`, 'run')).toThrow('run: expected scores, got none yet');
    expect(() => journalTable('hello\nyou\n', 'run')).toThrow('run line 1');
  });
});
