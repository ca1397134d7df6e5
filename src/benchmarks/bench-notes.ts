/** What a bench says of its figures beside them: what flatters a score, what is left out, what differs from the paper's run. */
import { plural } from '../core/plural.js';
import { combinationNote } from '../engine/combination.js';
import { hasImageSize, type ResolvedPlan, type ResolvedProxy } from '../engine/plan.js';
import { undefinedReasons } from '../engine/undefined-reasons.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import type { SearchSpace } from '../spaces/types.js';
import type { BenchTarget } from './bench-target.js';
import { insteadOfAccuracies, type AccuracyNames } from './read-accuracies.js';
import type { Table } from './table.js';
import type { BenchRow, UndefinedPolicy } from './types.js';

/** Accuracies that a score was fitted to flatter it. */
export function learnedNote({ text, proxy }: ResolvedProxy, forms: readonly (string | undefined)[]): string[] {
  const learned = new Set(proxy.learnedFrom ?? []);
  const count = forms.filter((form) => form !== undefined && learned.has(form)).length;
  return count === 0
    ? []
    : [`${text} was fitted to ${plural(count, 'of these architectures', 'of these architectures')}: its figures count them`];
}

/** The options that give the figures of a proxy's paper, if they differ from those of the run. */
export function publishedNote(
  { text, proxy, requests }: ResolvedProxy,
  { plan }: ResolvedPlan,
  policy: UndefinedPolicy,
): string[] {
  const { published } = proxy;
  if (published === undefined) return [];
  const { proxy: spec, batch = plan.batch, undefinedPolicy = policy } = published;
  const isSized = hasImageSize(plan, requests);
  const isSame = text === spec && batch === plan.batch && undefinedPolicy === policy && !isSized;
  if (isSame) return [];
  const options = [
    spec,
    ...(published.batch === undefined ? [] : [`batch ${published.batch}`]),
    ...(isSized ? ['images of the size of the space'] : []),
    ...(published.undefinedPolicy === undefined
      ? []
      : [`undefined scores ${published.undefinedPolicy === 'omit' ? 'omitted' : 'ranked last'}`]),
  ];
  return [`${proxy.id}: its paper used ${options.join(', ')}`];
}

/** Architectures without an accuracy: no figure counts them. */
export function blankNotes(rows: readonly BenchRow[], table: Table, targets: readonly (BenchTarget & AccuracyNames)[]): string[] {
  return targets.flatMap(({ name, column, values }) => {
    const missing = rows.find(({ target }) => target === name)?.missing ?? 0;
    if (missing === 0) return [];
    const cells = insteadOfAccuracies(table, column, values);
    return [`${name}: ${plural(missing, 'architecture')} without an accuracy ${missing === 1 ? 'is' : 'are'} left out${cells}`];
  });
}

/** Targets that are the same number for every architecture: nothing correlates with them. */
export function flatNotes(rows: readonly BenchRow[], targets: readonly BenchTarget[]): string[] {
  return targets.flatMap(({ name, values }) => {
    const [first, ...others] = values.filter((value) => !Number.isNaN(value));
    const isRanked = rows.some(({ target, n }) => target === name && n > 1);
    return first === undefined || !isRanked || others.some((value) => value !== first)
      ? []
      : [`${name} is ${first} for every architecture: nothing correlates with it`];
  });
}

/** With fewer architectures the correlations among the best 10 % say little. */
const fewestOfTop = 10;

export function topNotes(rows: readonly BenchRow[]): string[] {
  const fewest = Math.min(...rows.filter(({ n }) => n > 1).map(({ n }) => Math.ceil(n / 10)));
  return fewest < fewestOfTop
    ? [`the top 10 % are ${plural(fewest, 'architecture')}: what the table says of them is little more than chance`]
    : [];
}

/** Reasons beyond these are counted together. */
const mostReasons = 3;

export function undefinedNotes(columns: readonly ScoreColumn[]): string[] {
  return columns.flatMap(({ key, scores }) => {
    const reasons = undefinedReasons(scores);
    const rest = reasons.slice(mostReasons).reduce((sum, { count }) => sum + count, 0);
    return [
      ...reasons.slice(0, mostReasons).map(({ reason, count }) => `${key} is undefined for ${count}: ${reason}`),
      ...(rest === 0 ? [] : [`${key} is undefined for ${rest} more, for other reasons`]),
    ];
  });
}

export function combinationNotes(combine: string | undefined, space: SearchSpace): string[] {
  const note = combine === undefined ? undefined : combinationNote(combine, space);
  return note === undefined ? [] : [`combination: ${note}`];
}
