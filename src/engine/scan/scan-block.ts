import { createKeySet } from '../../core/key-set.js';
import { hashText64 } from '../../core/hash-words.js';
import { AssayError, usageError } from '../../core/errors.js';
import { createLimits } from '../limits/limits.js';
import { createQuantityReader, pickQuantities, quantities, type Quantity } from '../limits/quantities.js';
import { createEvidencePlan, type PlannedProxy } from '../evidence-plan.js';
import type { ResolvedPlan } from '../plan.js';
import { architectureProvider } from '../evidence/architecture.js';
import { costProvider } from '../evidence/cost.js';
import { topologyProvider } from '../evidence/topology.js';
import { levelOf, type CountedLevel } from '../../evidence/levels.js';
import type { EvidenceAnswer, EvidenceKind } from '../../evidence/types.js';
import type { EvidenceProvider, CandidateView } from '../types.js';
import { createScannedDraws } from './scanned-draws.js';
import type { ScanBlock, ScanRequest, ScanResult } from './types.js';

/** The providers of evidence that runs nothing. */
const providers: { readonly [K in CountedLevel | 'architecture']: EvidenceProvider<K> } = {
  topology: topologyProvider,
  cost: costProvider,
  architecture: architectureProvider,
};

/** Whether all of these proxies can be scanned. */
export function canScan(resolved: ResolvedPlan, proxies: readonly string[]): boolean {
  return resolved.proxies.every(
    ({ text, requests }) => !proxies.includes(text) || requests.every((request) => Object.hasOwn(providers, levelOf(request))),
  );
}

/** Whether a scan for these proxies builds every network. */
export function buildsNetworks({ proxies }: ResolvedPlan, scanned: readonly string[]): boolean {
  return proxies.some(({ text, requests }) => scanned.includes(text) && requests.some(({ kind }) => kind === 'architecture'));
}

/** Forms that a thread keeps, a megabyte: it scores a form that it met before these once more, and whoever assembles the blocks drops it. */
const mostMet = 50_000;

/**
 * A form of a recent block is not scored again: the earlier genotype counts. Blocks may come in any order; their natural order is fastest.
 * @throws a usage error when the plan has no space or the limits are not a condition.
 */
export function createScanner(
  resolved: ResolvedPlan,
  request: ScanRequest,
  known: readonly Quantity[] = quantities,
): (block: ScanBlock) => ScanResult {
  const { plan } = resolved;
  if (resolved.space === undefined) throw usageError('search', { expected: 'a space', got: 'none', code: 'missing' });
  const { questions, members } = createEvidencePlan(resolved, request.proxies);
  const sources = questions.map(({ kind, requests }) => ({
    source: providers[kind as CountedLevel] as EvidenceProvider<EvidenceKind>,
    requests,
  }));
  const draws = createScannedDraws(resolved.space, {
    seed: plan.seed,
    purpose: request.purpose,
    readsGenotypes: known.some(({ ofGenotype }) => ofGenotype !== undefined),
  });
  const { space } = draws;
  const limits =
    request.where === undefined ? undefined : createLimits(request.where, space, { known, later: request.later ?? [] });
  const reader = createQuantityReader(space, pickQuantities(request.quantities, known));
  const measured = new Float64Array(request.quantities.length);
  const key = new Uint32Array(2);
  /** Forms of blocks that come before the current one, the latest of them. */
  let met = createKeySet();
  let reached = -1;
  const writeKey =
    space.canonicalKey?.bind(space) ?? ((genotype: unknown, out: Uint32Array) => hashText64(space.canonical(genotype), out));
  const answers: (readonly EvidenceAnswer<EvidenceKind>[])[] = [];
  /** The genotype that is scored: one view serves all, because nothing waits. */
  let current: unknown;
  const view: CandidateView = {
    space,
    get genotype() {
      return current;
    },
    architecture: () => space.build(current),
  };

  return ({ first, count: asked }) => {
    const count = Math.max(0, Math.min(asked, draws.count - first));
    if (first <= reached || met.size > mostMet) met = createKeySet();
    reached = first;
    const places = new Uint32Array(count);
    const keys = new Uint32Array(2 * count);
    const scored = members.map((member) => ({ member, column: new Float64Array(count) }));
    const counted = request.quantities.map(() => new Float64Array(count));
    const columns = [...scored.map(({ column }) => column), ...counted];
    let admitted = 0;
    let rejected = 0;
    for (let place = 0; place < count; place++) {
      const genotype = draws.at(first + place, count - place);
      if (limits?.admits(genotype) === false) {
        rejected++;
        continue;
      }
      writeKey(genotype, key);
      const low = key[0] ?? 0;
      const high = key[1] ?? 0;
      if (!met.add(low, high)) continue;
      places[admitted] = place;
      keys[2 * admitted] = low;
      keys[2 * admitted + 1] = high;
      current = genotype;
      let q = 0;
      // They run nothing, so they answer synchronously.
      for (const { source, requests } of sources)
        answers[q++] = source.answer(view, requests) as readonly EvidenceAnswer<EvidenceKind>[];
      for (const { member, column } of scored) column[admitted] = valueOf(member, answers);
      if (measured.length > 0) {
        if (reader.fillCounted(genotype, measured)) reader.fillBuilt(genotype, measured);
        let at = 0;
        for (const column of counted) column[admitted] = measured[at++] ?? NaN;
      }
      admitted++;
    }
    return {
      proposed: count,
      rejected,
      places: places.slice(0, admitted),
      keys: keys.slice(0, 2 * admitted),
      columns: columns.map((column) => column.slice(0, admitted)),
      seen: limits?.seen() ?? [],
    };
  };
}

/** NaN for an undefined score or a failed proxy: the reason follows when the genotype is evaluated. */
function valueOf(member: PlannedProxy, answers: Parameters<PlannedProxy['score']>[0]): number {
  try {
    const own = member.score(answers);
    return own.ok ? own.value : NaN;
  } catch (error) {
    if (error instanceof AssayError && error.kind === 'usage') throw error;
    return NaN;
  }
}
