import { expect, it } from 'vitest';
import { sentence } from './sentence.js';

it('begins with a capital and ends with one full stop, but keeps what is typed', () => {
  expect(sentence('one rule for every space')).toBe('One rule for every space.');
  expect(sentence('one rule. It is old.')).toBe('One rule. It is old.');
  expect(sentence('sed=1 weighs all')).toBe('sed=1 weighs all.');
});
