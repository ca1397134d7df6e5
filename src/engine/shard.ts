/**
 * A shard: one part of a run that many machines share, `3/16`. Architectures are dealt like cards: the place of each in the complete run, from 0,
 * decides its shard. Neighbours, which often cost alike, then go to different machines, and no machine must know how many there are.
 */
import * as v from 'valibot';
import { count } from '../core/schema/fields.js';

/** Which part of a run: `{ index: 3, count: 16 }` is the third of sixteen. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** The most parts of one run. */
const mostShards = 100_000;

export const shardField = v.pipe(
  v.strictObject({ index: count(1, mostShards), count: count(1, mostShards) }),
  v.check(({ index, count: shards }) => index <= shards, 'an index that is no greater than the count'),
);

/** Whether the architecture at `place` (from 0) belongs to a shard; without a shard, all do. */
export function isInShard(place: number, shard: Shard | undefined): boolean {
  return shard === undefined || place % shard.count === shard.index - 1;
}

/** `3/16` */
export function shardText({ index, count: shards }: Shard): string {
  return `${index}/${shards}`;
}
