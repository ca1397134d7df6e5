import { describe, expect, it } from 'vitest';
import { wrapName } from './wrap-name.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';

describe('wrapName', () => {
  it('breaks between operators and loses nothing but blanks', () => {
    for (const width of [20, 33, 40, 76]) {
      const lines = wrapName(cell, width);
      expect(lines.join('')).toBe(cell);
      for (const line of lines) {
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).toMatch(/[|+]$/);
      }
    }
  });

  it('cuts only pieces longer than a line', () => {
    expect(wrapName('a'.repeat(25), 10)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]);
    expect(wrapName('', 10)).toEqual([]);
  });
});
