/**
 * A bench for single architectures: what one is worth, where it stands in its space, and how every single change would move it. The judgement
 * is the one that a search uses (the space's, or the one that is named); its places are counted among reference cells, which a caller scores here
 * (`scoreReference`), in another worker, or reads from a file (`addReference`).
 */
import { usageError } from '../../core/errors.js';
import { parseSpec } from '../../core/options.js';
import { checkRequest } from '../../core/schema/check-request.js';
import { turn } from '../../core/turn.js';
import { askedCombination, equalWeights, scoreColumns } from '../../engine/combination.js';
import { evaluateArchitectures } from '../../engine/evaluate-architectures.js';
import type { Host } from '../../engine/host.js';
import { createQuantityReader, pickQuantities, quantities as known } from '../../engine/limits/quantities.js';
import { createLocalHost } from '../../engine/local-host.js';
import { planSettings } from '../../engine/plan-settings.js';
import { proxyTextsOf, registryWith } from '../../engine/values.js';
import { weighProxies } from '../../proxies/combine/index.js';
import type { Score } from '../../proxies/types.js';
import { chooseJudgement } from '../../spaces/judgement.js';
import { placesOf } from '../../spaces/places.js';
import type { SearchSpace } from '../../spaces/types.js';
import { spaceOf } from '../scoring/detect-space.js';
import { referenceCells } from './reference-cells.js';
import { createReferenceScale } from './reference-scale.js';
import { changesSchema, scoreReferenceSchema, whatIfSchema, type ScoreReferenceOptions, type WhatIfRequest } from './request.js';
import type { Look, PlaceChanges, ReferenceRows } from './types.js';

/** The bench of a space: single architectures and their changes. */
export interface WhatIf {
  readonly space: SearchSpace;
  /** Every proxy that `look` scores, by text. */
  readonly proxies: readonly string[];
  /** Those that the judgement combines. */
  readonly judges: readonly string[];
  readonly combination: string;
  /** The cells that stand for the space. */
  readonly reference: { readonly count: number; readonly planned: number; readonly isAll: boolean };
  /** @throws a data error for a string that the space does not read. */
  look(text: string): Promise<Look>;
  /** Every single change, by place. */
  changes(text: string, options?: { readonly signal?: AbortSignal }): Promise<readonly PlaceChanges[]>;
  /** Scores the reference cells by the judgement, some at a time; the rows are not added here. */
  scoreReference(options?: ScoreReferenceOptions): AsyncIterable<ReferenceRows>;
  /** @throws a usage error for rows of other proxies. */
  addReference(rows: ReferenceRows): void;
  /** Ends the engine; the last call. */
  close(): Promise<void>;
}

/** Looks kept, so that a step back or to a neighbour costs nothing. */
const kept = 4000;
/** What spaces count without building, and what needs the network: a change gets only the first. */
const cheap = ['params', 'macs'];
const costly = ['depth', 'peakBytes'];

