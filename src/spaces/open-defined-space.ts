import { parseSpec, resolveOptions } from '../core/options.js';
import { requireFields } from '../core/require-shape.js';
import { requireDefinition } from './define-space/check-space.js';
import type { SearchSpace, SpaceDefinition } from './types.js';

/**
 * The space of a definition, for a page that has loaded its module.
 * @param options as they stand behind the name of a space: `:N=2:size=8`. @throws usage errors for unknown options and values.
 */
export function openDefinedSpace(definition: SpaceDefinition, options = ''): SearchSpace {
  requireFields('definition', 'the definition of a space', definition);
  requireDefinition(definition);
  const { id, options: specs } = definition;
  const given = parseSpec(`${id}${options}`, 'space').options;
  return definition.create(resolveOptions(`space ${id}`, specs, given) as never);
}
