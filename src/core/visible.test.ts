import { describe, expect, it } from 'vitest';
import { visible } from './visible.js';

describe('visible', () => {
  it('writes control characters and marks of direction out', () => {
    expect(visible('a\u001b[2Jb\u0000\u009b31m\u202ec\r')).toBe('a\\u001b[2Jb\\u0000\\u009b31m\\u202ec\\u000d');
  });

  it('leaves letters, blanks, tabs and line ends', () => {
    for (const text of ['conv_1 × 3', 'zwei\tSpalten\nund Zeilen', '模型 ∎']) expect(visible(text)).toBe(text);
  });

  it('leaves JSON that parses to the same value', () => {
    const value = { name: 'x\u009b\u007f\u0000\u202e', n: 1 };
    expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
  });
});
