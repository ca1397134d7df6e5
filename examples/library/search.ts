/** Searches a space under limits; prints the best ten and the Pareto front of score and MACs. */
import { openSearch } from 'assay/node';

const limits = { where: 'params < 5e5', budget: 200 };
const search = await openSearch({ space: 'nas-bench-201', proxies: ['sed'], searcher: 'random', ...limits });
const result = await search.run();
console.table(result.best(10).map(({ rank, architecture, combined }) => ({ rank, architecture, combined })));
console.table(result.front(['score', 'macs']).points);
