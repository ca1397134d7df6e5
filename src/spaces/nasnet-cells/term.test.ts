import { expect, it } from 'vitest';
import { nasnetOps } from './ops.js';
import { termOf } from './term.js';

it('shares the terms of known operators, and makes those of others', () => {
  for (const [number, op] of Object.keys(nasnetOps).entries())
    for (let input = 0; input < 40; input++) expect(termOf(op, input)).toEqual([op, input, number]);
  const [op = ''] = Object.keys(nasnetOps);
  expect(termOf(op, 3)).toBe(termOf(op, 3));
  expect(termOf('nothing', 3)).toEqual(['nothing', 3, -1]);
  for (const input of [-1, 0.5, NaN]) expect(termOf(op, input)).toEqual([op, input, 0]);
});
