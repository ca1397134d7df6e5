import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../test/random-architecture.js';
import { createArchBuilder, squareConv } from './build.js';
import { toDot } from './dot.js';
import type { Architecture } from './types.js';

function tiny(): Architecture {
  const b = createArchBuilder();
  const x = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  const a = b.add('conv', [x], squareConv(4, 3, { stride: 2 }), 'stem.conv');
  b.group({ id: 'c1', kind: 'cell', stage: 0 });
  const r = b.add('relu', [a], {}, 'c1.relu');
  return b.finish([b.add('add', [a, r], {}, 'c1.out')], 'a "tiny" net');
}

describe('toDot', () => {
  it('draws a box for each node and a cluster for each group', () => {
    expect(toDot(tiny())).toBe(`digraph "a \\"tiny\\" net" {
  rankdir=TB;
  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];
  i0 [label="image\\n(1, 3, 8, 8)", shape=ellipse, fillcolor="#ffffff"];
  subgraph cluster_0 {
    label="stem";
    n0 [label="conv 3x3 /2\\nstem.conv\\n(1, 4, 4, 4)", fillcolor="#cfe2f3"];
  }
  subgraph cluster_1 {
    label="c1 (cell)";
    n1 [label="relu\\nc1.relu\\n(1, 4, 4, 4)", fillcolor="#fff2cc"];
    n2 [label="add\\nc1.out\\n(1, 4, 4, 4)", fillcolor="#f4cccc"];
  }
  i0 -> n0;
  n0 -> n1;
  n0 -> n2;
  n1 -> n2;
}
`);
  });

  it('folds a group to one box with its params and MACs', () => {
    expect(toDot(tiny(), { folded: true })).toBe(`digraph "a \\"tiny\\" net" {
  rankdir=TB;
  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];
  i0 [label="image\\n(1, 3, 8, 8)", shape=ellipse, fillcolor="#ffffff"];
  n0 [label="stem\\n(1, 4, 4, 4)\\n108 params\\n1,728 MACs", fillcolor="#eeeeee"];
  n1 [label="c1: cell\\n(1, 4, 4, 4)\\n0 params\\n0 MACs", fillcolor="#eeeeee"];
  i0 -> n0;
  n0 -> n1;
}
`);
  });

  it('draws every edge between boxes that it has drawn once', () => {
    fc.assert(
      fc.property(architectures(), fc.boolean(), (architecture, folded) => {
        const text = toDot(architecture, { folded });
        const boxes = [...text.matchAll(/^ +([in]\d+) \[/gm)].map(([, name]) => name);
        const edges = [...text.matchAll(/^ {2}([in]\d+) -> ([in]\d+);$/gm)];
        expect(new Set(boxes).size).toBe(boxes.length);
        for (const [, from, to] of edges) expect([boxes.includes(from), boxes.includes(to)]).toEqual([true, true]);
        if (!folded) {
          expect(boxes).toHaveLength(architecture.inputs.length + architecture.nodes.length);
          expect(edges).toHaveLength(architecture.nodes.reduce((sum, { inputs }) => sum + inputs.length, 0));
        }
      }),
    );
  });
});
