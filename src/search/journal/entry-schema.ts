/** Checks lines that were read from a journal: they may come from another version, another program, or a damaged disk. */
import * as v from 'valibot';
import type { Architecture } from '../../arch/types.js';

export const scoreSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.number(), parts: v.optional(v.record(v.string(), v.number())) }),
  v.object({ ok: v.literal(false), reason: v.string() }),
]);

/** A network, known by its format. */
export const architectureSchema = v.custom<Architecture>(
  (value) => typeof value === 'object' && value !== null && 'format' in value && value.format === 'assay-architecture',
);

const plan = v.object({
  space: v.optional(v.string()),
  proxies: v.array(v.string()),
  data: v.string(),
  batch: v.number(),
  imageSize: v.optional(v.number()),
  seed: v.number(),
  init: v.optional(v.string()),
  device: v.optional(v.picklist(['webgpu', 'cuda'])),
});

const settings = v.object({
  assay: v.string(),
  plan,
  verb: v.optional(v.picklist(['score', 'bench'])),
  searcher: v.string(),
  budget: v.optional(v.number()),
  seconds: v.optional(v.number()),
  where: v.optional(v.string()),
  combine: v.optional(v.string()),
  ranking: v.optional(v.string()),
  objectives: v.optional(v.array(v.string())),
  digest: v.optional(v.string()),
  costs: v.optional(v.array(v.string())),
  machine: v.optional(v.string()),
  spaceDigest: v.optional(v.string()),
  proxyDigests: v.optional(v.array(v.string())),
  list: v.optional(v.string()),
  reading: v.optional(v.string()),
  modelDigest: v.optional(v.string()),
  shard: v.optional(
    v.object({
      index: v.number(),
      count: v.number(),
      request: v.record(v.string(), v.unknown()),
      engine: v.optional(v.string()),
    }),
  ),
});

export const entrySchema = v.variant('type', [
  v.object({ type: v.literal('header'), format: v.literal('assay-journal'), version: v.literal(1), settings }),
  v.object({
    type: v.literal('evaluation'),
    candidate: v.union([v.string(), architectureSchema]),
    scores: v.record(v.string(), scoreSchema),
    error: v.optional(v.string()),
  }),
  v.object({
    type: v.literal('draw'),
    proposed: v.number(),
    rejected: v.number(),
    distinct: v.number(),
    kept: v.array(v.string()),
  }),
  v.object({ type: v.literal('portion'), round: v.number(), size: v.number() }),
  v.object({ type: v.literal('done'), evaluations: v.number() }),
]);
