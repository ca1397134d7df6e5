import { describe, expect, it } from 'vitest';
import { dataError } from '../core/errors.js';
import { readTargets, targetColumns } from './bench-target.js';
import { alignTarget, indexArchitectures, joinTable, meansOfRepeats } from './join-table.js';
import { recognizeTable } from './table-formats.js';
import { parseTable } from './parse-table.js';
import { targetNotes } from './read-accuracies.js';

const table = parseTable(
  'arch,nb201_c10_test200,nb201_c100_test200,nb201_c10v_val200,loss\nA,90,60,88,1\nb,80,50,,inf\na,10,20,30,2\nC,70,40,66,3\n',
  'cells.csv',
);
const format = recognizeTable(table, 'nas-bench-201');

describe('recognizeTable', () => {
  it('knows the table of a space by its column of architectures', () => {
    expect(format.id).toBe('nas-bench-201');
    expect(recognizeTable(table, 'another-space')).toMatchObject({ id: 'plain', architecture: 'arch', targets: [] });
    const without = parseTable('index,acc\n0,1\n', 'cells.csv');
    expect(() => recognizeTable(without, 'nas-bench-201')).toThrow(
      'table cells.csv: expected a column "arch", got index, acc (the published strings of the architectures)',
    );
  });
});

describe('readTargets', () => {
  it('takes the default targets that the table has', () => {
    expect(readTargets(table, format).map(({ name, values }) => [name, ...values])).toEqual([
      ['c10-test', 90, 80, 10, 70],
      ['c100-test', 60, 50, 20, 40],
    ]);
  });

  it('takes targets by name, by column and by a new name; a missing accuracy is NaN', () => {
    const targets = readTargets(table, format, ['c10-val', 'nb201_c10_test200', 'mine=loss']);
    expect(targets.map(({ name, label, values }) => [name, label, ...values])).toEqual([
      ['c10-val', 'CIFAR-10 validation accuracy (%)', 88, NaN, 30, 66],
      ['nb201_c10_test200', 'CIFAR-10 test accuracy (%)', 90, 80, 10, 70],
      ['mine', 'loss', 1, NaN, 2, 3],
    ]);
  });

  it('takes a column of exactly the name that is asked, though a target has it too', () => {
    const own = parseTable('arch,c10-test,nb201_c10_test200\nx,1,2\n', 'cells.csv');
    expect(readTargets(own, format, ['c10-test'])).toMatchObject([
      { name: 'c10-test', column: 'c10-test', values: Float64Array.of(1) },
    ]);
    expect(targetColumns(parseTable('arch,c10-test,my acc\nx,1,2\n', 'cells.csv'), format, ['c10-test'])).toEqual(['c10-test']);
  });

  it('names what is missing', () => {
    expect(() => readTargets(table, format, ['c10-vall'])).toThrow(
      'targets: expected a target or a column of table cells.csv, got "c10-vall" (did you mean "c10-val"?)',
    );
    expect(() => readTargets(table, format, ['a=loss', 'a=nb201_c10_test200'])).toThrow(
      'targets: expected distinct names, got "a" twice',
    );
    const without = parseTable('arch,reward,loss\nx,1,2\n', 'cells.csv');
    expect(() => readTargets(without, format)).toThrow(
      'table cells.csv: expected a column "nb201_c10_test200", got arch, reward, loss (choose accuracies with `target` column or `target` name=column, of bench or of import)',
    );
    expect(readTargets(parseTable('arch,acc\nx,1\n', 'cells.csv'), format)).toMatchObject([
      { name: 'acc', values: Float64Array.of(1) },
    ]);
    const half = parseTable('arch,nb201_c10v_val200\nx,1\n', 'cells.csv');
    expect(() => readTargets(half, format)).toThrow(
      'targets: expected a choice, because the table has none of the usual accuracies, got none (it has c10-val)',
    );
    expect(() => readTargets(without, recognizeTable(without, 'another-space'))).toThrow('expected a column "accuracy"');
  });
});

