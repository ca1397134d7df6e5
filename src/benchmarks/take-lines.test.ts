import { expect, it } from 'vitest';
import Papa from 'papaparse';
import { createRng } from '../core/rng.js';
import { takeLines } from './take-lines.js';

it('takes the cells that a general reader takes', () => {
  const rng = createRng(1, 'lines');
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: 1 + rng.int(20) }, () => rng.pick(['a', 'bc', ' ', ',', ',', ';', '\n', '\n\n'])).join('');
    const lines: (readonly string[])[] = [];
    takeLines(text, ',', (cells) => lines.push([...cells]));
    const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === '';
    expect(lines.filter((cells) => !isBlank(cells))).toEqual(
      Papa.parse<string[]>(text, { delimiter: ',', newline: '\n', skipEmptyLines: true }).data,
    );
  }
});
