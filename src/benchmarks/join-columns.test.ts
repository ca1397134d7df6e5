import { describe, expect, it } from 'vitest';
import { openSpace } from '../spaces/index.js';
import { architectureColumn, joinColumns } from './join-columns.js';
import { parseTable } from './parse-table.js';

const space = openSpace('nas-bench-201');
/** The cell with these operators on its six edges: n none, s skip, c convolution. */
const cell = (ops: string): string => {
  const [o1, o2, o3, o4, o5, o6] = [...ops].map((op) => ({ n: 'none', s: 'skip_connect', c: 'nor_conv_3x3' })[op]);
  return `|${o1}~0|+|${o2}~0|${o3}~1|+|${o4}~0|${o5}~1|${o6}~2|`;
};
const [a, b, c] = ['nnncnn', 'ccnscn', 'cccccc'].map(cell);
const run = parseTable(`arch,sed,acc\n${a},1,0\n${b},2,0\nno cell,3,0\n${c},4,0\n`, 'run');

describe('joinColumns', () => {
  it('adds numbers by architecture, the mean of repeats, and names what is twice by its source', () => {
    const table = parseTable(`id,cell,acc,note,rank\n1,${c},90,x,3\n2,${a},70,y,\n3,${c},92,z,3\n`, 'known.csv');
    const { table: joined, added, matched } = joinColumns(run, 'arch', table, space);
    expect(joined.names).toEqual(['arch', 'sed', 'acc', 'id', 'acc (known.csv)', 'rank']);
    expect(added).toEqual(['id', 'acc (known.csv)', 'rank']);
    expect([...(joined.columns[4] ?? [])]).toEqual([70, NaN, NaN, 91]);
    expect([...(joined.columns[5] ?? [])]).toEqual([NaN, NaN, NaN, 3]);
    expect(matched).toBe(2);
  });

  it('finds architectures that compute the same by their canonical form', () => {
    // An edge that leads nowhere computes nothing.
    const [one, other] = ['nnncnn', 'cnncnn'].map(cell);
    expect(space.canonical(space.decode(one!))).toBe(space.canonical(space.decode(other!)));
    const known = parseTable(`arch,acc\n${other},50\n`, 'known.csv');
    const { table } = joinColumns(parseTable(`arch,x\n${one},1\n`, 'run'), 'arch', known, space);
    expect([...(table.columns[2] ?? [])]).toEqual([50]);
  });

  it('adds no numbers twice, and gives no name twice', () => {
    const known = (acc: number) => parseTable(`cell,acc,sed\n${c},${acc},4\n`, 'known.csv');
    const once = joinColumns(run, 'arch', known(90), space);
    expect(once.added).toEqual(['acc (known.csv)', 'sed (known.csv)']);
    expect(() => joinColumns(once.table, 'arch', known(90), space)).toThrow(
      'table known.csv: expected numbers that run does not have, got acc, sed (they were added before)',
    );
    const other = joinColumns(once.table, 'arch', known(91), space);
    expect(other.added).toEqual(['acc (known.csv) 2']);
  });

  it('says what a table lacks', () => {
    const join = (text: string) => () => joinColumns(run, 'arch', parseTable(text, 'known.csv'), space);
    expect(join('name,acc\nresnet,70\n')).toThrow(
      'table known.csv: expected a column with architectures of nas-bench-201, got name, acc',
    );
    expect(join(`arch,note\n${a},x\n`)).toThrow('table known.csv: expected a column of numbers, got arch, note');
    expect(join(`arch,acc\n${cell('ssssss')},70\n`)).toThrow('table known.csv: expected an architecture of run, got 1 others');
  });
});

it('architectureColumn takes no column of indices', () => {
  expect(architectureColumn(parseTable(`id,arch\n1,${a}\n2,${b}\n`, 'x'), space)).toBe('arch');
  expect(architectureColumn(parseTable('id\n1\n2\n', 'x'), space)).toBe(undefined);
});
