import { expect, it } from 'vitest';
import { breakableText } from './breakable.js';

it('may wrap behind separators and escapes the rest', () => {
  expect(breakableText('|a~0|+|b<c~0|')).toBe('|<wbr>a~0|+|<wbr>b&lt;c~0|');
});
