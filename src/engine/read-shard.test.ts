import { describe, expect, it } from 'vitest';
import { parseShard, slurmShard } from './read-shard.js';

describe('a part that is named', () => {
  it('is read from 3/16', () => {
    expect(parseShard('3/16')).toEqual({ index: 3, count: 16 });
    expect(parseShard(' 1 / 1 ')).toEqual({ index: 1, count: 1 });
  });

  it.each([
    ['0/4', 'from 1/4, or slurm, got "0/4" (parts are counted from 1)'],
    ['5/4', 'from 1/4, or slurm, got "5/4"'],
    ['1/0', 'got "1/0"'],
    ['3', 'from 1/16, or slurm, got "3"'],
    ['-1/4', 'got "-1/4"'],
    ['1.5/4', 'got "1.5/4"'],
    ['', 'got ""'],
  ])('is no other text: %s', (text, message) => {
    expect(() => parseShard(text)).toThrow(message);
  });
});

describe('a task of a Slurm array', () => {
  const array = { SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_MAX: '15', SLURM_ARRAY_TASK_COUNT: '16' };

  it('is a shard, wherever its numbers begin', () => {
    expect(slurmShard({ ...array, SLURM_ARRAY_TASK_ID: '0' })).toEqual({ index: 1, count: 16 });
    expect(slurmShard({ ...array, SLURM_ARRAY_TASK_ID: '15' })).toEqual({ index: 16, count: 16 });
    expect(
      slurmShard({
        SLURM_ARRAY_TASK_ID: '30',
        SLURM_ARRAY_TASK_MIN: '10',
        SLURM_ARRAY_TASK_MAX: '40',
        SLURM_ARRAY_TASK_STEP: '10',
      }),
    ).toEqual({ index: 3, count: 4 });
    expect(slurmShard({ SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '4' })).toEqual({
      index: 2,
      count: 4,
    });
  });

  it.each(['SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_MIN'])('needs %s', (name) => {
    const given = { ...array, SLURM_ARRAY_TASK_ID: '3', [name]: undefined };
    expect(() => slurmShard(given)).toThrow(`expected the number of the task in ${name}, got no such variable`);
  });

  it('needs the end of the array', () => {
    expect(() => slurmShard({ SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '1' })).toThrow('SLURM_ARRAY_TASK_COUNT');
  });

  it('is refused in an array with gaps, whose parts would not be all', () => {
    expect(() =>
      slurmShard({ SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '3', SLURM_ARRAY_TASK_MAX: '7', SLURM_ARRAY_TASK_COUNT: '2' }),
    ).toThrow('an array of tasks without gaps');
  });
});
