import { expect, it } from 'vitest';
import { boundsOf } from './bounds-of.js';
import { parseCondition } from './index.js';

const bounds = (text: string): unknown => boundsOf(parseCondition('where', text, ['params', 'macs', 'depth']));

it('finds the bounds that all hold, whichever side the name is on', () => {
  expect(bounds('params < 4e6 and 100M <= macs')).toEqual([
    { name: 'params', op: '<', value: 4e6 },
    { name: 'macs', op: '>=', value: 1e8 },
  ]);
});

it('finds none behind an or, a not or a sum', () => {
  expect(bounds('params < 4e6 or macs < 1e8')).toEqual([]);
  expect(bounds('not params < 4e6')).toEqual([]);
  expect(bounds('params + macs < 4e6 and depth < 9')).toEqual([{ name: 'depth', op: '<', value: 9 }]);
});
