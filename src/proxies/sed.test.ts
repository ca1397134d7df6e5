import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellTopology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import { decodeNasBench201 } from '../spaces/nas-bench-201-cell.js';
import { nasBench201Topology } from '../spaces/nas-bench-201-topology.js';
import { scoreSed, sedOfCell, sedPresets } from './sed.js';

const topologyOf = (text: string): CellTopology => nasBench201Topology(decodeNasBench201(text));
const uniform = (op: string): string => `|${op}~0|+|${op}~0|${op}~1|+|${op}~0|${op}~1|${op}~2|`;
const conv = (kernel: number, times = 1): TopologyOp => ({ kind: 'conv', kernel, times });
const pool = (kernel: number): TopologyOp => ({ kind: 'pool', kernel, pool: 'max' });
const skip: TopologyOp = { kind: 'skip' };
const edge = (from: number, to: number, op: TopologyOp): TopologyEdge => ({ from, to, op, label: op.kind });

/** Rows of spec/sed.md 3.3: value, [conv, pool, skip], log-variance; null where no path is live. */
const golden: [string, number | null, [number, number, number], number | null][] = [
  [uniform('nor_conv_3x3'), 14.334076, [14.334076, 0, 0], 5.402677],
  [
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
    12.542316,
    [12.542316, 0, 0],
    5.402322,
  ],
  [
    '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
    -1.81093,
    [1.386294, -2.197225, -1],
    1.05342,
  ],
  [
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|',
    5.568426,
    [7.167038, -1.098612, -0.5],
    3.599092,
  ],
  [uniform('skip_connect'), -2.5, [0, 0, -2.5], 0.693147],
  [uniform('avg_pool_3x3'), -8.788898, [0, -8.788898, 0], -0.993252],
  ['|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|', 0.693147, [0.693147, 0, 0], 0.693147],
  [uniform('none'), null, [0, 0, 0], null],
  ['|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|', null, [0, 0, 0], null],
];

describe('SED of NAS-Bench-201 cells', () => {
  it.each(golden)('gives the golden value and parts of %s', (text, value, [convPart, poolPart, skipPart], logvar) => {
    const score = sedOfCell(topologyOf(text), sedPresets['nas-bench-201']);
    const variance = sedOfCell(topologyOf(text), sedPresets.logvar);
    if (value === null || logvar === null) {
      expect(score).toBeUndefined();
      expect(variance).toBeUndefined();
      return;
    }
    expect(score?.value).toBeCloseTo(value, 6);
    expect(score?.parts?.conv).toBeCloseTo(convPart, 6);
    expect(score?.parts?.pool).toBeCloseTo(poolPart, 6);
    expect(score?.parts?.skip).toBeCloseTo(skipPart, 6);
    expect(variance?.value).toBeCloseTo(logvar, 6);
  });

  it('says why a dead cell has no score', () => {
    const score = scoreSed({ cells: [{ name: 'cell', repeats: 1, cell: topologyOf(uniform('none')) }] });
    expect(score).toEqual({ ok: false, reason: 'no path from input to output in the cell' });
  });
});

describe('SED of DARTS_V2', () => {
  const cell = (pairs: [TopologyOp, number][]): CellTopology => ({
    nodes: 6,
    inputs: [0, 1],
    outputs: [2, 3, 4, 5],
    edges: pairs.map(([op, from], i) => edge(from, 2 + (i >> 1), op)),
  });
  const sep3 = conv(3, 2);
  const normal = cell([
    [sep3, 0],
    [sep3, 1],
    [sep3, 0],
    [sep3, 1],
    [sep3, 1],
    [skip, 0],
    [skip, 0],
    [conv(3), 2],
  ]);
  const reduce = cell([
    [pool(3), 0],
    [pool(3), 1],
    [skip, 2],
    [pool(3), 1],
    [pool(3), 0],
    [skip, 2],
    [skip, 2],
    [pool(3), 1],
  ]);

  it('gives the golden values of both cells', () => {
    expect(sedOfCell(normal, sedPresets['nas-bench-201'])?.value).toBeCloseTo(28.168152, 6);
    expect(sedOfCell(normal, sedPresets['nas-bench-201'])?.parts?.conv).toBeCloseTo(28.668152, 6);
    expect(sedOfCell(normal, sedPresets.logvar)?.value).toBeCloseTo(5.755432, 6);
    expect(sedOfCell(reduce, sedPresets['nas-bench-201'])?.value).toBeCloseTo(-13.084735, 6);
    expect(sedOfCell(reduce, sedPresets['nas-bench-201'])?.parts?.skip).toBe(-1);
    expect(sedOfCell(reduce, sedPresets.logvar)?.value).toBeCloseTo(0.100335, 6);
  });

  it('adds the cells of a network, each times its repeats', () => {
    const topology = {
      cells: [
        { name: 'normal', repeats: 18, cell: normal },
        { name: 'reduce', repeats: 2, cell: reduce },
      ],
    };
    const score = scoreSed(topology, sedPresets['nas-bench-201']);
    expect(score.ok && score.value).toBeCloseTo(18 * 28.168152 - 2 * 13.084735, 4);
  });
});

