import { expect, it } from 'vitest';
import { accuracyText, alikeText, correlationText, scoreText } from './score-text.js';

it('prints scores with up to six digits', () => {
  expect([14.334076, 0.69314718, -2.5, 18731.4, 1234567.8, 0, 30_515_000, -7].map(scoreText)).toEqual([
    '14.3341',
    '0.6931',
    '−2.5000',
    '18,731.4',
    '1,234,568',
    '0',
    '30,515,000',
    '−7',
  ]);
});

it('prints tiny and huge scores with a power of ten', () => {
  expect(scoreText(1.23456e-12)).toBe('1.2346·10⁻¹²');
  expect(scoreText(-4.2e20)).toBe('−4.2000·10²⁰');
});

it('prints what is undefined as a dash', () => {
  expect([null, undefined, Number.NaN].map(scoreText)).toEqual(['–', '–', '–']);
  expect(accuracyText(null)).toBe('–');
});

it('prints a list of scores with equally many digits', () => {
  const list = (values: number[]): string[] => values.map(alikeText(values));
  expect(list([575, 116.5, 12_000])).toEqual(['575.0', '116.5', '12,000.0']);
  expect(list([3, 1_000])).toEqual(['3', '1,000']);
  expect(list([1 / 3, -2])).toEqual(['0.333', '−2.000']);
  expect(list([1e9 + 0.5, 2])).toEqual(['1.0000·10⁹', '2']);
});

it('prints accuracies with two decimals and correlations with three', () => {
  expect(accuracyText(94.3733)).toBe('94.37');
  expect([0.89849, -0.0001, -0.5].map(correlationText)).toEqual(['0.898', '0.000', '−0.500']);
});
