import { describe, expect, it } from 'vitest';
import { printArchitecture } from '../../arch/json.js';
import { openSpace } from '../../spaces/index.js';
import { createRng } from '../../core/rng.js';
import { isForeignJson } from './foreign-json.js';

const space = openSpace('nas-bench-201:C=4:N=1');
const whole = printArchitecture(space.build(space.sample(createRng(1, 'foreign'))));

describe('isForeignJson', () => {
  it.each(['{"name": "mine", "version": "1.0.0"}', '{"results": [{"top1": 71.2}]}', '[1, 2]', '3', 'null', '{}'])(
    'passes over %s',
    (text) => expect(isForeignJson(text)).toBe(true),
  );

  it('passes over no architecture, sound or damaged', () => {
    for (const text of [
      '{',
      'top1: 71.2',
      '{// a comment\n}',
      whole,
      `\uFEFF${whole}`,
      whole.slice(0, 60),
      whole.slice(40),
      '{"nodes": []}',
      '',
      ' \n',
    ])
      expect([text, isForeignJson(text)]).toEqual([text, false]);
  });
});
