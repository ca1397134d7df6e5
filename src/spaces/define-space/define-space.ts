/**
 * The one function that a user's space needs, in a separate file:
 *
 *     import { defineSpace } from 'assay';
 *     export const space = defineSpace({ id: 'mine', title: '...', chain: { ... } });
 *
 * with a `chain` of blocks, a `cell` of operators on edges, or named `choices` and a network built from them; for anything else, with everything that
 * `SpaceDefinition` requires. Sampling, mutation, neighbours, crossover, the printed form, its reading, deduplication, drawing, scoring and search follow.
 */
import { requireFields } from '../../core/require-shape.js';
import { usageError } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import type { SpaceDefinition } from '../types.js';
import { callUserCode } from './call-user-code.js';
import { createCellSpace } from './cell-space.js';
import { createChainSpace } from './chain-space.js';
import { requireDefinition } from './check-space.js';
import { createChoiceSpace } from './choice-space.js';
import type { CellPlan, ChainPlan, ChoicePlan, SpaceHeader } from './types.js';

/** What `defineSpace` takes: a cell, a chain of blocks, or free choices. */
export type SpacePlan =
  | (SpaceHeader & { readonly chain: ChainPlan })
  | (SpaceHeader & { readonly cell: CellPlan })
  | (SpaceHeader & ChoicePlan);

/** A space before its options are chosen. @throws a usage error that says what is missing or wrong in a plan. */
export function defineSpace<S extends OptionSpecs>(definition: SpaceDefinition<S>): SpaceDefinition;
/** A space made of a cell, a chain of blocks, or free choices. @throws a usage error that says what is missing or wrong in the plan. */
export function defineSpace(plan: SpacePlan): SpaceDefinition;
export function defineSpace(plan: SpaceDefinition | SpacePlan): SpaceDefinition {
  requireFields('plan', 'the plan or the definition of a space', plan);
  if ('create' in plan) {
    requireDefinition(plan);
    return plan;
  }
  if ('chain' in plan) return createChainSpace(plan, plan.chain);
  if ('cell' in plan) return createCellSpace(plan, plan.cell);
  if ('choices' in plan) return createChoiceSpace(plan);
  throw usageError('defineSpace', {
    expected: 'one of chain, cell, choices or create',
    got: Object.keys(plan).join(', '),
    code: 'user-code',
  });
}

/**
 * The space in a loaded module: what it exports as `space`.
 * @param where the file, first in every error.
 * @throws a usage error when there is none.
 */
export function spaceOfModule(module: unknown, where: string): SpaceDefinition {
  const exported = isObject(module)
    ? ((module as { space?: unknown }).space ?? (module as { default?: unknown }).default)
    : undefined;
  const isBarePlan =
    isObject(exported) && !('create' in exported) && ['chain', 'cell', 'choices'].some((name) => name in exported);
  if (!isObject(exported) || exported instanceof Promise || isBarePlan)
    throw usageError(where, {
      expected: 'a file with `export const space = defineSpace({...})`',
      got: gotOf(exported),
      code: 'user-code',
    });
  callUserCode(where, () => requireDefinition(exported as SpaceDefinition));
  return exported as SpaceDefinition;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function gotOf(exported: unknown): string {
  if (exported === undefined || exported === null) return 'no export of that name';
  if (exported instanceof Promise) return 'a promise';
  return isObject(exported) ? 'a plan that was not given to defineSpace' : typeof exported;
}
