/**
 * epsilon's selection test (best of 1,000 random, 500 times) with the scores its author released: what our protocol gives when the batch is the author's.
 * Run: npm run study:epsilon-released -- TABLES   (TABLES: a folder with nb201.csv.gz and nb201_zen_naswot_eps_all.csv.gz)
 */
import { findFile } from '../dist/platform/node/find-file.js';
import { readTable } from '../dist/platform/node/read-table.js';
import { numberColumn } from '../dist/benchmarks/table.js';
import { epsilonPaper } from '../dist/reproduce/papers/epsilon.js';
import { runPaper } from '../dist/reproduce/run-paper.js';
import { tableSources } from '../dist/reproduce/tables.js';
import { openSpace } from '../dist/spaces/index.js';

const folder = process.argv[2] ?? '../shared/data';
const source = tableSources.find(({ id }) => id === 'nas-bench-201');
const table = await readTable(findFile(source.files, [], folder));
const architectures = source.architectures(table);
const released = numberColumn(await readTable(findFile(['nb201_zen_naswot_eps_all.csv.gz'], [], folder)), 'epsilon_c10');
const scores = Array.from(released, (value) =>
  Number.isFinite(value) ? { ok: true, value } : { ok: false, reason: 'undefined in the release' },
);

const experiments = epsilonPaper.experiments.filter(({ kind, table: id }) => kind !== 'correlation' && id === 'nas-bench-201');
const tools = {
  open: async () => ({ space: source.space, architectures, target: (name) => source.targets[name](table), isSampled: false }),
  score: async () => ({ columns: [{ key: 'released', id: 'epsilon', direction: 'higher', scores }], seconds: null }),
  openSpace,
  seed: 0,
  mostRuns: Infinity,
};
for await (const results of runPaper({ ...epsilonPaper, experiments }, tools)) {
  for (const { source: where, target, metric, after, published, measured, seeds } of results) {
    console.log(
      `${where}, ${target}, ${metric}${after === undefined ? '' : ` after ${after}`}, ${seeds} seeds: paper ${published ?? '–'}, with the released scores ${measured.toFixed(2)}`,
    );
  }
}
