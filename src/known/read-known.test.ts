import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import { createRng } from '../core/rng.js';
import { openSpace } from '../spaces/index.js';
import { readKnown } from './read-known.js';

const space = openSpace('nas-bench-201');
const rng = createRng(3, 'known');
const cells = Array.from({ length: 8 }, () => space.encode(space.sample(rng)));
const listOf = (lines: readonly string[], header = 'arch,accuracy') => parseTable([header, ...lines].join('\n'), 'mine.csv');
const rising = cells.map((cell, i) => `${cell},${90 + i}`);

describe('readKnown', () => {
  it('reads networks with their accuracies', () => {
    const { networks, target, notes } = readKnown(listOf(rising), { space });
    expect(networks.map(({ accuracy }) => accuracy)).toEqual([90, 91, 92, 93, 94, 95, 96, 97]);
    expect(target).toBe('accuracy');
    expect(notes).toEqual([]);
  });

  it('knows the usual columns in any case, and by their other names', () => {
    const { networks, target } = readKnown(listOf(rising, 'Architecture,Test_Acc'), { space });
    expect([networks.length, target]).toEqual([8, 'Test_Acc']);
    // The exact name comes first.
    const both = listOf(
      rising.map((line, i) => `${line},${i}`),
      'arch,accuracy,ACC',
    );
    expect(readKnown(both, { space }).target).toBe('accuracy');
    expect(() => readKnown(listOf(rising, 'network,accuracy'), { space })).toThrow('expected a column "arch"');
  });

  it('takes the only other column of numbers, and refuses to guess among several', () => {
    const plain = parseTable(`index,arch,mine\n${cells.map((cell, i) => `${i},${cell},${i + 1}`).join('\n')}`, 'mine.csv');
    expect(readKnown(plain, { space }).target).toBe('mine');
    const two = listOf(
      cells.map((cell, i) => `${cell},${i},${i}`),
      'arch,a,b',
    );
    expect(() => readKnown(two, { space })).toThrow(
      'table mine.csv: expected a column "accuracy", got arch, a, b (choose one with `target`)',
    );
    expect(readKnown(two, { space }, 'b').target).toBe('b');
  });

  it('says in one line what a list that tells nothing lacks', () => {
    expect(() => readKnown(listOf(rising.slice(0, 2)), { space })).toThrow(
      'table mine.csv: expected at least 5 different networks with a known accuracy, got 2 (fewer give no certain result)',
    );
    expect(() => readKnown(listOf(cells.map((cell) => `${cell},93`)), { space })).toThrow(
      'table mine.csv: expected accuracies that differ in column "accuracy", got 93 for all 8 networks',
    );
    expect(() => readKnown(listOf(rising), { space: openSpace('darts') })).toThrow(
      /expected networks of darts, got ".*" \(written as networks of nas-bench-201\)$/,
    );
  });

  it('refuses fractions among percentages, but not chance among many classes', () => {
    const mixed = cells.map((cell, i) => `${cell},${i === 2 ? 0.925 : 90 + i}`);
    expect(() => readKnown(listOf(mixed), { space })).toThrow(
      'table mine.csv: expected accuracies of one unit in column "accuracy", got 0.925 in row 3 and 90 in row 1 (write all as fractions, or all in per cent)',
    );
    const chance = cells.map((cell, i) => `${cell},${i === 2 ? 0.833 : 40 + i}`);
    expect(readKnown(listOf(chance), { space }).networks).toHaveLength(8);
    const losses = cells.map((cell, i) => `${cell},${0.5 + 0.3 * i}`);
    expect(readKnown(listOf(losses), { space }).networks).toHaveLength(8);
  });

  it('refuses an accuracy below 0 or above 100 by its row, but no other number', () => {
    const slip = cells.map((cell, i) => `${cell},${i === 3 ? 390 : 85 + i}`);
    for (const name of ['accuracy', 'test_acc', 'top1', 'valAcc', 'CIFAR-10 accuracy (%)', 'nb201_c10_test200'])
      expect(() => readKnown(listOf(slip, `arch,${name}`), { space }), name).toThrow(
        /^table mine.csv: expected accuracies from 0 to 100 in column ".*", got 390 in row 4 \(give a column of other numbers/,
      );
    const negative = cells.map((cell, i) => `${cell},${i === 3 ? -5 : 85 + i}`);
    expect(() => readKnown(listOf(negative), { space })).toThrow('got -5 in row 4');
    for (const name of ['perplexity', 'reward', 'acceleration', 'loss'])
      expect(readKnown(listOf(slip, `arch,${name}`), { space }).networks).toHaveLength(8);
  });

  it('leaves out rows that are no network and those without a number, and says so', () => {
    const { networks, notes } = readKnown(listOf([...rising, 'nothing,1', `${cells[0]},inf`, `${cells[1]},`]), { space });
    expect(networks).toHaveLength(8);
    expect(notes[0]).toBe('1 row of mine.csv is left out:');
    expect(notes[1]).toContain('row 9');
    expect(notes.at(-1)).toBe('2 networks without a number in "accuracy" are left out (row 10: inf)');
  });

  it('takes the mean of duplicates that disagree, also of isomorphic cells, and names them', () => {
    const forms = new Map(cells.map((cell) => [space.canonical(space.decode(cell)), '']));
    const twin: string[] = [];
    while (twin.length === 0) {
      const genotype = space.sample(rng);
      const [text, form] = [space.encode(genotype), space.canonical(genotype)];
      const first = forms.get(form);
      if (first === undefined) forms.set(form, text);
      else if (first !== '' && first !== text) twin.push(first, text);
    }
    const list = [...rising, `${cells[0]},91`, `${twin[0]},80`, `${twin[1]},82`];
    const { networks, notes } = readKnown(listOf(list), { space });
    expect(networks).toHaveLength(9);
    expect(networks[0].accuracy).toBe(90.5);
    expect(networks[8].accuracy).toBe(81);
    expect(notes).toEqual([
      '1 row repeats an earlier network with another accuracy; their mean is used:',
      '  rows 1 and 9: 90 and 91',
      '1 row computes what an earlier network does with another accuracy; their mean is used:',
      '  rows 10 and 11: 80 and 82',
    ]);
  });
});
