/** One backbone that reads several patches of an image: its nodes once for each patch, its learned tensors once. */
import type { ArchBuilder } from '../../arch/build.js';
import { parametersOf } from '../../arch/parameters.js';
import type { Architecture } from '../../arch/types.js';

const prefixOf = (patch: number): string => `p${patch}.`;

/** A builder that names everything after a patch: `p3.stem.a`. */
export function builderOfPatch(b: ArchBuilder, patch: number): ArchBuilder {
  const prefix = prefixOf(patch);
  return {
    ...b,
    group: (group) => b.group({ ...group, id: `${prefix}${group.id}` }),
    add: (op, inputs, attrs, id) => b.add(op, inputs, attrs, id === undefined ? undefined : `${prefix}${id}`),
  };
}

/** The network with the learned tensors of the first patch used by all others. */
export function sharePatches(architecture: Architecture, patches: number): Architecture {
  const owned = parametersOf(architecture);
  const ownerOf = new Map<string, string>();
  for (let patch = 1; patch < patches; patch++)
    for (const id of owned.keys())
      if (id.startsWith(prefixOf(0))) ownerOf.set(`${prefixOf(patch)}${id.slice(prefixOf(0).length)}`, id);
  return {
    ...architecture,
    nodes: architecture.nodes.map((node) => {
      const owner = owned.get(ownerOf.get(node.id) ?? '');
      return owner === undefined ? node : { ...node, shares: Object.fromEntries(owner.map(({ name, key }) => [name, key])) };
    }),
  };
}