/** Opens the bench of a space. @throws usage errors for the request. */
export async function openWhatIf(request: WhatIfRequest, host: Host = createLocalHost()): Promise<WhatIf> {
  checkRequest('openWhatIf', whatIfSchema, request);
  const { sample = 1000 } = request;
  const opened = await spaceOf({ named: request.space, openSpace: host.openSpace }, []);
  if (opened === undefined) throw usageError('openWhatIf', { expected: 'a space', got: 'none', code: 'missing' });
  const { space } = opened;
  const judgement = chooseJudgement(request.effort, space.properties, request.proxies?.map(String));
  const named = request.proxies ?? judgement.proxies;
  const judged = proxyTextsOf(named);
  const beside = (space.topology === undefined ? ['epsilon'] : ['sed', 'epsilon']).filter((id) =>
    judged.every((text) => parseSpec(text, 'proxy').id !== id),
  );
  const registry = registryWith(opened, named);
  const plan = await host.openPlan(
    {
      space: opened.text,
      proxies: [...judged, ...beside],
      ...planSettings(request, { judgement: request.proxies === undefined ? judgement : undefined, space }),
    },
    registry === undefined ? {} : { registry },
  );
  const { resolved } = plan;
  const judging = { ...resolved, proxies: resolved.proxies.filter(({ text }) => judged.includes(text)) };
  const combination = askedCombination(request, judgement)?.text ?? equalWeights(judging);
  const { combination: rule, weights } = weighProxies(combination, scoreColumns(judging.proxies));
  const columns = judging.proxies.filter(({ text }) => weights.has(text));
  const judges = columns.map(({ text }) => text);
  const scale = createReferenceScale(
    rule,
    judges.map((text) => weights.get(text) ?? 0),
  );
  const cells = referenceCells(space, sample);
  const quantitiesOf = createCounter(space);
  const orient = (scores: readonly (number | null)[]): number[] =>
    scores.map((value, i) => (value === null ? -Infinity : columns[i]?.proxy.direction === 'lower' ? -value : value));
  const looks = new Map<string, Omit<Look, 'standing'>>();

  const valuesOf = (scores: Look['scores']): (number | null)[] =>
    judges.map((text) => {
      const score: Score | undefined = scores[text];
      return score?.ok === true ? score.value : null;
    });
  const withStanding = (look: Omit<Look, 'standing'>): Look => {
    const standing = scale.standingOf(orient(valuesOf(look.scores)));
    return standing === undefined ? look : { ...look, standing };
  };
  /** Scores the texts that are new, with these proxies. */
  const lookAll = async (texts: readonly string[], proxies: readonly string[], signal?: AbortSignal): Promise<Look[]> => {
    const isKnown = (text: string): boolean => proxies.every((proxy) => looks.get(text)?.scores[proxy] !== undefined);
    const fresh = [...new Set(texts)].filter((text) => !isKnown(text));
    const found = new Map(texts.flatMap((text) => (isKnown(text) ? [[text, looks.get(text)!] as const] : [])));
    const options = { proxies, ...(signal === undefined ? {} : { signal }) };
    for await (const { candidate, evaluation } of evaluateArchitectures(plan, fresh, options)) {
      const text = String(candidate);
      const genotype = space.decode(text);
      const before = looks.get(text);
      const look = {
        text,
        canonical: space.canonical(genotype),
        quantities: before?.quantities ?? quantitiesOf(genotype, cheap),
        scores: { ...before?.scores, ...evaluation.scores },
        // Only what can be copied to another thread.
        ...(space.topology === undefined ? {} : { topology: { cells: space.topology(genotype).cells } }),
      };
      looks.set(text, look);
      found.set(text, look);
    }
    for (const text of looks.keys()) {
      if (looks.size <= kept) break;
      looks.delete(text);
    }
    return texts.flatMap((text) => {
      const look = found.get(text);
      return look === undefined ? [] : [withStanding(look)];
    });
  };
  const lookAt = async (text: string, proxies: readonly string[]): Promise<Look> => {
    const [look] = await lookAll([space.encode(space.decode(text))], proxies);
    if (look === undefined) throw new Error('a look is missing');
    return look;
  };
  return {
    space,
    proxies: [...judged, ...beside],
    judges,
    combination,
    get reference() {
      return { count: scale.count, planned: cells.count, isAll: cells.isAll };
    },
    async look(text) {
      const look = await lookAt(text, [...judged, ...beside]);
      if (costly.every((id) => id in look.quantities)) return look;
      const quantities = { ...look.quantities, ...quantitiesOf(space.decode(look.text), costly) };
      looks.set(look.text, { ...look, quantities });
      return { ...look, quantities };
    },
    async changes(text, options = {}) {
      checkRequest('changes', changesSchema, options);
      const here = await lookAt(text, judged);
      const places = placesOf(space, space.decode(text));
      const texts = places.map(({ alternatives }) => alternatives.map(({ genotype }) => space.encode(genotype)));
      const found = new Map<string, Look>();
      for (const some of texts) {
        for (const look of await lookAll(some, judged, options.signal)) found.set(look.text, look);
        // A look that is asked for meanwhile does not wait for all places.
        await turn();
        options.signal?.throwIfAborted();
      }
      // The reference may have grown meanwhile: all places stand among the same cells.
      const now = withStanding(here);
      return places.map(({ name, drawn, current, alternatives }, i) => ({
        name,
        ...(drawn === undefined ? {} : { drawn }),
        current,
        changes: alternatives.flatMap(({ choice }, k) => {
          const look = found.get(texts[i]?.[k] ?? '');
          return look === undefined ? [] : [changeOf(choice, withStanding(look), now)];
        }),
      }));
    },
    async *scoreReference(options = {}) {
      checkRequest('scoreReference', scoreReferenceSchema, options);
      const { signal, rows: size = 64, skip = 0 } = options;
      let rows: (number | null)[][] = [];
      const evaluated = evaluateArchitectures(plan, after(skip, cells.texts()), {
        proxies: judged,
        total: Math.max(0, cells.count - skip),
        ...(signal === undefined ? {} : { signal }),
      });
      for await (const { evaluation } of evaluated) {
        rows.push(valuesOf(evaluation.scores));
        if (rows.length < size) continue;
        yield { proxies: judges, rows };
        rows = [];
      }
      if (rows.length > 0) yield { proxies: judges, rows };
    },
    addReference({ proxies, rows }) {
      if (proxies.join() !== judges.join() || rows.some((row) => row.length !== judges.length))
        throw usageError('reference', {
          expected: `rows of ${judges.join(', ')}`,
          got: `rows of ${proxies.join(', ')}`,
          code: 'mismatch',
        });
      scale.add(rows.map(orient));
    },
    close: () => plan.close(),
  };
}

function* after<T>(count: number, values: Iterable<T>): Generator<T> {
  let place = 0;
  for (const value of values) if (place++ >= count) yield value;
}

function changeOf(choice: string, { text, scores, quantities, standing }: Look, here: Look): PlaceChanges['changes'][number] {
  const change = { choice, text, scores, quantities };
  if (standing === undefined || here.standing === undefined) return change;
  return { ...change, standing, gain: standing.percentile - here.standing.percentile };
}

/** Counts the quantities of these ids. */
function createCounter(space: SearchSpace): (genotype: unknown, ids: readonly string[]) => Look['quantities'] {
  return (genotype, ids) => {
    const chosen = pickQuantities(ids, known);
    const values = new Float64Array(ids.length);
    const reader = createQuantityReader(space, chosen);
    if (reader.fillCounted(genotype, values)) reader.fillBuilt(genotype, values);
    return Object.fromEntries(ids.map((id, i) => [id, values[i] ?? NaN]));
  };
}
