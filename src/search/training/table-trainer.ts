import { requireFields } from '../../core/require-shape.js';
import type { Table } from '../../benchmarks/table.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { Trainer } from '../../training/trainer.js';
import { readTrainingRecords } from '../simulate/training-records.js';

/**
 * A trainer that looks accuracies up, as simulated searches do.
 * @throws a usage error for a column that the table lacks, a data error where it does not suit the space.
 */
export function createTableTrainer(table: Table, space: SearchSpace, accuracy: string): Trainer {
  requireFields('table', 'a table, as parseTable or readTable reads it', table, 'names');
  requireFields('space', 'a space, as openSpace opens it', space, 'encode', 'decode');
  const { records } = readTrainingRecords(table, space, { accuracy, cost: 1 });
  return {
    title: `column ${accuracy} of ${table.source}`,
    train: ({ text }) => {
      const record = records.get(space.encode(space.decode(text)));
      return Promise.resolve(
        record === undefined
          ? { ok: false, reason: `${table.source} does not list it` }
          : { ok: true, accuracy: record.accuracy },
      );
    },
  };
}
