/**
 * epsilon's selection test (best of 1,000 random, 500 times) with the scores its author released: what our protocol gives when the batch is the author's.
 * Run: npm run study:epsilon-released -- TABLES   (TABLES: a folder with nb201.csv.gz and nb201_zen_naswot_eps_all.csv.gz)
 */
import { findPaper, numberColumn, openSpace, runPaper, tableSources } from 'assay';
import { readTableSource } from 'assay/node';

const folder = process.argv[2] ?? '../shared/data';
const source = tableSources.find(({ id }) => id === 'nas-bench-201');
const table = await readTableSource(source, { folder });
const architectures = source.architectures(table);
const releasedScores = await readTableSource({ ...source, files: ['nb201_zen_naswot_eps_all.csv.gz'] }, { folder });
const released = numberColumn(releasedScores, 'epsilon_c10');
const epsilonPaper = findPaper('epsilon');
const scores = Array.from(released, (value) =>
  Number.isFinite(value) ? { ok: true, value } : { ok: false, reason: 'undefined in the release' },
);

const experiments = epsilonPaper.experiments.filter(({ kind, table: id }) => kind !== 'correlation' && id === 'nas-bench-201');
const tools = {
  open: async () => ({ space: source.space, architectures, target: (name) => source.targets[name](table), isSampled: false }),
  score: async () => ({ columns: [{ key: 'released', id: 'epsilon', direction: 'higher', scores }], seconds: null }),
  openSpace,
  compute: (work) => work(),
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
