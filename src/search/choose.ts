/** The defaults of a search. */
import { parseSpec } from '../core/options.js';
import { evidenceLevels, type EvidenceLevel } from '../evidence/levels.js';
import type { Proxy } from '../proxies/types.js';
import { levelOfText, type ResolvedPlan, type ResolvedProxy } from '../engine/plan.js';
import { proxies as builtIn } from '../proxies/index.js';
import { searchers } from '../searchers/index.js';
import { defaultDraws } from '../searchers/shortlist.js';
import { chooseJudgement } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';

/** Spaces up to this size are enumerated unless another searcher is chosen. */
const visitable = 100_000;

/** Budgets up to this many are spent on every proxy that runs nothing: some milliseconds each. */
const affordable = 20_000;

/**
 * The chosen searcher; by default, exhaustive for small spaces that may be visited completely. Otherwise a budget is spent on random
 * architectures if that takes little: nothing is run. All else is a shortlist from a random draw.
 */
export function chooseSearcher(
  { searcher, seconds, budget }: { readonly searcher?: string; readonly seconds?: number; readonly budget?: number },
  { enumerate, size = Infinity }: SearchSpace,
  proxies: readonly Pick<ResolvedProxy, 'level'>[],
): string {
  if (searcher !== undefined) return searcher;
  if (seconds !== undefined) return 'shortlist';
  if (enumerate !== undefined && size <= Math.min(visitable, budget ?? Infinity)) return 'exhaustive';
  const runsNothing = proxies.every(({ level }) => evidenceLevels[level].runs === 'nothing');
  return budget !== undefined && budget <= affordable && runsNothing ? 'random' : 'shortlist';
}

/** Whether the searcher of a spec learns; false for an unknown one, which is refused later. */
export function learns(spec: string): boolean {
  const { id } = parseSpec(spec, 'searcher');
  return searchers.find((known) => known.id === id)?.learns ?? false;
}

/** Whether the searcher of a spec draws, and scores the best of the draw further. */
export function keepsShortlist(spec: string): boolean {
  const { id } = parseSpec(spec, 'searcher');
  return searchers.find((known) => known.id === id)?.keepsShortlist ?? false;
}

/** Whether the searcher of a spec proposes in the space's order, so that a part of its proposals is no random sample. */
export function goesInOrder(spec: string): boolean {
  const { id } = parseSpec(spec, 'searcher');
  return searchers.find((known) => known.id === id)?.goesInOrder ?? false;
}

/** Below this many seconds nothing is run unless a proxy that runs networks is named. */
const longEnough = 10;

/** The named proxies, or those of the chosen judgement; in a few seconds only those of the judgement that run nothing, if there are any. */
export function chooseProxies(
  {
    proxies,
    seconds,
    effort,
  }: {
    readonly proxies?: readonly string[] | undefined;
    readonly seconds?: number | undefined;
    readonly effort?: string | undefined;
  },
  space: SearchSpace,
  known: readonly Proxy[] = builtIn,
): readonly string[] {
  const judgement = chooseJudgement(effort, space.properties, proxies);
  if (proxies !== undefined) return proxies;
  if (seconds === undefined || seconds >= longEnough) return judgement.proxies;
  const isQuick = (level: EvidenceLevel | undefined): boolean =>
    level !== undefined && evidenceLevels[level].runs === 'nothing' && !evidenceLevels[level].drawsWeights;
  const quick = judgement.proxies.filter((text) => isQuick(levelOfText(text, known, { space: space.properties })));
  return quick.length > 0 ? quick : judgement.proxies;
}

/** Where starting took 230 ms, report, ranking, output and the end of the process took 180 (docs/figures/speed.md): all of it is code that runs for the first time. */
const closingOfStart = 180 / 230;

/** Milliseconds that a search is late on average: its last portion takes about a twentieth of a second. */
const lateness = 25;

/** Milliseconds below and above which no start of a process says how fast it closes: a start may read a long journal. */
const shortest = 90;
const longest = 1000;

/**
 * Milliseconds that a timed search reserves for what follows it, judged by how long the process took to start. The search always gets a fifth of the
 * remaining time.
 */
export function closingTime(setUp: number, seconds: number): number {
  const expected = Math.min(Math.max(shortest, lateness + closingOfStart * setUp), longest);
  return Math.min(expected, 0.8 * (1000 * seconds - setUp));
}

/** A thread loads about as long as the process took to start, and while it loads it cannot be ended: it then has to work for twice as long. */
const threadShare = 3;

/** Whether a timed search is long enough for threads that start with it: `left` milliseconds, where the process took `setUp` to start. */
export function hasTimeForThreads(setUp: number, left: number): boolean {
  return left >= threadShare * setUp;
}

/** How many a shortlist draws without a budget: fewer than its default if its cheapest evidence needs the network. */
export function chooseDraw(searcher: string, { proxies }: ResolvedPlan): number | undefined {
  const isFree = proxies.some(({ level }) => !evidenceLevels[level].builds);
  return keepsShortlist(searcher) && !isFree ? defaultDraws.built : undefined;
}
