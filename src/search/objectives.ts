/**
 * What a search optimises: `score` (the combination of the proxies), a single proxy, or a quantity such as macs.
 * `score,macs` gives the front of both; `params=max` maximises a quantity that is minimised by default.
 */
import { onlyOf } from '../core/only-of.js';
import { usageError, parameter } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { proxies as builtIn } from '../proxies/index.js';
import { findQuantity, quantities, type Quantity } from '../engine/limits/quantities.js';
import type { ResolvedPlan } from '../engine/plan.js';

/** What a search maximises or minimises. */
export type Objective = {
  /** As given. */
  readonly text: string;
  readonly goal: 'max' | 'min';
} & (
  | { readonly kind: 'score' }
  | { readonly kind: 'proxy'; readonly proxy: string }
  | { readonly kind: 'quantity'; readonly quantity: string }
);

const where = parameter('objectives');

/** @throws a usage error for an unknown name (with the nearest), an unknown goal, or one objective twice. */
export function parseObjectives(
  texts: readonly string[],
  { proxies }: ResolvedPlan,
  known: readonly Quantity[] = quantities,
): Objective[] {
  const objectives = texts.map((text): Objective => {
    const at = text.lastIndexOf('=');
    const asked = at === -1 ? undefined : text.slice(at + 1);
    const isGoal = asked === 'max' || asked === 'min';
    const name = isGoal ? text.slice(0, at) : text;
    const goal = (own: 'max' | 'min'): 'max' | 'min' => (isGoal ? asked : own);
    if (name === 'score') return { text, kind: 'score', goal: goal('max') };
    if (findQuantity(name, known) !== undefined) return { text, kind: 'quantity', quantity: name, goal: goal('min') };
    const named = proxies.filter(({ text: key, proxy }) => key === name || proxy.id === name);
    const only = onlyOf(named);
    if (only !== undefined)
      return { text, kind: 'proxy', proxy: only.text, goal: goal(only.proxy.direction === 'higher' ? 'max' : 'min') };
    if (at !== -1 && !isGoal && !name.includes(':'))
      throw usageError(where, { expected: 'max or min after =', got: JSON.stringify(asked), code: 'malformed' });
    if (builtIn.some(({ id }) => id === name.split(':')[0]))
      throw usageError(where, {
        expected: 'a proxy that this run scores',
        got: JSON.stringify(name),
        hint: 'add it to the proxies of the run',
        code: 'unknown-name',
      });
    throw unknownName(where, 'objective', name, ['score', ...proxies.map(({ text: key }) => key), ...known.map(({ id }) => id)]);
  });
  const repeated = objectives.find((objective, i) => objectives.findIndex((other) => sameThing(other, objective)) !== i);
  if (repeated !== undefined)
    throw usageError(where, { expected: 'each objective once', got: JSON.stringify(repeated.text), code: 'duplicate' });
  if (objectives.length === 0) throw usageError(where, { expected: 'at least one objective', got: 'none', code: 'missing' });
  return objectives;
}

/** Says which columns of a table are minimised without anyone asking for it: a column may be a cost or an accuracy. */
export function minimisedNotes(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    text.startsWith('table.') && !/=(?:max|min)$/.test(text)
      ? [`objective ${text} is minimised, as costs are: to maximise it, write ${text}=max`]
      : [],
  );
}

function sameThing(a: Objective, b: Objective): boolean {
  const subject = (objective: Objective): string =>
    objective.kind === 'score' ? '' : objective.kind === 'proxy' ? objective.proxy : objective.quantity;
  return a.kind === b.kind && subject(a) === subject(b);
}
