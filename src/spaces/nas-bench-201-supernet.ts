/**
 * The wholes of NAS-Bench-201: cells that sum any of the four operators on every edge, up to all of them at once (the supernet TE-NAS
 * prunes, Chen et al. 2021, arXiv 2102.11535). An edge without an operator is `none`; with at most one operator an edge it is a
 * cell of NAS-Bench-201, whose string stands behind the prefix that tells wholes from cells: `whole:|skip_connect+nor_conv_3x3~0|+|none~0|...`.
 */
import { countCost, type Cost } from '../arch/cost.js';
import type { TopologyEdge } from '../arch/topology.js';
import { dataError, quote } from '../core/errors.js';
import type { Rng } from '../core/rng.js';
import { defineSpace } from './define-space/define-space.js';
import {
  buildNasBench201Edges,
  nasBench201Ops,
  nasBench201Options,
  nasBench201TopologyEdges,
  type NasBench201Op,
} from './nas-bench-201.js';
import type { SearchSpace } from './types.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

/** The operators of the six edges in the order of the published string; each list in the order of `nasBench201Ops`. */
export type NasBench201Whole = readonly (readonly NasBench201Op[])[];

const ops = nasBench201Ops.filter((op) => op !== 'none');
const prefix = 'whole:';
const tails = [0, 0, 1, 0, 1, 2];
const heads = [1, 2, 2, 3, 3, 3];

const written = (own: readonly NasBench201Op[]): string => (own.length === 0 ? 'none' : own.join('+'));

function encode(whole: NasBench201Whole): string {
  const [a, b, c, d, e, f] = whole.map((own, edge) => `${written(own)}~${tails[edge]}`);
  return `${prefix}|${a}|+|${b}|${c}|+|${d}|${e}|${f}|`;
}

/** Every list of operators as it is written. */
const lists = new Map(
  Array.from({ length: 2 ** ops.length }, (_, bits) => ops.filter((__, i) => (bits & (1 << i)) !== 0)).map((own) => [
    written(own),
    own,
  ]),
);

function decode(text: string): NasBench201Whole {
  const tokens = text.startsWith(prefix) ? text.slice(prefix.length).split('|') : [];
  const places = [1, 3, 4, 6, 7, 8];
  const whole = places.map((place, edge) => {
    const [own, tail] = (tokens[place] ?? '').split('~');
    return tail === String(tails[edge]) ? lists.get(own) : undefined;
  });
  const found = whole.filter((own) => own !== undefined);
  if (found.length < 6 || encode(found) !== text) {
    const at = whole.findIndex((own) => own === undefined);
    throw dataError(`nas-bench-201-whole architecture ${quote(text, 120)}`, {
      expected: `${prefix}|ops~0|+|ops~0|ops~1|+|ops~0|ops~1|ops~2| with operators of ${ops.join(', ')} in this order, joined by +, or none`,
      got: at < 0 || tokens.length !== 10 ? 'another form' : quote(tokens[places[at]]),
    });
  }
  return found;
}

/** Sums are written as sorted terms; a skip adds the terms of its source, and what comes from nothing is nothing. */
function canonical(whole: NasBench201Whole): string {
  const nodes: (readonly string[])[] = [['0'], [], [], []];
  whole.forEach((own, edge) => {
    const source = nodes[tails[edge]];
    if (source.length === 0) return;
    const terms = own.flatMap((op) => (op === 'skip_connect' ? source : [`(${source.join('+')})@${op}`]));
    nodes[heads[edge]] = [...nodes[heads[edge]], ...terms].sort();
  });
  return nodes[3].join('+') || '#';
}

const toggled = (whole: NasBench201Whole, edge: number, op: NasBench201Op): NasBench201Whole =>
  whole.with(
    edge,
    ops.filter((own) => (own === op) !== whole[edge].includes(own)),
  );

export const nasBench201Whole = defineSpace({
  id: 'nas-bench-201-whole',
  title: 'Wholes of NAS-Bench-201: any of four ops summed on each edge, to be pruned to a cell',
  paper: 'TE-NAS: Chen et al. 2021, arXiv 2102.11535',
  example:
    'whole:|skip_connect+nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1+avg_pool_3x3~2|',
  options: nasBench201Options,
  create(network): SearchSpace<NasBench201Whole> {
    const build = (whole: NasBench201Whole) =>
      buildNasBench201Edges(
        whole.map((own) => (own.length === 0 ? ['none'] : own)),
        network,
        `nas-bench-201-whole ${encode(whole)}`,
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
      id: 'nas-bench-201-whole',
      size: (2 ** ops.length) ** 6,
      sample: (rng: Rng) => tails.map(() => ops.filter(() => rng.int(2) === 0)),
      mutate: (whole, rng) => toggled(whole, rng.int(6), rng.pick(ops)),
      neighbors: (whole) => whole.flatMap((_, edge) => ops.map((op) => toggled(whole, edge, op))),
      crossover: (a, b, rng) => a.map((own, edge) => (rng.int(2) === 0 ? own : b[edge])),
      encode,
      decode: decodeWithoutBlanks(decode),
      canonical,
      build,
      topology: (whole) => ({
        cells: [
          {
            name: 'cell',
            repeats: 1,
            cell: {
              nodes: 4,
              inputs: [0],
              outputs: [3],
              edges: whole.flatMap((own, edge) => own.map((op) => nasBench201TopologyEdges[edge].get(op) as TopologyEdge)),
            },
          },
        ],
      }),
      cost(whole) {
        const { base, added } = (costs ??= countOnce());
        return whole
          .flat()
          .reduce(
            (sum, op) => ({ params: sum.params + (added.get(op)?.params ?? 0), macs: sum.macs + (added.get(op)?.macs ?? 0) }),
            base,
          );
      },
      whole: () => tails.map(() => ops),
      prunings: (whole) =>
        whole.flatMap((own, edge) =>
          own.length < 2 ? [] : own.map((op) => ({ place: edge, genotype: toggled(whole, edge, op) })),
        ),
      defaults: {
        constantWeights: [1e-7, 1],
        proxies: ['sed', 'epsilon'],
        combine: 'rank-sum:sed=1:epsilon=0.2',
        combineNote:
          'the weight 0.2 and the constants of SED were chosen on NAS-Bench-201 test accuracies: judge them on other spaces',
      },
    };
  },
});
