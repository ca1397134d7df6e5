/**
 * How scores rank the 500 encoders of NAS-Bench-BERT by their GLUE score (Serianni & Kalita, ACL 2023). The benchmark's file is public:
 * data/BERT_benchmark.json of github.com/aaronserianni/training-free-nas. It becomes a CSV table beside the build, which `assay bench` reads.
 * Run: npm run study:flexibert -- BERT_benchmark.json [arguments of bench: --proxy zerolm,w-pca --sample 100]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.log('study:flexibert: expected the path of BERT_benchmark.json');
  process.exit(2);
}
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const lines = JSON.parse(readFileSync(file, 'utf8')).map(({ scores, hparams: { model_hparam_overrides: own } }) => {
  const genotype = { hidden_size: own.hidden_size, encoder_layers: own.nas_config.encoder_layers };
  return `${quoted(JSON.stringify(genotype))},${scores.glue}`;
});
const folder = join(root, 'build');
mkdirSync(folder, { recursive: true });
const table = join(folder, 'nas-bench-bert.csv');
writeFileSync(table, `arch,glue\n${lines.join('\n')}\n`);
const given = rest.length > 0 ? rest : ['--proxy', 'zerolm,zerolm:alpha=0,zerolm:alpha=1,depth,convs'];
const { status } = spawnSync(
  process.execPath,
  [join(root, 'bin', 'assay.cjs'), 'bench', 'flexibert:tokens=32', '--table', table, ...given],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
