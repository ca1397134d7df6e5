import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../test/random-architecture.js';
import { resNet18 } from '../../test/reference-networks.js';
import { createArchBuilder } from './build.js';
import { countCost } from './cost.js';
import { foldArchitecture } from './fold.js';
import { describeNodes } from './table.js';

describe('describeNodes', () => {
  it('says op, shape, params, MACs and group of every node', () => {
    const rows = describeNodes(resNet18());
    expect(rows).toHaveLength(69);
    expect(rows[0]).toEqual({
      id: 'conv0',
      label: 'conv 7x7 /2',
      shape: [1, 64, 112, 112],
      params: 9408,
      macs: 118_013_952,
      group: 'stem',
      nodes: 1,
    });
    expect(rows[68]).toEqual({
      id: 'linear68',
      label: 'linear 1000',
      shape: [1, 1000],
      params: 513_000,
      macs: 513_000,
      group: 'head',
      nodes: 1,
    });
  });

  it('folds groups to one line each, with their outputs', () => {
    const rows = describeNodes(resNet18(), { folded: true });
    expect(rows.map(({ id }) => id)).toEqual([
      'stem',
      'layer1.0',
      'layer1.1',
      'layer2.0',
      'layer2.1',
      'layer3.0',
      'layer3.1',
      'layer4.0',
      'layer4.1',
      'head',
    ]);
    expect(rows[0]).toEqual({
      id: 'stem',
      label: 'stem',
      shape: [1, 64, 56, 56],
      params: 9536,
      macs: 118_013_952,
      group: 'stem',
      nodes: 4,
    });
    expect(rows[3]).toMatchObject({
      label: 'block',
      shape: [1, 128, 28, 28],
      nodes: 9,
      params: 73_728 + 147_456 + 8192 + 3 * 256,
    });
  });

  it('adds up to the cost of the network, folded or not', () => {
    fc.assert(
      fc.property(architectures(), fc.boolean(), (architecture, folded) => {
        const rows = describeNodes(architecture, { folded });
        const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
        expect({ params: sum(({ params }) => params), macs: sum(({ macs }) => macs) }).toEqual(countCost(architecture));
        expect(sum(({ nodes }) => nodes)).toBe(architecture.nodes.length);
      }),
    );
  });
});

describe('foldArchitecture', () => {
  it('keeps nodes outside groups, distinguishes a group from a node with its name, and reads each part once', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4]);
    const plain = b.add('relu', [x], {}, 'cell');
    b.group({ id: 'cell', kind: 'cell', stage: 0 });
    const inner = b.add('linear', [plain], { outFeatures: 6, bias: false }, 'wide');
    const narrow = b.add('linear', [plain], { outFeatures: 2, bias: false }, 'narrow');
    b.add('concat', [inner, narrow], { axis: 1 }, 'joined');
    b.group({ id: 'tail', kind: 'head', stage: 1 });
    const y = b.add('concat', [plain, 'joined', 'narrow', x], { axis: 1 }, 'y');
    const parts = foldArchitecture(b.finish([y]));
    expect(parts.map(({ key, id, label, nodes, shape, reads }) => [key, id, label, nodes, shape, reads])).toEqual([
      ['node:cell', 'cell', 'relu', 1, [1, 4], ['node:x']],
      ['group:cell', 'cell', 'cell', 3, [1, 8], ['node:cell']],
      ['group:tail', 'tail', 'head', 1, [1, 18], ['node:cell', 'group:cell', 'node:x']],
    ]);
  });
});
