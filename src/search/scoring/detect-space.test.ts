import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../core/errors.js';
import { createRng } from '../../core/rng.js';
import { openSpace, spaces } from '../../spaces/index.js';
import { mayRead } from './detect-space.js';

const literal = spaces.filter(({ isLiteral }) => isLiteral === true);

describe('the spaces that are tried for a string', () => {
  it('are those of other forms where it begins as a cell of NAS-Bench-201', () => {
    const { example = '' } = spaces.find(({ id }) => id === 'nas-bench-201') ?? {};
    expect(literal.length).toBeGreaterThan(10);
    expect(spaces.filter((space) => !mayRead(space, ` ${example}`))).toEqual(literal);
    for (const { id, example: own } of literal)
      expect(
        spaces.filter((space) => !mayRead(space, own)),
        id,
      ).toEqual([]);
    expect(literal.every((space) => mayRead(space, `|found: ${literal[0]?.example}`))).toBe(true);
  });

  it.each(literal.map((definition) => [definition.id, definition] as const))(
    'leave out %s only where it reads nothing',
    (id, definition) => {
      const space = openSpace(id);
      const rng = createRng(1);
      const own = [definition.example, ...Array.from({ length: 5 }, () => space.encode(space.sample(rng)))];
      const parts = fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom('|', '"', 'naslib:', 'pairs:', 'nb301:', 'DARTS_V2', 'lstm', '0, 1', ...own),
      );
      fc.assert(
        fc.property(fc.array(parts, { maxLength: 5 }), fc.constantFrom('', ' ', '\n'), (texts, blank) => {
          const text = `${blank}|${texts.join('')}`.replaceAll(/[()[\]{}]/g, '');
          expect(mayRead(definition, text)).toBe(false);
          expect(() => space.decode(text)).toThrow(AssayError);
        }),
      );
    },
  );
});
