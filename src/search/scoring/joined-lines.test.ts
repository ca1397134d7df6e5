import { expect, it } from 'vitest';
import { joinedLines } from './joined-lines.js';

const textsOf = (content: string): (readonly [number, string])[] => joinedLines(content).map(({ line, text }) => [line, text]);

it('one architecture a line stays one', () => {
  expect(textsOf('|a~0|\r\n\n# (open\n8:8:8:8:8')).toEqual([
    [1, '|a~0|'],
    [2, ''],
    [3, '# (open'],
    [4, '8:8:8:8:8'],
  ]);
});

it('open brackets and Python line ends continue in the next line', () => {
  expect(textsOf('A = \\\nGenotype(normal=[ # (\n ("x)", 0)],\n)\nB()')).toEqual([
    [1, 'A = \\\nGenotype(normal=[ # (\n ("x)", 0)],\n)'],
    [5, 'B()'],
  ]);
});

it('brackets that are never closed are an error of their line', () => {
  expect(textsOf('A(\nB()\nC()')).toEqual([
    [1, 'A('],
    [2, 'B()'],
    [3, 'C()'],
  ]);
});
