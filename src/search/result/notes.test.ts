import { expect, it } from 'vitest';
import type { SearchOutcome } from '../run-search.js';
import { searchNotes, unrankedReasons } from './notes.js';

/** The note about a draw of 60 from which so many reached one, two and three levels of evidence. */
function drawNote(counts: readonly number[], stages?: readonly string[]): string | undefined {
  const reached = counts.flatMap((count, k) => Array.from({ length: count }, () => k + 1));
  const outcome = {
    candidates: reached.map(String),
    reached,
    outside: reached.map(() => false),
    drawn: { proposed: 64, distinct: 60 },
  } as unknown as SearchOutcome;
  const finalists = reached.length;
  return searchNotes({ outcome, finalists, where: undefined, hits: undefined, ...(stages === undefined ? {} : { stages }) })[0];
}

it('says which level of evidence scored how many of a draw', () => {
  const random = 'with the searcher random, all that is drawn gets every score';
  expect(drawNote([0, 15, 5], ['sed', 'field', 'epads'])).toBe(
    `drawn: 60 distinct architectures, sed scored all, field the best 20, epads the best 5 (${random})`,
  );
  expect(drawNote([0, 20], ['sed', 'field'])).toBe(
    `drawn: 60 distinct architectures, sed scored all, field the best 20 (${random})`,
  );
  expect(drawNote([20], ['field'])).toBe('drawn: 60 distinct architectures, all scored by field; the best 20 are listed');
  expect(drawNote([60], ['field'])).toBe('drawn: 60 distinct architectures, all scored by field');
  expect(drawNote([0, 60], ['sed', 'field'])).toBe('drawn: 60 distinct architectures, all with every score');
});

it('leaves levels out that time did not reach, and of a searcher that learns what it proposed itself', () => {
  expect(drawNote([15, 5], ['sed', 'field', 'epads'])).toContain('sed scored all, field the best 5 (');
  expect(drawNote([20], ['sed', 'field'])).toBe('drawn: 60 distinct architectures, all scored by sed; the best 20 are listed');
  expect(drawNote([20])).toBe('drawn: 60 distinct architectures, and the best by the cheapest evidence were kept');
});

it('says why scored architectures are not ranked', () => {
  const candidates = ['a', 'b', 'c', 'd'] as unknown as SearchOutcome['candidates'];
  const outcome = { candidates, outside: [false, true, false, false] };
  expect(unrankedReasons(outcome, 2)).toEqual(['1 has less evidence', '1 broke the limits once measured']);
  expect(unrankedReasons(outcome, 3)).toEqual(['1 broke the limits once measured']);
  expect(unrankedReasons({ ...outcome, outside: [] }, 1)).toEqual(['3 have less evidence']);
  expect(unrankedReasons({ ...outcome, outside: [] }, 4)).toEqual([]);
});
