/** Divides a search into parts, which may run on any machines, and makes one run of them. */
import { mergeRuns, openSearch } from 'assay/node';

const request = { space: 'nas-bench-201', proxies: ['sed'], budget: 40 };
for (const index of [1, 2, 3]) await (await openSearch({ ...request, shard: { index, count: 3 }, folder: `part${index}` })).run();
const merged = await mergeRuns(['part1', 'part2', 'part3'], { folder: 'merged' });
if (merged.verb === 'search') console.log(merged.result.best(1)[0].architecture);
