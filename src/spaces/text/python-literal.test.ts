import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../core/errors.js';
import { flatNumbers, readPythonLiteral } from './python-literal.js';

const read = (text: string): unknown => readPythonLiteral(text, 'test');

describe('readPythonLiteral', () => {
  it.each([
    ['(1, 2.5, -3e2)', [1, 2.5, -300]],
    [
      "[('sep_conv_3x3', 1), [\"it's\", None, True]]",
      [
        ['sep_conv_3x3', 1],
        ["it's", null, true],
      ],
    ],
    ['((1,), (2), ())', [[1], 2, []]],
    ['  7 ', 7],
    [
      "{'a': [1], 2: False}",
      {
        kind: 'dict',
        entries: [
          ['a', [1]],
          [2, false],
        ],
      },
    ],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('reads calls with positions and names', () => {
    expect(read('Genotype([1], normal_concat=range(2, 6))')).toEqual({
      kind: 'call',
      name: 'Genotype',
      args: [[1]],
      named: new Map([['normal_concat', { kind: 'call', name: 'range', args: [2, 6], named: new Map() }]]),
    });
  });

  it('reads any JSON of arrays, numbers, strings and constants', () => {
    const { leaf } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.stringMatching(/^[a-z0-9_ ]*$/),
        fc.array(tie('leaf'), { maxLength: 4 }),
      ),
    }));
    fc.assert(
      fc.property(leaf, (value) => {
        expect(read(JSON.stringify(value))).toEqual(value);
      }),
    );
  });

  it.each(['', '(', '(1,,2)', '[1}', 'a', 'f(x=)', '{1}', '1 2', '(1', "'open", '@', `${'['.repeat(50)}${']'.repeat(50)}`])(
    'refuses %j in one line',
    (text) => {
      let error: unknown;
      try {
        read(text);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(AssayError);
      expect((error as AssayError).message).toMatch(/^test: expected .*$/);
    },
  );
});

describe('flatNumbers', () => {
  it('lists nested numbers in order and knows when there is anything else', () => {
    expect(flatNumbers([[1, [2]], 3])).toEqual([1, 2, 3]);
    expect(flatNumbers([1, 'a'])).toBeUndefined();
  });
});
