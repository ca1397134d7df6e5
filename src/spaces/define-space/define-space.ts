/**
 * The one function a user's own space needs, in a file of its own:
 *
 *     import { defineSpace } from 'assay';
 *     export const space = defineSpace({ id: 'mine', title: '...', chain: { ... } });
 *
 * with a `chain` of blocks, a `cell` of operators on edges, named `choices` and a network built from them, or, for anything else, everything that
 * `SpaceDefinition` asks. Sampling, mutation, neighbours, crossover, the printed form, its reading, deduplication, drawing, scoring and search follow.
 */
import { usageError } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import type { SpaceDefinition } from '../types.js';
import { createCellSpace } from './cell-space.js';
import { createChainSpace } from './chain-space.js';
import { createChoiceSpace } from './choice-space.js';
import type { CellPlan, ChainPlan, ChoicePlan, SpaceHeader } from './types.js';

export type SpacePlan = (SpaceHeader & { readonly chain: ChainPlan }) | (SpaceHeader & { readonly cell: CellPlan }) | (SpaceHeader & ChoicePlan);

/** A space before its options are chosen. @throws a usage error that says what is missing or wrong in a plan. */
export function defineSpace<S extends OptionSpecs>(definition: SpaceDefinition<S>): SpaceDefinition;
export function defineSpace(plan: SpacePlan): SpaceDefinition;
export function defineSpace(plan: SpaceDefinition | SpacePlan): SpaceDefinition {
  if ('create' in plan) return plan;
  if ('chain' in plan) return createChainSpace(plan, plan.chain);
  if ('cell' in plan) return createCellSpace(plan, plan.cell);
  if ('choices' in plan) return createChoiceSpace(plan);
  throw usageError('defineSpace', { expected: 'one of chain, cell, choices or create', got: Object.keys(plan).join(', ') });
}

/**
 * The space in a loaded module: what it exports as `space`.
 * @param where the file, first in every error.
 * @throws a usage error when there is none.
 */
export function spaceOfModule(module: unknown, where: string): SpaceDefinition {
  const exported = typeof module === 'object' && module !== null ? ((module as { space?: unknown }).space ?? (module as { default?: unknown }).default) : undefined;
  const isDefinition = typeof exported === 'object' && exported !== null && 'id' in exported && 'options' in exported && typeof (exported as { create?: unknown }).create === 'function';
  if (!isDefinition) throw usageError(where, { expected: 'a file with `export const space = defineSpace({...})`', got: exported === undefined ? 'no export of that name' : typeof exported });
  return exported as SpaceDefinition;
}
