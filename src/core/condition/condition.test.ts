import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition, namesIn, parseCondition, wordsIn } from './index.js';

const names = ['params', 'macs', 'depth'];
const parse = (text: string): ReturnType<typeof parseCondition> => parseCondition('--where', text, names);
const decide = (text: string, values: readonly number[]): boolean | undefined => compileCondition(parse(text), names)(values);

describe('a condition', () => {
  it.each([
    ['params < 4e6', [3e6, 0, 0], true],
    ['params<4M and macs<600M', [3e6, 700e6, 0], false],
    ['params < 1k or depth >= 8', [1000, 0, 8], true],
    ['1e6 < params <= 4e6', [4e6, 0, 0], true],
    ['1e6 < params < 4e6', [4e6, 0, 0], false],
    ['not (params < 1 || depth < 3)', [1, 0, 3], true],
    ['macs / params > 100', [2, 201, 0], true],
    ['(macs + 2) * depth == -params + 9', [-1, 0, 5], true],
    ['2 * (params - 1) != 4', [3, 0, 0], false],
    ['depth = 3', [0, 0, 3], true],
    ['params < 2Ki', [2047, 0, 0], true],
    ['macs < .5 and macs > 1.5e-1', [0, 0.2, 0], true],
    ['params - macs - depth == 1', [6, 3, 2], true],
    ['params / macs / depth == 1', [6, 3, 2], true],
    ['params < 1 or params > 2 and macs > 2', [0, 0, 0], true],
    ['params<4M AND macs<600M', [3e6, 700e6, 0], false],
    ['NOT params<4M Or depth>=8', [3e6, 0, 8], true],
    ['params ≤ 5 and macs ≥ 5 and depth ≠ 3', [5, 5, 3], false],
    ['params <= 1_000_000', [1e6, 0, 0], true],
    ['params < 1_000_000', [1e6, 0, 0], false],
    ['params == 1_0.2_5e1', [102.5, 0, 0], true],
    ['params == 256KiB', [262_144, 0, 0], true],
    ['params == 256kB', [256_000, 0, 0], true],
    ['params == 256 KiB and macs == 1.5 MB', [262_144, 1_500_000, 0], true],
    ['params == 60B and macs == 60 M and depth == 2GiB', [60, 60e6, 2 ** 31], true],
    ['params == 60 k and macs < 1', [60_000, 0, 0], true],
  ])('%s', (text, values, expected) => {
    expect(decide(text, values)).toBe(expected);
  });

  it('names its quantities once, in the order they occur', () => {
    expect(namesIn(parse('macs < 3 and (params < 2 or macs > 1) and not depth < macs'))).toEqual(['macs', 'params', 'depth']);
  });

  it.each([
    [
      'params<4e6 adn macs<600e6',
      'expected "and", "or" or the end at character 12, got "adn" (did you mean "and"?)\n  params<4e6 adn macs<600e6\n             ^',
    ],
    ['parms<4e6', 'expected a known quantity at character 1, got "parms" (did you mean "params"?)\n  parms<4e6\n  ^'],
    ['params<4e6 and flops<1', 'got "flops" (known: params, macs, depth)\n  params<4e6 and flops<1\n                 ^'],
    ['params<', 'expected a number or a name at character 8, got the end\n  params<\n         ^'],
    ['params', 'or another comparison at character 7, got the end\n  params\n        ^'],
    ['params < 3 < ', 'expected a number or a name at character 13, got the end'],
    ['(params<3', 'expected ")" at character 10, got the end\n  (params<3\n           ^'],
    ['params<3)', 'expected "and", "or" or the end at character 9, got ")"\n  params<3)\n          ^'],
    ['params # 3', 'expected a number, a name, a comparison or a parenthesis at character 8, got "#"\n  params # 3\n         ^'],
    [
      'params < 4Mb',
      'expected a number with a unit of k, M, G, Ki, Mi, Gi, with a B for bytes or without, or none at character 11, got "Mb" (M is 1,000,000, Mi is 1,048,576)',
    ],
    ['params < 256KB', 'at character 13, got "KB" (k is 1,000, Ki is 1,024)'],
    ['params < 256 kiB', 'at character 14, got "kiB" (did you mean Ki or KiB?)'],
    ['params < 4e6_', 'or none at character 13, got "_"'],
    ['params < 1__0', 'or none at character 11, got "__0"'],
    ['params < 4 million', 'expected "and", "or" or the end at character 12, got "million"'],
    [
      '(params<3) + 1 < 2',
      'expected a number or a name at character 2, got "params" (this is a comparison)\n  (params<3) + 1 < 2\n   ^',
    ],
    ['params and macs < 3', 'or another comparison at character 8, got "and"'],
    ['', 'expected a number or a name at character 1, got the end'],
    ['and', 'expected a number or a name at character 1, got "and"'],
  ])('that is malformed points at the character: %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  it('of thousands of terms is read and decided', () => {
    const many = (word: string, count: number): string =>
      Array.from({ length: count }, (_, i) => `params != ${i}`).join(` ${word} `);
    expect(decide(many('and', 30_000), [1e9, 0, 0])).toBe(true);
    expect(decide(many('and', 30_000), [29_999, 0, 0])).toBe(false);
    expect(decide(many('or', 30_000), [3, 0, 0])).toBe(true);
    expect(namesIn(parse(many('or', 30_000)))).toEqual(['params']);
    expect(decide(`${'0 <= '.repeat(10_000)}depth`, [0, 0, 3])).toBe(true);
    expect(decide(`${'1 + '.repeat(400)}params == 401`, [1, 0, 0])).toBe(true);
    expect(decide(`${'('.repeat(100)}params${')'.repeat(100)} < 3`, [1, 0, 0])).toBe(true);
  });

  it.each([
    [
      'parentheses',
      `${'('.repeat(2000)}params${')'.repeat(2000)} < 3`,
      'at most 100 levels of parentheses, "not" and minus at character 101',
    ],
    ['not', `${'not '.repeat(30_000)} params < 3`, 'at most 100 levels'],
    ['minus', `${'-'.repeat(30_000)}params < 3`, 'at most 100 levels'],
    ['terms of a sum', `${'1 + '.repeat(30_000)}params < 3`, 'at most 500 numbers and names in a row of + and -'],
  ])('with too many %s is refused in a few lines', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    try {
      parse(text);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(600);
      // The caret stands under the character that is named.
      const [said, line, caret] = (error as Error).message.split('\n');
      expect(line[caret.indexOf('^')]).toBe(JSON.parse(/got ("(?:[^"\\]|\\.)*")/.exec(said)?.[1] ?? '""')[0]);
    }
  });

  it('is decided as soon as the known values decide it', () => {
    expect(decide('params<1 and macs<1', [2, NaN, NaN])).toBe(false);
    expect(decide('macs<1 and params<1', [2, NaN, NaN])).toBe(false);
    expect(decide('params<1 or macs<1', [0, NaN, NaN])).toBe(true);
    expect(decide('macs<1 or params<1', [0, NaN, NaN])).toBe(true);
    expect(decide('params<1 and macs<1', [0, NaN, NaN])).toBeUndefined();
    expect(decide('not macs<1', [0, NaN, NaN])).toBeUndefined();
  });

  it('never decides otherwise once more is known', () => {
    const comparison = fc
      .tuple(fc.constantFrom(...names), fc.constantFrom('<', '>=', '=='), fc.integer({ min: 0, max: 3 }))
      .map((parts) => parts.join(' '));
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { depthSize: 'small' },
        comparison,
        fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
        tie('condition').map((a) => `not (${a})`),
      ),
    }));
    const known = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(condition, known, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), (text, values, hidden) => {
        const all = decide(text, values);
        expect(all).toBeTypeOf('boolean');
        const some = decide(
          text,
          values.map((value, i) => (hidden[i] ? NaN : value)),
        );
        if (some !== undefined) expect(some).toBe(all);
      }),
    );
  });
});

describe('the words of a text', () => {
  it('are its names, known or not, each once', () => {
    expect(wordsIn('--where', 'table.a < 4M and not fitted>93 OR params <= 2kB and table.a > nonsense')).toEqual([
      'table.a',
      'fitted',
      'params',
      'nonsense',
    ]);
  });

  it('end at a character that belongs to none', () => {
    expect(() => wordsIn('--where', 'params # 3')).toThrow(/at character 8/);
  });
});
