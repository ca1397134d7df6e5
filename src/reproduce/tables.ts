/**
 * The tables that experiments read, in the form this project's data collection keeps them: by file name, with the published string of
 * every row and the accuracies by target. A new table adds a line.
 */
import { dataError } from '../core/errors.js';
import { nasBench201Format } from '../benchmarks/nas-bench-201-format.js';
import { parseTable } from '../benchmarks/parse-table.js';
import { numberColumn, textColumn, type Table } from '../benchmarks/table.js';

/** A table of accuracies that papers use, and how it is read. */
export interface TableSource {
  readonly id: string;
  readonly title: string;
  /** Names under which it is looked for, without folders; also with `.parquet` for `.csv.gz`. */
  readonly files: readonly string[];
  /** Where the table can be got: the published file that it is made of, and who publishes it. */
  readonly origin: string;
  readonly space: string;
  /** Of files that are not comma-separated. @throws a data error. */
  readonly parse?: (text: string, source: string) => Table;
  /** The published string of every row. */
  readonly architectures: (table: Table) => readonly string[];
  /** Higher is better; NaN where there is none. */
  readonly targets: Readonly<Record<string, (table: Table) => Float64Array>>;
}

const column =
  (name: string) =>
  (table: Table): Float64Array =>
    numberColumn(table, name).map((value) => (Number.isFinite(value) ? value : NaN));
const strings =
  (...names: string[]) =>
  (table: Table): readonly (readonly string[])[] =>
    names.map((name) => textColumn(table, name));

/** Every table that experiments of papers read. */
export const tableSources: readonly TableSource[] = [
  {
    id: 'nas-bench-201',
    title: 'NAS-Bench-201, accuracies after 200 epochs',
    files: ['nb201.csv.gz', 'nb201.parquet'],
    origin: 'assay import writes nb201.parquet from NAS-Bench-201-v1_1-096897.pth (https://github.com/D-X-Y/NAS-Bench-201)',
    space: 'nas-bench-201',
    architectures: (table) => textColumn(table, nasBench201Format.architecture),
    targets: Object.fromEntries(nasBench201Format.targets.map(({ name, column: own }) => [name, column(own)])),
  },
  {
    id: 'nas-bench-101',
    title: 'NAS-Bench-101, all 423,624 cells, test accuracy of one run of 108 epochs',
    files: ['nb101_all.csv.gz'],
    origin: 'made of nasbench_only108.tfrecord (https://github.com/google-research/nasbench)',
    space: 'nas-bench-101',
    architectures: (table) => {
      const [vertices = [], edges = [], ops = []] = strings('vertices', 'edge_bits', 'ops')(table);
      return vertices.map((count, i) => `bits:${count},${edges[i]},${ops[i]}`);
    },
    targets: { 'c10-test': (table) => numberColumn(table, 'test_correct').map((correct) => correct / 99.84) },
  },
  {
    id: 'nas-bench-301',
    title: "NAS-Bench-301, 1,225 cells with the surrogate's validation accuracy",
    files: ['nb301_zc_samples.csv.gz'],
    origin: 'made of zc_nasbench301.json (https://github.com/automl/NASLib)',
    space: 'nas-bench-301',
    architectures: (table) => textColumn(table, 'arch').map((arch) => `nb301:${arch}`),
    targets: { 'c10-val': column('val_accuracy') },
  },
  {
    id: 'darts',
    title: 'DARTS, 2,000 cells with the accuracies two surrogates predict',
    files: ['mlfe_darts2000.csv.gz'],
    origin: 'made of ProxyEval-Darts/data (https://github.com/NingW3028/MLFE)',
    space: 'nas-bench-301',
    architectures: (table) => {
      const [normal = [], reduce = []] = strings('normal', 'reduce')(table);
      return normal.map((cell, i) => `pairs:${cell}/${reduce[i]}`);
    },
    targets: { 'nb301-surrogate': column('nb301_surrogate_acc'), 'evoxbench-surrogate': column('evoxbench_surrogate_acc') },
  },
  {
    id: 'nats-bench-size',
    title: 'NATS-Bench size, all 32,768 networks, test accuracies after 90 epochs',
    files: ['sss.csv.gz'],
    origin: 'made of NATS-sss-v1_0-50262-simple (https://github.com/D-X-Y/NATS-Bench)',
    space: 'nats-bench-size',
    architectures: (table) => textColumn(table, 'arch'),
    targets: { 'c10-test': column('c10'), 'c100-test': column('c100'), 'in16-test': column('in16') },
  },
  {
    id: 'nas-bench-macro',
    title: 'NAS-Bench-Macro, all 6,561 networks, mean test accuracy of three runs',
    files: ['nb_macro_c10.csv.gz'],
    origin: 'made of nas-bench-macro_cifar10.json (https://github.com/xiusu/NAS-Bench-Macro)',
    space: 'nas-bench-macro',
    architectures: (table) => textColumn(table, 'arch'),
    targets: { 'c10-test': column('c10_mean') },
  },
  {
    id: 'nas-bench-nlp',
    title: 'NAS-Bench-NLP, the recipes that are known, with their test loss on Penn Treebank',
    files: ['nlp_wikitext2_recipes.json.gz'],
    origin: 'made of train_logs_wikitext-2/logs.zip (https://github.com/fmsnew/nas-bench-nlp-release)',
    space: 'nas-bench-nlp',
    parse: parseRecipes,
    architectures: (table) => textColumn(table, 'recipe'),
    targets: { 'minus-test-loss': (table) => column('ptb_loss')(table).map((loss) => -loss) },
  },
];

/** Why figures are not computed whose table was not found. */
export function missingTable({ files }: TableSource): string {
  return `no table ${files.join(' or ')}: give it as a table, in a folder of tables or in ASSAY_TABLES`;
}

/** Training logs with their recipes; a loss is the mean over the runs. */
function parseRecipes(text: string, source: string): Table {
  let models: unknown;
  try {
    models = (JSON.parse(text.replaceAll(/\b(?:NaN|-?Infinity)\b/gi, 'null')) as { models?: unknown }).models;
  } catch (error) {
    throw dataError(`table ${source}`, { expected: 'JSON', got: (error as Error).message });
  }
  if (!Array.isArray(models))
    throw dataError(`table ${source}`, { expected: 'a list "models" of training logs', got: typeof models });
  const rows = models.map(
    ({ recipe, ptb_loss: runs }: { readonly recipe: unknown; readonly ptb_loss: readonly (number | null)[] }) => {
      const known = runs.filter((loss) => loss !== null);
      const loss = known.length < runs.length || runs.length === 0 ? '' : String(known.reduce((a, b) => a + b, 0) / runs.length);
      return `"${JSON.stringify(recipe).replaceAll('"', '""')}",${loss}`;
    },
  );
  return parseTable(['recipe,ptb_loss', ...rows].join('\n'), source);
}
