/** The same search in a web page, or wherever there are no files, with its journal in memory. */
import { createMemoryJournal, openSearch } from 'assay';

const journal = createMemoryJournal();
const search = await openSearch({ space: 'nas-bench-201', proxies: ['sed'], searcher: 'random', budget: 100, journal });
const result = await search.run({ onRound: ({ candidates }) => console.log(candidates.texts.length) });
console.log(result.best(3), journal.text().split('\n').length);
