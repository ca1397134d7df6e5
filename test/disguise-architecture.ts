/** Changes of an architecture that leave what it computes alone: what a canonical hash must not see. */
import type { ArchNode, Architecture } from '../src/arch/types.js';
import { definitionOf } from '../src/arch/infer.js';
import type { Rng } from '../src/core/rng.js';

/** New names for everything, in an order that tells nothing. */
export function renamed(architecture: Architecture, rng: Rng): Architecture {
  const ids = rng.shuffle([...architecture.inputs, ...architecture.nodes].map(({ id }) => id));
  const name = new Map(ids.map((id, i) => [id, `v${i}`]));
  const as = (id: string): string => name.get(id) as string;
  return {
    ...architecture,
    name: 'another',
    inputs: architecture.inputs.map((input) => ({ ...input, id: as(input.id) })),
    nodes: architecture.nodes.map(
      (node) =>
        ({
          ...node,
          id: as(node.id),
          inputs: node.inputs.map(as),
          ...(node.group === undefined ? {} : { group: 'part0' }),
        }) as ArchNode,
    ),
    outputs: architecture.outputs.map(as),
    groups: [{ id: 'part0', kind: 'all', stage: 9 }],
  };
}

/** Another topological order, uniformly chosen among the nodes that are ready at each step. */
export function reordered(architecture: Architecture, rng: Rng): Architecture {
  const done = new Set(architecture.inputs.map(({ id }) => id));
  const nodes: ArchNode[] = [];
  let waiting = architecture.nodes;
  while (waiting.length > 0) {
    const next = rng.pick(waiting.filter(({ inputs }) => inputs.every((id) => done.has(id))));
    nodes.push(next);
    done.add(next.id);
    waiting = waiting.filter((node) => node !== next);
  }
  return { ...architecture, nodes };
}

/** Operands of commutative operators in another order. */
export function swapped(architecture: Architecture, rng: Rng): Architecture {
  return {
    ...architecture,
    nodes: architecture.nodes.map((node) =>
      definitionOf(node).commutative === true ? { ...node, inputs: rng.shuffle(node.inputs) } : node,
    ),
  };
}

/** With identities in random places, nodes that lead nowhere, and zeros added where a sum can take them. */
export function padded(architecture: Architecture, rng: Rng): Architecture {
  const nodes: ArchNode[] = [];
  for (const node of architecture.nodes) {
    const inputs = node.inputs.map((id, i) => {
      if (rng.int(3) > 0) return id;
      const passed = `${node.id}/pass${i}`;
      nodes.push({ id: passed, op: rng.pick(['identity', 'add'] as const), inputs: [id], attrs: {} });
      return passed;
    });
    nodes.push({ ...node, inputs } as ArchNode);
    if (rng.int(4) === 0) nodes.push({ id: `${node.id}/end`, op: 'affine', inputs: [node.id], attrs: { scale: 3, shift: 1 } });
  }
  const outputs = architecture.outputs.map((id) => {
    if (rng.int(2) === 0) return id;
    nodes.push(
      { id: `${id}/zeros`, op: 'zeros', inputs: [id], attrs: {} },
      { id: `${id}/sum`, op: 'add', inputs: rng.shuffle([id, `${id}/zeros`]), attrs: {} },
    );
    return `${id}/sum`;
  });
  return { ...architecture, nodes, outputs };
}
