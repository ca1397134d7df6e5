/** Which part of a run a text names: `3/16`, or `slurm` for the task of a Slurm array. */
import * as v from 'valibot';
import { parameter, quote, usageError } from '../core/errors.js';
import { shardField, type Shard } from './shard.js';

/** The part that a text names. @param environment holds the variables that Slurm sets. @throws a usage error. */
export function readShard(text: string, environment: { readonly [name: string]: string | undefined }): Shard {
  return text.trim().toLowerCase() === 'slurm' ? slurmShard(environment) : parseShard(text);
}

/** The shard of a text such as `3/16`. @throws a usage error for other text, or an index beyond the count. */
export function parseShard(text: string): Shard {
  const [, index, shards] = /^\s*(\d{1,6})\s*\/\s*(\d{1,6})\s*$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(shards) };
  if (index !== undefined && v.is(shardField, shard)) return shard;
  throw usageError(parameter('shard'), {
    expected: `which part of how many, from 1/${index === undefined ? 16 : Math.max(1, shard.count)}, or slurm`,
    got: quote(text),
    hint: shard.index === 0 ? 'parts are counted from 1' : undefined,
    code: index === undefined ? 'malformed' : 'out-of-range',
  });
}

/**
 * The shard of a task of a Slurm array, from the variables that Slurm sets.
 * @throws a usage error that names a missing variable, or says that the tasks have gaps.
 */
export function slurmShard(environment: { readonly [name: string]: string | undefined }): Shard {
  const read = (name: string): number => {
    const text = environment[name];
    if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
    throw usageError(parameter('shard'), {
      expected: `the number of the task in ${name}`,
      got: text === undefined ? 'no such variable' : quote(text),
      hint: 'Slurm sets it for the tasks of an array: sbatch --array=1-16; elsewhere, name the part: 3/16',
      code: text === undefined ? 'missing' : 'malformed',
    });
  };
  const id = read('SLURM_ARRAY_TASK_ID');
  const first = read('SLURM_ARRAY_TASK_MIN');
  const step = environment['SLURM_ARRAY_TASK_STEP'] === undefined ? 1 : Math.max(1, read('SLURM_ARRAY_TASK_STEP'));
  const last =
    environment['SLURM_ARRAY_TASK_MAX'] === undefined
      ? first + step * (read('SLURM_ARRAY_TASK_COUNT') - 1)
      : read('SLURM_ARRAY_TASK_MAX');
  const shards = (last - first) / step + 1;
  const counted = environment['SLURM_ARRAY_TASK_COUNT'];
  const shard = { index: (id - first) / step + 1, count: shards };
  if (v.is(shardField, shard) && (counted === undefined || Number(counted) === shards)) return shard;
  throw usageError(parameter('shard'), {
    expected: 'an array of tasks without gaps, such as --array=1-16',
    got: `task ${id} of ${counted ?? 'some'} from ${first} to ${last}`,
    hint: 'to run some parts again, name each: 3/16',
    code: 'mismatch',
  });
}
