/** A report's data over the first cells of NAS-Bench-201, with made-up scores: for tests of layout and size, not of results. */
import { createRng } from '../src/core/rng.js';
import type { ReportData } from '../src/report/types.js';
import { encodeNasBench201, nasBench201Ops, type NasBench201Cell } from '../src/spaces/nas-bench-201-cell.js';
import { nasBench201Topology } from '../src/spaces/nas-bench-201-topology.js';

function cellAt(index: number): NasBench201Cell {
  return Array.from({ length: 6 }, (_, e) => nasBench201Ops[Math.floor(index / 5 ** e) % 5]);
}

/** @param count at most 15,625 architectures. */
export function sampleReport(count: number, changes: Partial<ReportData> = {}): ReportData {
  const rng = createRng(1, 'sample report');
  const cells = Array.from({ length: count }, (_, i) => cellAt(i));
  const archs = cells.map(encodeNasBench201);
  const topologies = cells.map(nasBench201Topology);
  const first = archs.map((_, i) => (i % 50 === 0 ? null : rng.normal() * 10));
  const second = archs.map((_, i) => (i % 3 === 0 ? null : Math.exp(rng.normal() * 20)));
  const combined = archs.map(() => rng.next() * 20_000);
  const params = archs.map(() => 73_306 + rng.int(1_400_000));
  const macs = archs.map(() => 7_783_050 + rng.int(200_000_000));
  const order = [...archs.keys()].toSorted((a, b) => combined[b] - combined[a]);
  return {
    title: 'A sample',
    space: { id: 'nas-bench-201', optionsText: 'C=16, N=5' },
    combination: { text: 'rank(first) + 0.2 rank(second)', note: 'Chosen on nothing.' },
    settings: [
      ['Seed', '1'],
      ['Data', 'ramp'],
    ],
    steps: [
      { name: 'first', seconds: 0.05 },
      { name: 'second', seconds: 12 },
    ],
    proxies: [
      { key: 'first', id: 'first', title: 'First', direction: 'higher', note: 'A reconstruction.' },
      { key: 'second:x=1', id: 'second', title: 'Second', direction: 'lower' },
    ],
    notes: ['One remark.'],
    points: { archs, scores: { first, 'second:x=1': second }, combined, params, macs, cells: topologies },
    best: order.slice(0, 10).map((i, place) => ({
      arch: archs[i],
      rank: place + 1,
      combined: combined[i],
      scores: { first: first[i], 'second:x=1': second[i] },
      params: params[i],
      macs: macs[i],
      cell: topologies[i],
    })),
    front: order.slice(0, 3),
    tables: ['c10', 'c100', 'in16'].map((target) => ({
      target,
      label: `${target} test accuracy (%)`,
      accuracies: archs.map((_, i) => (i === 1 ? null : rng.next() * 100)),
      correlations: [
        { proxy: 'first', spearman: 0.9, kendall: 0.75, n: count, population: 'all' },
        { proxy: 'params', spearman: -0.0001, kendall: 0.5, n: count, population: 'all' },
      ],
    })),
    undefinedScores: [{ key: 'first', reason: 'no path', count: 1 }],
    ...changes,
  };
}
