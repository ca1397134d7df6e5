import { describe, expect, it } from 'vitest';
import type { CellTopology } from '../arch/topology.js';
import { createCellDrawings } from './cell-drawings.js';

const cell: CellTopology = {
  nodes: 2,
  inputs: [0],
  outputs: [1],
  edges: [{ from: 0, to: 1, op: { kind: 'skip' }, label: 'skip' }],
};

describe('createCellDrawings', () => {
  it('draws an architecture once, and anew in every report', () => {
    const [draw, other] = [createCellDrawings(), createCellDrawings()];
    expect(draw('a', cell)).toBe(draw('a', cell));
    expect(draw('b', cell)).not.toBe(draw('a', cell));
    expect(other('a', cell)).not.toBe(draw('a', cell));
    expect(other('a', cell)).toEqual(draw('a', cell));
  });
});
