/** A complete search on the toy space from the built files, for `resume.test.ts` to kill: node search-child.mjs DIR start|resume PROXIES */
import { join } from 'node:path';
import { openJournal } from '../../dist/platform/node/run-folder/journal-file.js';
import { openPlan } from '../../dist/platform/node/requests/open-plan.js';
import { writeWhole } from '../../dist/platform/node/files/files.js';
import { runSearch } from '../../dist/search/run-search.js';

const [folder, mode, proxies] = process.argv.slice(2);
const plan = { space: 'toy', proxies: proxies.split(','), data: 'ramp', batch: 4, seed: 1 };
const searcher = 'random';
const opened = await openPlan(plan, { workers: 2, registryModule: new URL('../toy/registry.mjs', import.meta.url).href });
const journal = await openJournal(folder, {
  settings: { assay: 'test', plan, searcher },
  mode,
  onNotice: (line) => process.stderr.write(`${line}\n`),
});
const { candidates, columns } = await runSearch({ ...opened, searcher, journal });
writeWhole('result', join(folder, 'result.json'), JSON.stringify({ candidates, columns }));
await journal.close();
await opened.close();
