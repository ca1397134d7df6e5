import { describe, expect, it } from 'vitest';
import { dataError, quote, usageError } from './errors.js';
import { suggest, unknownName } from './suggest.js';

describe('errors', () => {
  it('print no list of thousands of names', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `column_${i}`);
    expect(unknownName('--where', 'quantity', 'zzzz', names).message).toMatch(/column_59 and 19940 more\)$/);
    const long = dataError('a.csv', { expected: 'x', got: names.join(), hint: names.join() }).message;
    expect(long.length).toBeLessThan(4200);
    expect(long).toContain('characters more');
    expect(quote('x'.repeat(1e8))).toBe(`"${'x'.repeat(60)}…"`);
  });

  it('say where, what was expected, what was found, and a hint', () => {
    expect(usageError('--batch', { expected: 'an integer', got: '"x"', hint: 'such as 64', code: 'out-of-range' }).message).toBe(
      '--batch: expected an integer, got "x" (such as 64)',
    );
    expect(dataError('a.csv', { expected: 'a header' }).message).toBe('a.csv: expected a header');
    expect(dataError('a.csv', { expected: 'a header' }).kind).toBe('data');
  });

  it('stay one short line for any quoted text', () => {
    expect(quote('a\nb')).toBe('"a b"');
    expect(quote('x'.repeat(500)).length).toBeLessThan(70);
    expect(dataError(`a${'/b'.repeat(2000)}/c.csv`, { expected: 'a header' }).message).toMatch(
      /^a(\/b)+\/?….*\/c\.csv: expected a header$/,
    );
  });
});

describe('suggest', () => {
  it('finds the nearest name, and none when nothing is near', () => {
    expect(suggest('epsillon', ['sed', 'epsilon'])).toBe('epsilon');
    expect(suggest('SED', ['sed', 'epsilon'])).toBe('sed');
    expect(suggest('naswot', ['sed', 'macs'])).toBeUndefined();
    expect(unknownName('--proxy', 'proxy', 'quark', ['sed', 'macs']).message).toBe(
      '--proxy: expected a known proxy, got "quark" (known: sed, macs)',
    );
  });
});
