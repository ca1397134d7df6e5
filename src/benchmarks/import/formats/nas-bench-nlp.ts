/**
 * NAS-Bench-NLP: zips (or folders) of `log_stats_model_<id>_<date>_<exp>.json`, one a training: `recepie` (a JSON text), `recepie_id`, `num_params`, `train_losses`, `val_losses`,
 * `test_losses` (an epoch each), `status`. A recipe trained several times gives means; a training that failed or ended in a loss that is not a number is counted, without losses.
 */
import { ownValue } from '../../../core/own-value.js';
import { dataError } from '../../../core/errors.js';
import { whereOf } from '../file-head.js';
import { headOf } from '../file-head.js';
import type { ColumnMeaning, Importer } from '../types.js';

const space = 'nas-bench-nlp';
const logName = /(?:^|\/)log_stats_model_[^/]*\.json$/;

const meanings: { readonly [column: string]: ColumnMeaning } = {
  params: { unit: '1', label: 'parameters of the language model' },
  test_loss: { unit: 'nats', label: 'test loss after the last epoch', target: 'test-loss', byDefault: true },
  val_loss: { unit: 'nats', label: 'validation loss after the last epoch', target: 'val-loss' },
  train_loss: { unit: 'nats', label: 'training loss after the last epoch' },
  test_perplexity: { unit: '1', label: 'test perplexity, exp of the mean test loss' },
  trainings: { unit: '1', label: 'trainings of the recipe' },
  failures: { unit: '1', label: 'failed trainings' },
};
const losses = { test_losses: 'test_loss', val_losses: 'val_loss', train_losses: 'train_loss' } as const;

interface Sum {
  readonly recipe: string;
  params: number;
  trainings: number;
  failures: number;
  readonly sums: { [column: string]: { sum: number; count: number } };
}

export const nasBenchNlp: Importer = {
  id: 'nas-bench-nlp',
  title: 'NAS-Bench-NLP (Klyuchnikov et al., 2020, arXiv 2006.07116)',
  takes: 'train_logs_single_run.zip, train_logs_multi_runs.zip, or a folder of log_stats_model_*.json',
  spaces: [space],
  licence: 'Apache-2.0',
  reads: (name) => logName.test(name),
  recognizes: ({ files }) => files.some(({ name }) => logName.test(name)),
  describe: (column) => ownValue(meanings, column) ?? { unit: '1', label: column.replaceAll('_', ' ') },
  read(input, { emit, refuse }) {
    const byRecipe = new Map<string, Sum>();
    for (const file of input.files) {
      if (!logName.test(file.name)) continue;
      const where = whereOf(input, file);
      const log = parseLog(new TextDecoder().decode(headOf(file, file.byteLength)), where);
      const recipe = log['recepie'] ?? log['recipe'];
      if (recipe === undefined || recipe === null) {
        refuse({ space }, where, 'no "recepie"');
        continue;
      }
      const text = typeof recipe === 'string' ? recipe : JSON.stringify(recipe);
      const entry = byRecipe.get(text) ?? { recipe: text, params: NaN, trainings: 0, failures: 0, sums: {} };
      byRecipe.set(text, entry);
      addLog(entry, log);
    }
    if (byRecipe.size === 0)
      throw dataError(input.name, {
        expected: 'files such as log_stats_model_1000004_2020-04-15_11-01-23_999938456.json',
        got: 'none',
        code: 'missing',
      });
    for (const { recipe, params, trainings, failures, sums } of byRecipe.values()) {
      const values: { [column: string]: number } = { params, trainings, failures };
      for (const [column, { sum, count }] of Object.entries(sums)) values[column] = sum / count;
      if (values['test_loss'] !== undefined) values['test_perplexity'] = Math.exp(values['test_loss']);
      emit({ space, architecture: recipe, values });
    }
  },
};

type Log = { readonly [field: string]: unknown };

function parseLog(text: string, where: string): Log {
  try {
    // Python writes NaN and Infinity without quotes.
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : 'null')),
    ) as Log;
  } catch (error) {
    throw dataError(where, { expected: 'JSON', got: (error as Error).message.slice(0, 80) });
  }
}

function addLog(entry: Sum, log: Log): void {
  entry.trainings++;
  if (typeof log['num_params'] === 'number') entry.params = log['num_params'];
  const lasts = Object.entries(losses).map(([field, column]) => {
    const curve = log[field];
    return [column, Array.isArray(curve) ? curve.at(-1) : undefined] as const;
  });
  if (log['status'] !== 'OK' || lasts.some(([, last]) => typeof last !== 'number')) {
    entry.failures++;
    return;
  }
  for (const [column, last] of lasts) {
    const { sum = 0, count = 0 } = entry.sums[column] ?? {};
    entry.sums[column] = { sum: sum + (last as number), count: count + 1 };
  }
}
