/**
 * Checks a space that was written without a plan: its definition, and what `create` returns. Extra fields are allowed,
 * but an extra field that is nearly the name of a missing field is a misspelling, which would otherwise look like a space that lacks something.
 */
import { quote, usageError } from '../../core/errors.js';
import { slipFor } from '../../core/suggest.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { requireThat, requireProperties, requireFunction, requireHeader, whereOf } from './check-plan.js';

const definitionFields = [
  'id',
  'title',
  'paper',
  'example',
  'options',
  'create',
] as const satisfies readonly (keyof SpaceDefinition)[];
const methods = [
  'sample',
  'mutate',
  'neighbors',
  'encode',
  'decode',
  'canonical',
  'build',
] as const satisfies readonly (keyof SearchSpace)[];
const optionalMethods = [
  'places',
  'crossover',
  'relabel',
  'supernet',
  'prunings',
  'enumerate',
  'canonicalKey',
  'topology',
  'cost',
] as const satisfies readonly (keyof SearchSpace)[];
const spaceFields = [
  'id',
  'size',
  'numbered',
  'noTopology',
  'properties',
  ...methods,
  ...optionalMethods,
] as const satisfies readonly (keyof SearchSpace)[];

function requireNoMisspelling(given: object, known: readonly string[], where: string): void {
  const names = Object.keys(given);
  const missing = known.filter((name) => !(name in given));
  for (const name of names) {
    const meant = known.includes(name) ? undefined : slipFor(name, missing);
    if (meant !== undefined)
      throw usageError(where, {
        expected: 'no field that is nearly the name of another',
        got: quote(name),
        hint: `did you mean "${meant}"?`,
        code: 'unknown-name',
      });
  }
}

/** @throws a usage error for a definition without one of its fields, or with one of the wrong kind. */
export function requireDefinition(definition: SpaceDefinition): void {
  requireNoMisspelling(definition, definitionFields, whereOf(definition));
  const where = requireHeader(definition);
  const { paper, example, create } = definition;
  requireThat(typeof paper === 'string', where, 'a paper, or whose space it is', paper);
  requireThat(typeof example === 'string', where, 'an example of how it writes an architecture', example);
  requireThat(definition.options !== undefined, where, 'options, {} for none', definition.options);
  requireFunction(create, where, 'create');
}

/** @throws a usage error for what `create` returned, if it lacks something that every space has. */
export function requireSpace(space: SearchSpace, where: string): void {
  if (space instanceof Promise)
    throw usageError(where, { expected: 'create to return a space', got: 'a promise', code: 'user-code' });
  requireThat(typeof space === 'object' && space !== null, where, 'create to return a space', space);
  requireNoMisspelling(space, spaceFields, where);
  const { id, size, properties } = space;
  requireThat(typeof id === 'string', where, 'create to return a space with an id', id);
  requireThat(size === undefined || (typeof size === 'number' && size >= 1), where, 'size to be a count, or left out', size);
  for (const name of methods) requireFunction(space[name], where, name);
  for (const name of optionalMethods) if (space[name] !== undefined) requireFunction(space[name], where, name);
  if ('defaults' in space)
    throw usageError(where, {
      expected: 'no defaults, because one rule ranks every space',
      got: String(JSON.stringify(space.defaults)).slice(0, 60),
      hint: 'name proxies in the request',
      code: 'user-code',
    });
  if (properties !== undefined) requireProperties(properties, where);
}
