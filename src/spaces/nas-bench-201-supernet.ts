/**
 * The supernet of NAS-Bench-201 and everything it can be pruned to: cells that sum any of the four operators on every edge, up to all of
 * them at once (TE-NAS, Chen et al. 2021, arXiv 2102.11535). An edge without an operator is `none`; with at most one operator on each edge it is
 * a cell of NAS-Bench-201, written with a prefix before its string: `supernet:|skip_connect+nor_conv_3x3~0|+|none~0|...`.
 */
import { must } from '../core/must.js';
import { countCost, type Cost } from '../arch/cost.js';
import { dataError, quote } from '../core/errors.js';
import type { Rng } from '../core/rng.js';
import { defineSpace } from './define-space/define-space.js';
import { nasBench201Ops, type NasBench201Op } from './nas-bench-201-cell.js';
import { buildNasBench201Edges, nasBench201Options } from './nas-bench-201.js';
import { nasBench201TopologyEdges } from './nas-bench-201-topology.js';
import type { SearchSpace } from './types.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

/** The operators of the six edges in the order of the published string; each list in the order of `nasBench201Ops`. */
type NasBench201Supernet = readonly (readonly NasBench201Op[])[];

const ops = nasBench201Ops.filter((op) => op !== 'none');
const prefix = 'supernet:';
const tails = [0, 0, 1, 0, 1, 2];
const heads = [1, 2, 2, 3, 3, 3];

const written = (chosen: readonly NasBench201Op[]): string => (chosen.length === 0 ? 'none' : chosen.join('+'));

function encode(supernet: NasBench201Supernet): string {
  const [a, b, c, d, e, f] = supernet.map((chosen, edge) => `${written(chosen)}~${tails[edge]}`);
  return `${prefix}|${a}|+|${b}|${c}|+|${d}|${e}|${f}|`;
}

/** Every list of operators as it is written. */
const lists = new Map(
  Array.from({ length: 2 ** ops.length }, (_, bits) => ops.filter((__, i) => (bits & (1 << i)) !== 0)).map((chosen) => [
    written(chosen),
    chosen,
  ]),
);

function decode(text: string): NasBench201Supernet {
  const tokens = text.startsWith(prefix) ? text.slice(prefix.length).split('|') : [];
  const places = [1, 3, 4, 6, 7, 8];
  const supernet = places.map((place, edge) => {
    const [chosen = '', tail] = (tokens[place] ?? '').split('~');
    return tail === String(tails[edge]) ? lists.get(chosen) : undefined;
  });
  const found = supernet.filter((chosen) => chosen !== undefined);
  if (found.length < 6 || encode(found) !== text) {
    const at = supernet.findIndex((chosen) => chosen === undefined);
    throw dataError(`nas-bench-201-supernet architecture ${quote(text, 120)}`, {
      expected: `${prefix}|ops~0|+|ops~0|ops~1|+|ops~0|ops~1|ops~2| with operators of ${ops.join(', ')} in this order, joined by +, or none`,
      got: at < 0 || tokens.length !== 10 ? 'another form' : quote(tokens[places[at] ?? 0] ?? ''),
    });
  }
  return found;
}

/** Sums are written as sorted terms; a skip adds the terms of its source, and an edge from an empty node adds nothing. */
function canonical(supernet: NasBench201Supernet): string {
  const nodes: (readonly string[])[] = [['0'], [], [], []];
  const termsOf = (node: number | undefined): readonly string[] => must(nodes[node ?? 0], 'a node of the cell');
  supernet.forEach((chosen, edge) => {
    const source = termsOf(tails[edge]);
    if (source.length === 0) return;
    const terms = chosen.flatMap((op) => (op === 'skip_connect' ? source : [`(${source.join('+')})@${op}`]));
    const head = must(heads[edge], 'a head of each edge');
    nodes[head] = [...termsOf(head), ...terms].sort();
  });
  return termsOf(3).join('+') || '#';
}

const toggled = (supernet: NasBench201Supernet, edge: number, op: NasBench201Op): NasBench201Supernet =>
  supernet.with(
    edge,
    ops.filter((chosen) => (chosen === op) !== supernet[edge]?.includes(chosen)),
  );

export const nasBench201Supernet = defineSpace({
  id: 'nas-bench-201-supernet',
  title: 'The supernet of NAS-Bench-201: any of four ops summed on each edge, pruned step by step to a cell',
  paper: 'TE-NAS: Chen et al. 2021, arXiv 2102.11535',
  example:
    'supernet:|skip_connect+nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1+avg_pool_3x3~2|',
  options: nasBench201Options,
  create(network): SearchSpace<NasBench201Supernet> {
    const build = (supernet: NasBench201Supernet) =>
      buildNasBench201Edges(
        supernet.map((chosen) => (chosen.length === 0 ? ['none'] : chosen)),
        network,
        `nas-bench-201-supernet ${encode(supernet)}`,
      );
    const single = (op: NasBench201Op | undefined): Cost => countCost(build([op === undefined ? [] : [op], [], [], [], [], []]));
    let costs: { readonly base: Cost; readonly added: ReadonlyMap<NasBench201Op, Cost> } | undefined;
    const countOnce = (): NonNullable<typeof costs> => {
      const base = single(undefined);
      return {
        base,
        added: new Map(ops.map((op) => [op, { params: single(op).params - base.params, macs: single(op).macs - base.macs }])),
      };
    };
    return {
      id: 'nas-bench-201-supernet',
      size: (2 ** ops.length) ** 6,
      sample: (rng: Rng) => tails.map(() => ops.filter(() => rng.int(2) === 0)),
      mutate: (supernet, rng) => toggled(supernet, rng.int(6), rng.pick(ops)),
      neighbors: (supernet) => supernet.flatMap((_, edge) => ops.map((op) => toggled(supernet, edge, op))),
      crossover: (a, b, rng) => a.map((chosen, edge) => (rng.int(2) === 0 ? chosen : must(b[edge], 'an edge of both'))),
      encode,
      decode: decodeWithoutBlanks(decode),
      canonical,
      build,
      topology: (supernet) => ({
        cells: [
          {
            name: 'cell',
            repeats: 1,
            cell: {
              nodes: 4,
              inputs: [0],
              outputs: [3],
              edges: supernet.flatMap((chosen, edge) =>
                chosen.map((op) => must(nasBench201TopologyEdges[edge]?.get(op), 'an edge of each operator')),
              ),
            },
          },
        ],
      }),
      cost(supernet) {
        const { base, added } = (costs ??= countOnce());
        return supernet
          .flat()
          .reduce(
            (sum, op) => ({ params: sum.params + (added.get(op)?.params ?? 0), macs: sum.macs + (added.get(op)?.macs ?? 0) }),
            base,
          );
      },
      supernet: () => tails.map(() => ops),
      prunings: (supernet) =>
        supernet.flatMap((chosen, edge) =>
          chosen.length < 2 ? [] : chosen.map((op) => ({ place: edge, genotype: toggled(supernet, edge, op) })),
        ),
      properties: { constantWeights: [1e-7, 1], wiring: 'fixed' },
    };
  },
});
