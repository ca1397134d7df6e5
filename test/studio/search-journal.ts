import { createMemoryJournal, openSearch, type SearchRequest } from '../../src/index.js';

/** The journal of a small random search of NAS-Bench-201. */
export async function searchJournal(request: Partial<SearchRequest>): Promise<string> {
  const journal = createMemoryJournal();
  const session = await openSearch({
    space: 'nas-bench-201',
    searcher: 'random',
    proxies: ['sed', 'params'],
    budget: 60,
    journal,
    ...request,
  });
  await session.run();
  return journal.text();
}
