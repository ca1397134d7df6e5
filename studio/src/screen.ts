/** The five screens, each loaded when it is first opened. */
import type { ComponentType } from 'preact';

/** One screen of the studio. */
export interface Screen {
  /** Its place in the address: `#runs`. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what a user does there. */
  readonly purpose: string;
  /** Whether it works without the server, as in a static export. */
  readonly isStatic: boolean;
  load(): Promise<ComponentType>;
}

export const screens: readonly Screen[] = [
  {
    id: 'runs',
    name: 'Runs',
    purpose: 'See searches as they go, stop them, go on with them and lay them over each other.',
    isStatic: false,
    load: async () => (await import('./screens/runs/runs.js')).Runs,
  },
  {
    id: 'search',
    name: 'Search',
    purpose: 'Choose a space, proxies, limits and a budget, and start a search.',
    isStatic: false,
    load: async () => (await import('./screens/search/search.js')).Search,
  },
  {
    id: 'explore',
    name: 'Explore',
    purpose: 'Plot every architecture of a run or a table, select, compare and export.',
    isStatic: true,
    load: async () => (await import('./screens/explore/explore.js')).Explore,
  },
  {
    id: 'bench',
    name: 'Cell and model bench',
    purpose: 'Draw a cell or drop a model, and see at once what it costs and how it is judged.',
    isStatic: true,
    load: async () => (await import('./screens/bench/bench.js')).Bench,
  },
  {
    id: 'papers',
    name: 'Papers',
    purpose: 'Published numbers beside those of this machine.',
    isStatic: true,
    load: async () => (await import('./screens/papers/papers.js')).Papers,
  },
];
