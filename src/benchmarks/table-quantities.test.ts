import { describe, expect, it } from 'vitest';
import { openSpace } from '../spaces/index.js';
import { parseTable } from './parse-table.js';
import { tableQuantities } from './table-quantities.js';

const space = openSpace('nas-bench-201');
const cells = [
  '|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|',
  '|none~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|',
];
const key = parseTable(`index,arch\n7,${cells[0]}\n3,${cells[1]}\n`, 'key');
const of = (quantities: ReturnType<typeof tableQuantities>, id: string, cell: string): number | undefined =>
  quantities.find((own) => own.id === id)?.ofGenotype?.(space.decode(cell));

describe('columns of a table as quantities', () => {
  it('are looked up by architecture, NaN if there is no row', () => {
    const quantities = tableQuantities(
      parseTable(`arch,latency,odd name,place\n${cells[0]},2.5,1,\n${cells[0]},2.5,1,7 ms\n`, 'costs'),
      space,
    );
    expect(quantities.map(({ id }) => id)).toEqual(['table.latency']);
    expect(of(quantities, 'table.latency', cells[0])).toBe(2.5);
    expect(of(quantities, 'table.latency', cells[1])).toBeNaN();
    const late = tableQuantities(parseTable(`arch,latency\n${cells[0]},2.5\n${cells[1]},slow\n`, 'costs'), space);
    expect(() => of(late, 'table.latency', cells[0])).toThrow('table costs row 2: expected a number in column "latency"');
  });

  it('are joined by row number with the table that lists the architectures', () => {
    const costs = parseTable('index,latency\n3,30\n7,70\n', 'costs');
    const quantities = tableQuantities(costs, space, key);
    expect(cells.map((cell) => of(quantities, 'table.latency', cell))).toEqual([70, 30]);
    expect(() => of(tableQuantities(costs, space), 'table.latency', cells[0])).toThrow(
      'table costs: expected a column of architectures, got row numbers in column "index" (give the table that numbers the architectures as `table`)',
    );
  });

  it('report unused rows once', () => {
    const notes: string[] = [];
    const quantities = tableQuantities(
      parseTable(`arch,latency\n${cells[0]},2.5\nnothing,1\n${cells[0]},3\n`, 'costs'),
      space,
      undefined,
      (line) => notes.push(line),
    );
    expect(notes).toEqual([]);
    for (let i = 0; i < 2; i++) expect(of(quantities, 'table.latency', cells[0])).toBe(2.75);
    expect(notes).toEqual([
      'costs: 1 row matches no architecture and is left out:',
      expect.stringMatching(/^ {2}row 2: nas-bench-201 architecture/),
      'costs: 1 row repeats an architecture of an earlier row with other values; the mean is used:',
      `  ${cells[0]}: latency 2.5, then 3`,
    ]);
  });
});