describe('readTargets of a table of a user', () => {
  const read = (csv: string, asked?: readonly string[]): ReturnType<typeof readTargets> =>
    readTargets(parseTable(csv, 'cells.csv'), format, asked);

  it('takes the column with the usual name of accuracies beside any others', () => {
    for (const header of ['arch,accuracy,lat', 'arch,lat,Accuracy', 'arch,acc,nb201_c10v_val200', 'arch,test_acc,val_acc'])
      expect(read(`${header}\nx,1,2\n`), header).toMatchObject([{ name: header.split(',').find((word) => /acc/i.test(word)) }]);
    expect(read('arch,accuracy,nb201_c10_test200\nx,1,2\n')).toMatchObject([{ name: 'c10-test' }]);
  });

  it('refuses what can be no accuracy, and fractions among percentages, as a list of known networks does', () => {
    expect(() => read('arch,acc\na,90\nb,-5\n')).toThrow(
      'table cells.csv: expected accuracies from 0 to 100 in column "acc", got -5 in row 2 (give a column of other numbers, such as rewards, another name)',
    );
    expect(() => read('arch,acc,loss\na,90,1\nb,1e6,2\n')).toThrow('got 1000000 in row 2');
    expect(read('arch,acc,reward\na,90,-5\nb,80,1e6\n', ['reward'])).toMatchObject([{ values: Float64Array.of(-5, 1e6) }]);
    expect(() => read('arch,acc,loss\na,0.7333,1\nb,83.35,2\nc,0.81,1\n')).toThrow(
      'table cells.csv: expected accuracies of one unit in column "acc", got 0.7333 in row 1 and 83.35 in row 2 (write all as fractions, or all in per cent)',
    );
  });
});

describe('a column of another name than accuracies', () => {
  const names = ['latency', 'seconds', 'edgegpu_energy'];

  it.each(names)('is taken as it is where a few values are small: %s', (name) => {
    const values = [60, 0.7, 75, 0.8, 52];
    const csv = `arch,${name}\n${values.map((value, i) => `x${i},${value}`).join('\n')}\n`;
    const [target] = readTargets(parseTable(csv, 'cells.csv'), format, [name]);
    expect([...(target?.values ?? [])]).toEqual(values);
    const less = `"${name}": the largest value is taken as the best; if the smallest is, as of errors and times, give their negatives`;
    expect(targetNotes({ name, label: name, column: name }, Float64Array.from(values))).toEqual([
      less,
      `"${name}" holds 0.7 beside 60: taken as they are; accuracies must be all fractions or all in per cent`,
    ]);
    expect(targetNotes({ name, label: name, column: name }, Float64Array.of(60, 75))).toEqual([less]);
    expect(targetNotes({ name: 'reward', label: 'reward', column: 'reward' }, Float64Array.of(60, 75))).toEqual([]);
  });

  it.each(['val', 'c10_test', 'nb201_c10v_val200', 'top1'])('may be one of accuracies by its name: %s', (name) => {
    const read = () => readTargets(parseTable(`arch,${name}\na,0.7\nb,75\n`, 'cells.csv'), format, [name]);
    expect(read).toThrow('expected accuracies of one unit');
  });
});

describe('joinTable', () => {
  const index = indexArchitectures(table, 'arch', (text) => text.toLowerCase());

  it('counts rows and architectures without a partner, and repeated rows', () => {
    const join = joinTable(index, ['c', 'x', 'a', 'c']);
    expect(index.architectures).toEqual(['a', 'b', 'c']);
    expect({ ...join, rows: [...join.rows] }).toEqual({ rows: [3, -1, 0, 3], unmatched: 1, unused: 1, duplicates: 1 });
    const [target] = readTargets(table, format);
    expect([...alignTarget(target, index, join).values]).toEqual([70, NaN, 50, 70]);
  });

  it('takes the mean of the values of repeated rows, without those that are not known', () => {
    const repeated = indexArchitectures(parseTable('arch\na\nb\na\na\nb\nc\n', 'cells.csv'), 'arch', (text) => text);
    const values = (...list: number[]): number[] => [...meansOfRepeats(repeated, Float64Array.from(list))];
    expect(values(1, 2, 4, 10, NaN, 7).slice(0, 2)).toEqual([5, 2]);
    expect(values(0.1, NaN, 0.1, 0.1, 3, 7).slice(0, 2)).toEqual([0.1, 3]);
    expect(values(NaN, NaN, NaN, NaN, NaN, 7).slice(0, 2)).toEqual([NaN, NaN]);
  });

  it('counts rows it cannot read, names the first if it can read none, and hides no bug', () => {
    const refuse =
      (bad: RegExp) =>
      (text: string): string => {
        if (bad.test(text)) throw dataError('architecture', { expected: 'a cell', got: text });
        return text;
      };
    const { architectures, unmatched, unmatchedExamples } = indexArchitectures(table, 'arch', refuse(/C/));
    expect([architectures, unmatched, unmatchedExamples]).toEqual([
      ['A', 'b', 'a'],
      1,
      ['row 4: architecture: expected a cell, got C'],
    ]);
    expect(() => indexArchitectures(table, 'arch', refuse(/./))).toThrow(
      'table cells.csv row 1: expected an architecture of the space, got architecture: expected a cell, got A',
    );
    const broken = (): string => {
      throw new TypeError('a bug');
    };
    expect(() => indexArchitectures(table, 'arch', broken)).toThrow(TypeError);
  });
});
