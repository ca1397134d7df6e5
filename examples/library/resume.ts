/** Keeps a run in a folder and goes on with it; writes the report. */
import { writeFileSync } from 'node:fs';
import { openSearch } from 'assay/node';

const request = { space: 'darts', proxies: ['sed'], searcher: 'evolution', budget: 60, seed: 3, folder: 'run1' };
await (await openSearch(request)).run();
const result = await (await openSearch({ ...request, resume: true })).run();
console.log(result.outcome.recalled, 'scores were read from the journal');
writeFileSync('report.html', (await result.report()).html);
