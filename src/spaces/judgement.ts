/**
 * The judgement: one rule that ranks every space when no proxy is named, in strengths that differ in what they run. The rule knows no space: it checks
 * only whether all cells of the space have the same wires. If they do, SED's counts of paths compare operators; if wires are chosen
 * too, they compare wirings instead, and SED is left out. How it was chosen: docs/judgement.md.
 */
import { parameter, usageError } from '../core/errors.js';
import type { SpaceProperties } from './types.js';

/** Proxies and their combination. */
export interface Judgement {
  readonly proxies: readonly string[];
  readonly combine: string;
  /** On what data `combine` was chosen. */
  readonly note: string;
  /** How its passes are run unless something else is asked for; left out where it runs none. */
  readonly passes?: { readonly batch: number };
}

/** Images in a pass of the judgement, which keeps its ranks (docs/judgement.md, "How small a pass may be"). */
const passes = { batch: 16 } as const;

/** Height and width of the images of those passes, for images of a size. */
export function smallImages(size: number): number {
  return Math.min(size, Math.max(8, Math.round(size / 4)));
}

/** The strengths of the judgement. */
export const efforts = ['graph', 'forward', 'gradient'] as const;
/** A strength of the default judgement. */
export type Effort = (typeof efforts)[number];

/** The strength where none is asked for: what the others add is within the interval of their study, at more than a hundred times the cost. */
export const defaultEffort: Effort = 'graph';

/** What an effort runs, for help texts. */
export const effortHelp: { readonly [effort in Effort]: string } = {
  graph: 'runs nothing: propagates correlations and gradients through the graph, a millisecond a network or less',
  forward: 'adds one forward pass of a few small images with random weights, hundredths to tenths of a second a network',
  gradient:
    'adds the gradients of two batches with labels (drawn where images have none), three to eight times as long as forward',
};

const note = 'one rule for every space, chosen by leaving one space out at a time (docs/judgement.md)';
const sedNote = `${note}; that SED joins where all cells have the same wires rests on NAS-Bench-201 alone`;

interface Rule extends Pick<Judgement, 'passes'> {
  readonly parts: readonly (readonly [proxy: string, id: string, weight: number])[];
}

const rules: { readonly [effort in Effort]: Rule } = {
  graph: { parts: [['field', 'field', 1]] },
  forward: {
    parts: [
      ['field', 'field', 1],
      ['epads', 'epads', 0.1],
    ],
    passes,
  },
  gradient: {
    parts: [
      ['field', 'field', 1],
      ['epads', 'epads', 0.1],
      ['zico', 'zico', 0.05],
    ],
    passes,
  },
};

/** The rule of an effort for a space of these properties. */
export function judgementOf(effort: Effort, { wiring }: SpaceProperties = {}): Judgement {
  const { parts, ...runs } = rules[effort];
  const own = [...parts, ...(wiring === 'fixed' ? [['sed:preset=nas-bench-201', 'sed', 1] as const] : [])];
  return {
    proxies: own.map(([proxy]) => proxy),
    combine: ['rank-sum', ...own.map(([, id, weight]) => `${id}=${weight}`)].join(':'),
    note: wiring === 'fixed' ? sedNote : note,
    ...runs,
  };
}

/** What ranks where no proxy is named: the rule of an effort. @throws a usage error for an effort that is none, or beside proxies. */
export function chooseJudgement(
  effort: string | undefined,
  properties: SpaceProperties | undefined,
  proxies?: readonly string[],
): Judgement {
  if (effort === undefined) return judgementOf(defaultEffort, properties);
  const known = efforts.find((one) => one === effort);
  if (known === undefined)
    throw usageError(parameter('effort'), {
      expected: `${efforts.slice(0, -1).join(', ')} or ${efforts.at(-1)}`,
      got: effort,
      code: 'unknown-name',
    });
  if (proxies !== undefined)
    throw usageError(parameter('effort'), { expected: 'no proxies beside it', got: proxies.join(','), code: 'mismatch' });
  return judgementOf(known, properties);
}
