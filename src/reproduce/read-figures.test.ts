import { describe, expect, it } from 'vitest';
import { figuresBeside, readFigures } from './read-figures.js';
import { expectedFigures, findPaper } from './run-paper.js';

const paper = findPaper('sed');
const expected = expectedFigures(paper);
const found = expected
  .slice(0, 2)
  .map(({ reason: _, ...figure }) => ({ ...figure, measured: 0.9, isWithin: true, n: 15625, seeds: 1 }));

describe('results of reproduce --json', () => {
  it('come back beside the figures that were not computed, in the order of the paper', () => {
    // As the command prints numbers that no paper published.
    const text = found.map((figure) => JSON.stringify({ ...figure, published: null, specified: figure.published })).join('\n');
    const read = readFigures('sed.jsonl', `${text}\n`);
    expect(read).toEqual(found);
    const all = figuresBeside(paper, read);
    expect(all).toHaveLength(expected.length);
    expect(all.slice(0, 2)).toEqual(found);
    expect(all[2]).toMatchObject({ measured: null, reason: 'not computed here yet' });
  });

  it('are refused with the line that is none', () => {
    expect(() => readFigures('x.jsonl', `${JSON.stringify(found[0])}\n{"paper":"sed"}\n`)).toThrow(
      'x.jsonl line 2: expected a figure, as reproduce prints it as JSON, got',
    );
    expect(() => readFigures('x.jsonl', '\n')).toThrow('x.jsonl: expected what reproduce prints as JSON');
    expect(() => readFigures('x.jsonl', 'hello')).toThrow('x.jsonl line 1');
  });
});
