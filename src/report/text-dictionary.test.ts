import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { packTexts, unpackText } from './text-dictionary.js';

it('gives every text back', () => {
  const word = fc.constantFrom('nor_conv_3x3', 'skip_connect', '|', '~0', '+', 'abc', 'é', '\u{1f600}', '"', '<', '\\');
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(word).map((parts) => parts.join('')),
        ),
      ),
      (texts) => {
        const packed = packTexts(texts);
        expect(packed.texts.map((text) => unpackText(text, packed.words))).toEqual(texts);
      },
    ),
  );
});

it('shrinks repeated words to one character that no text holds', () => {
  const texts = ['|nor_conv_3x3~0|+|skip_connect~0|', '|nor_conv_3x3~0|+|nor_conv_3x3~0|', '|skip_connect~0|+|none~0|'];
  const { words, texts: packed } = packTexts(texts);
  expect(words.map(([, word]) => word)).toEqual(['nor_conv_3x3', 'skip_connect']);
  for (const [code] of words) expect(texts.join('')).not.toContain(code);
  expect(packed[0].length).toBeLessThan(texts[0].length / 2);
});

it('keeps codes out of the way of markup and JSON', () => {
  const many = Array.from({ length: 200 }, (_, i) => `word${i} word${i}`);
  for (const [code] of packTexts(many).words) expect('"\\<>&\'').not.toContain(code);
});
