import { describe, expect, it } from 'vitest';
import { dataError } from '../core/errors.js';
import { readTargets } from './bench-target.js';
import { indexArchitectures } from './join-table.js';
import { recognizeTable } from './table-formats.js';
import { formNotes, manifestNotes, tableNotes } from './table-notes.js';
import { parseTable } from './parse-table.js';

const read = (text: string): string => {
  if (text.startsWith('!')) throw dataError('architecture', { expected: 'a cell', got: text });
  return text.toLowerCase();
};
const notesOf = (csv: string, forms: readonly (string | undefined)[] = []): string[] => {
  const table = parseTable(csv, 'cells.csv');
  const targets = readTargets(table, recognizeTable(table, 'own'), ['acc', 'loss']);
  const index = indexArchitectures(table, 'arch', read);
  return [...tableNotes(index, targets), ...formNotes(index, index.architectures, forms, targets)];
};

describe('notes on a table', () => {
  it('are empty if every row is a different architecture', () => {
    expect(notesOf('arch,acc,loss\na,1,2\nb,1,2\n', ['a', undefined])).toEqual([]);
  });

  it('distinguish contradictions from repetitions, name them, and list rows that are no architecture', () => {
    expect(notesOf('arch,acc,loss\na,90,1\n!x,5,5\nA,90,1\na,90,3\nb,80,1\nB,,1\n')).toEqual([
      '1 row matches no architecture and is left out:',
      '  row 2: architecture: expected a cell, got !x',
      '1 row repeats an architecture of an earlier row with the same values',
      '2 rows repeat an architecture of an earlier row with other values; the mean is used:',
      '  a: loss 1, then 3',
      '  b: acc 80, then not known',
    ]);
  });

  it('name the first few of many and count the rest', () => {
    const rows = Array.from({ length: 7 }, (_, i) => `a,${i},0\n`).join('');
    const notes = notesOf(`arch,acc,loss\n${rows}`);
    expect([notes[0], notes.length, notes.at(-1)]).toEqual([
      '6 rows repeat an architecture of an earlier row with other values; the mean is used:',
      7,
      '  … and 1 more',
    ]);
  });

  it('name encodings of one architecture with different values', () => {
    expect(notesOf('arch,acc,loss\nab,1,0\nba,1,0\nbb,3,0\nxy,4,0\nyx,5,0\n', ['ab', 'ab', 'bb', 'xy', 'xy'])).toEqual([
      '1 architecture computes the same as an earlier one, but has other values; both values are used:',
      '  yx as xy: acc 4, then 5',
    ]);
  });

  it('say what an import left out', () => {
    const manifest = {
      version: 1,
      space: 'own',
      architecture: 'arch',
      rows: 1,
      source: { name: 'f', format: 'csv', title: 't', sha256: '', bytes: 1 },
      columns: [],
    } as const;
    expect(manifestNotes({ ...manifest, columns: [], unmatched: 1, duplicates: { equal: 5, different: 2 } })).toEqual([
      '1 row of the source matches no architecture of own and is not in the table',
      '2 rows of the source repeat an architecture with other values; the import kept the first',
    ]);
    expect(manifestNotes({ ...manifest, columns: [], unmatched: 0, duplicates: { equal: 5, different: 0 } })).toEqual([]);
  });
});