/** A random cell graph: every pair of nodes may hold one edge. */
const cells = fc.integer({ min: 2, max: 7 }).chain((nodes) => {
  const pairs = Array.from({ length: nodes }, (_, to) =>
    Array.from({ length: to }, (_unused, from) => [from, to] as const),
  ).flat();
  const op = fc.oneof(
    fc.constantFrom(1, 3, 5, 7).map((k) => conv(k)),
    fc.constantFrom(2, 3, 5).map(pool),
    fc.constant(skip),
    fc.constant(undefined),
  );
  return fc.tuple(...pairs.map(() => op)).map((chosen): CellTopology => ({
    nodes,
    inputs: [0],
    outputs: [nodes - 1],
    edges: pairs.flatMap(([from, to], i) => (chosen[i] === undefined ? [] : [edge(from, to, chosen[i])])),
  }));
});
/** The operators of every path from an input to an output, found by walking. */
function pathsOf(cell: CellTopology): TopologyOp[][] {
  const walk = (node: number, ops: TopologyOp[]): TopologyOp[][] => [
    ...(cell.outputs.includes(node) ? [ops] : []),
    ...cell.edges.filter(({ from }) => from === node).flatMap(({ to, op }) => walk(to, [...ops, op])),
  ];
  return cell.inputs.flatMap((node) => walk(node, []));
}

describe('the default', () => {
  const gain = (op: TopologyOp): number =>
    op.kind === 'conv'
      ? op.times * Math.log(op.kernel)
      : op.kind === 'pool'
        ? -Math.log(op.kernel)
        : op.kind === 'skip'
          ? -0.25
          : 0;

  it('is the mean over all paths of what their operators add', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const paths = pathsOf(cell);
        const sum = paths.flat().reduce((total, op) => total + gain(op), 0);
        const score = scoreSed({ cells: [{ name: 'cell', repeats: 1, cell }] });
        if (paths.length === 0) expect(score.ok).toBe(false);
        else expect(score.ok && score.value).toBeCloseTo(sum / paths.length, 9);
      }),
    );
  });

  it('has parts that add up', () => {
    const cell = topologyOf('|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|skip_connect~1|skip_connect~2|');
    // Paths: pool skip skip, pool skip, conv1 skip, conv3.
    const parts = { conv: Math.log(3) / 4, pool: -Math.log(3) / 2, skip: -0.25 };
    expect(sedOfCell(cell, sedPresets['per-path'])?.parts).toEqual(parts);
    expect(sedOfCell(cell, sedPresets['per-path'])?.value).toBeCloseTo(parts.conv + parts.pool + parts.skip, 12);
  });
});

const value = (cell: CellTopology, preset: keyof typeof sedPresets): number =>
  sedOfCell(cell, sedPresets[preset])?.value ?? -Infinity;
const replaced = (cell: CellTopology, at: number, op: TopologyOp): CellTopology => ({
  ...cell,
  edges: cell.edges.map((e, i) => (i === at ? { ...e, op } : e)),
});

describe.each(Object.keys(sedPresets) as (keyof typeof sedPresets)[])('SED, preset %s', (preset) => {
  it('never falls when one convolution gets a larger kernel', () => {
    fc.assert(
      fc.property(cells, fc.nat(), (cell, pick) => {
        const at = cell.edges.findIndex((e, i) => e.op.kind === 'conv' && i >= pick % Math.max(1, cell.edges.length));
        if (at < 0 || cell.edges[at].op.kind !== 'conv') return;
        expect(value(replaced(cell, at, conv(cell.edges[at].op.kernel + 2)), preset)).toBeGreaterThanOrEqual(
          value(cell, preset) - 1e-9,
        );
      }),
    );
  });

  it('never rises when one pooling gets a larger kernel', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const at = cell.edges.findIndex((e) => e.op.kind === 'pool');
        if (at < 0 || cell.edges[at].op.kind !== 'pool') return;
        expect(value(replaced(cell, at, pool(cell.edges[at].op.kernel + 2)), preset)).toBeLessThanOrEqual(
          value(cell, preset) + 1e-9,
        );
      }),
    );
  });

  it('does not see dead edges, the order of edges, or parallel numbering of them', () => {
    fc.assert(
      fc.property(cells, fc.infiniteStream(fc.nat()), (cell, stream) => {
        const withDead: CellTopology = {
          ...cell,
          nodes: cell.nodes + 1,
          outputs: cell.outputs,
          edges: [...cell.edges, edge(0, cell.nodes, conv(3))],
        };
        expect(value(withDead, preset)).toBe(value(cell, preset));
        const keys = cell.edges.map(() => stream.next().value as number);
        const shuffled = cell.edges
          .map((e, i) => [keys[i], e] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, e]) => e);
        const a = value({ ...cell, edges: shuffled }, preset);
        if (preset === 'logvar') expect(a === value(cell, preset) || Math.abs(a - value(cell, preset)) < 1e-9).toBe(true);
        else expect(a).toBe(value(cell, preset));
      }),
    );
  });
});

describe('skips', () => {
  it('never raise the score chosen on NAS-Bench-201 when one beyond the first takes the place of a convolution', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        if (sedOfCell(cell, sedPresets['nas-bench-201']) === undefined) return;
        const before = sedOfCell(cell, sedPresets['nas-bench-201'])?.parts?.skip ?? 0;
        for (let at = 0; at < cell.edges.length; at++) {
          if (cell.edges[at].op.kind !== 'conv') continue;
          const after = replaced(cell, at, skip);
          expect(value(after, 'nas-bench-201')).toBeLessThanOrEqual(value(cell, 'nas-bench-201') + 1e-9);
          expect(sedOfCell(after, sedPresets['nas-bench-201'])?.parts?.skip).toBeLessThanOrEqual(before);
        }
      }),
    );
  });
});
