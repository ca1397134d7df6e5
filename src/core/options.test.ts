import { describe, expect, it } from 'vitest';
import { AssayError } from './errors.js';
import { parseSpec, resolveOptions, type OptionSpecs } from './options.js';

const specs = {
  batch: { kind: 'integer', default: 64, min: 2, help: 'images' },
  weight: { kind: 'number', default: 1, help: 'factor' },
  arithmetic: { kind: 'choice', default: 'extended', choices: ['float32', 'extended'], help: 'numbers' },
  dead: { kind: 'boolean', default: false, help: 'count dead units' },
} as const satisfies OptionSpecs;
const resolve = (given: Record<string, string>): unknown => resolveOptions('proxy x', specs, given);

describe('options of specs that have none', () => {
  it('are refused without a list of nothing', () => {
    expect(() => resolveOptions('searcher random', {}, { foo: '1' })).toThrow(
      /^searcher random: expected no options, got "foo"$/,
    );
  });
});

describe('parseSpec', () => {
  it('separates id and options and keeps the text as the key', () => {
    expect(parseSpec('epsilon:arithmetic=float32:batch=256', 'proxy')).toEqual({
      text: 'epsilon:arithmetic=float32:batch=256',
      id: 'epsilon',
      options: { arithmetic: 'float32', batch: '256' },
    });
    expect(parseSpec('sed', 'proxy')).toEqual({ text: 'sed', id: 'sed', options: {} });
  });

  it.each([
    ['', 'an id'],
    [':a=1', 'an id'],
    ['x:a', 'key=value'],
    ['x:=1', 'key=value'],
    ['x:a=1:a=2', 'once'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSpec(text, 'proxy')).toThrow(message);
  });
});

describe('resolveOptions', () => {
  it('fills in defaults and reads each kind', () => {
    expect(resolve({})).toEqual({ batch: 64, weight: 1, arithmetic: 'extended', dead: false });
    expect(resolve({ batch: '256', weight: '1e-7', arithmetic: 'float32', dead: 'true' })).toEqual({
      batch: 256,
      weight: 1e-7,
      arithmetic: 'float32',
      dead: true,
    });
  });

  it.each([
    [{ batch: '1' }, 'proxy x: expected batch to be an integer of at least 2, got "1"'],
    [{ batch: '2.5' }, 'expected batch to be an integer'],
    [{ batch: '' }, 'expected batch to be an integer'],
    [{ weight: 'NaN' }, 'expected weight to be a number'],
    [{ arithmetic: 'float23' }, 'did you mean "float32"?'],
    [{ dead: 'yes' }, 'true or false'],
    [{ bach: '3' }, 'did you mean "batch"?'],
    [{ constructor: '3' }, 'expected a known option, got "constructor"'],
  ])('refuses %j as wrong use', (given, message) => {
    expect(() => resolve(given as Record<string, string>)).toThrow(message);
    expect(() => resolve(given as Record<string, string>)).toThrow(AssayError);
  });
});
