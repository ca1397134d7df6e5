/**
 * Scores of a network's limit (see `propagate`): nothing is run, nothing is drawn, and the score of a network does not depend on the others.
 *
 *   field        ln(field-rank) + 0.15 ln(field-last) + 0.1 ln(MACs): Assay's judgement of a graph. The two small weights were chosen on tables
 *                of five spaces, each judged with what the other four chose; any from 0.05 to 0.2 rank nearly as well (docs/judgement.md)
 *   field-rank   sum of the effective numbers of channels behind every activation: what NEAR measures with a forward pass
 *   field-last   effective number of channels of the last map that still has pixels
 *   field-meco   sum over leaf maps of C (1 - sqrt(8 a))^2, a the mean square correlation of two channels: the smallest eigenvalue that MeCo
 *                expects among 8 random channels (Marchenko & Pastur)
 */
import type { OpDefinition, OpRole } from '../../arch/ops/types.js';
import type { ArchNode, Architecture } from '../../arch/types.js';
import { must } from '../../core/must.js';
import { defineProxy, scored, undefinedScore, type Proxy, type Score } from '../types.js';
import { effectiveChannels, propagate, type MapField, type Reached } from './propagate.js';

/** A node that an output needs. */
interface Live extends Reached {
  readonly node: ArchNode;
  readonly definition: OpDefinition<unknown>;
}

const carries = ({ covariance }: MapField): boolean => (covariance[0] ?? 0) > 0;
const hasPixels = ({ height, width }: MapField): boolean => height * width > 1;

const isNode = (reached: Reached): reached is Live => reached.node !== undefined;

/** In the order of the nodes. */
function liveNodes(architecture: Architecture): Live[] {
  const { all, byId } = propagate(architecture);
  for (const id of architecture.outputs) must(byId.get(id), 'the value of an output').isNeeded = true;
  const live: Live[] = [];
  for (let i = all.length - 1; i >= 0; i--) {
    const one = must(all[i], 'a value at its place');
    // Values that are multiplied by zero are not needed: cells of one canonical form differ in them.
    if (!one.isNeeded || !isNode(one) || one.definition.role === 'none') continue;
    for (const input of one.inputs) input.isNeeded = true;
    live.push(one);
  }
  return live.toReversed();
}

function rank(live: readonly Live[]): Score {
  const activations = live.filter(({ definition }) => definition.role === 'activation');
  const rectifiers = activations.filter(({ node, definition }) => definition.rectifies?.(node.attrs) === true);
  const counted = (rectifiers.length > 0 ? rectifiers : activations).filter(({ field }) => carries(field));
  if (counted.length === 0) return undefinedScore('no signal reaches an activation');
  return scored(
    counted.reduce((sum, { field }) => sum + effectiveChannels(field), 0),
    { activations: counted.length },
  );
}

function last(live: readonly Live[]): Score {
  const found = live.findLast(({ field }) => hasPixels(field));
  if (found === undefined) return undefinedScore('no map has more than one pixel');
  return carries(found.field) ? scored(effectiveChannels(found.field)) : undefinedScore(`no signal reaches ${found.node.id}`);
}

const leafRoles: ReadonlySet<OpRole> = new Set<OpRole>(['conv', 'norm', 'activation', 'pool', 'skip', 'none']);
const drawnChannels = 8;

function meco(live: readonly Live[]): Score {
  let sum = 0;
  for (const { definition, field } of live) {
    if (!leafRoles.has(definition.role) || !hasPixels(field) || !carries(field)) continue;
    const edge = 1 - Math.sqrt(drawnChannels * field.alike);
    if (edge > 0) sum += field.channels * edge * edge;
  }
  return scored(sum);
}

/** Multiply-accumulates of a node that carries a signal. */
function macsOf({ node, definition, inputs, shape, field }: Live): number {
  if (definition.macs === undefined || !carries(field)) return 0;
  return definition.macs(
    node.attrs,
    inputs.map((input) => input.shape),
    shape,
  );
}

const lastWeight = 0.15;
const macsWeight = 0.1;

function judgement(live: readonly Live[]): Score {
  const [ranks, ends] = [rank(live), last(live)];
  if (!ranks.ok) return ranks;
  const parts = {
    rank: Math.log(ranks.value),
    last: ends.ok ? lastWeight * Math.log(ends.value) : 0,
    macs: macsWeight * Math.log(1 + live.reduce((sum, one) => sum + macsOf(one), 0)),
  };
  return scored(parts.rank + parts.last + parts.macs, parts);
}

/** @param sharedByCanonical false where leaves that compute nothing count: cells of one canonical form differ in those. */
function fieldProxy(id: string, title: string, score: (live: readonly Live[]) => Score, sharedByCanonical = true): Proxy {
  return defineProxy({
    id,
    title,
    paper: 'own; the limit after Lee et al. 2018, arXiv 1711.00165 and Yang 2019, arXiv 1910.12478',
    note: 'runs nothing; borders, attention weights and products are left out of the limit',
    direction: 'higher',
    seeded: false,
    sharedByCanonical,
    options: {},
    requests: () => [{ kind: 'architecture' }],
    score(evidence) {
      const architecture = evidence.get({ kind: 'architecture' });
      return architecture.ok ? score(liveNodes(architecture.value)) : undefinedScore(architecture.reason);
    },
  });
}

export const field = fieldProxy('field', "Assay's judgement of a graph: the limit of random weights", judgement);
export const fieldRank = fieldProxy(
  'field-rank',
  'Effective channels behind activations, in the limit (NEAR without a pass)',
  rank,
);
export const fieldLast = fieldProxy('field-last', 'Effective channels of the last map, in the limit', last);
export const fieldMeco = fieldProxy(
  'field-meco',
  'Smallest eigenvalues of feature correlations, in the limit (MeCo without a pass)',
  meco,
  false,
);
