/**
 * The architectures that a correlation is computed over. The same proxy differs by several hundredths between the two populations of
 * NAS-Bench-201 in circulation (all 15,625 cells; the 9,445 without dead branches), so every figure names its population.
 */
import { liveEdges } from '../arch/live-edges.js';
import type { CellTopology } from '../arch/topology.js';
import { usageError, parameter } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import type { SearchSpace } from '../spaces/types.js';

interface Population {
  readonly id: string;
  readonly title: string;
  /** Whether an architecture belongs to it, given its cells and how often its canonical form came before; cells are undefined if the space has no topology. */
  keeps(facts: { readonly cells: readonly CellTopology[]; readonly earlier: number }): boolean;
  readonly reads: 'nothing' | 'topology' | 'canonical';
}

export const populations: readonly Population[] = [
  { id: 'all', title: 'every architecture', reads: 'nothing', keeps: () => true },
  {
    id: 'connected',
    title: 'those with a path from input to output in every cell',
    reads: 'topology',
    keeps: ({ cells }) => cells.every((cell) => liveEdges(cell).includes(true)),
  },
  {
    id: 'live',
    title: 'those in which every edge lies on a path from input to output',
    reads: 'topology',
    keeps: ({ cells }) => cells.every((cell) => !liveEdges(cell).includes(false)),
  },
  { id: 'distinct', title: 'the first of each canonical form', reads: 'canonical', keeps: ({ earlier }) => earlier === 0 },
];

/** The members of a population among architectures. */
export interface PopulationMembers {
  readonly name: string;
  /** One entry an architecture. */
  readonly isMember: readonly boolean[];
}

/** All architectures. */
export function everyone(count: number): PopulationMembers {
  return { name: 'all', isMember: Array.from({ length: count }, () => true) };
}

/** Finds the members among architectures in their published strings. @throws a usage error for an unknown population, or one that the space cannot decide. */
export function selectPopulation(id: string, space: SearchSpace, architectures: readonly string[]): PopulationMembers {
  const population = populations.find((candidate) => candidate.id === id);
  if (population === undefined)
    throw unknownName(
      parameter('population'),
      'population',
      id,
      populations.map((candidate) => candidate.id),
    );
  const { reads } = population;
  if (reads === 'nothing') return everyone(architectures.length);
  if (reads === 'topology' && space.topology === undefined) {
    throw usageError(parameter('population', id), {
      expected: 'a space with cell graphs',
      got: space.id,
      hint: space.noTopology,
      code: 'unsupported',
    });
  }
  const seen = new Map<string, number>();
  const isMember = architectures.map((text) => {
    const genotype = space.decode(text);
    if (reads === 'topology')
      return population.keeps({ cells: space.topology?.(genotype).cells.map(({ cell }) => cell) ?? [], earlier: 0 });
    const form = space.canonical(genotype);
    const earlier = seen.get(form) ?? 0;
    seen.set(form, earlier + 1);
    return population.keeps({ cells: [], earlier });
  });
  return { name: id, isMember };
}
