/**
 * What a worker needs to score for a run, as a record of text: the plan, and files by their digests. Its own digest names the queue of the run, so that
 * runs of the same settings share their jobs, and workers open only queues that they can serve.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { stableJson } from '../../../arch/stable-json.js';
import { dataError, parameter, quote, usageError } from '../../../core/errors.js';
import { version } from '../../../core/version.js';
import type { DataRecipe, SharedData } from '../../../engine/data/source.js';
import type { ResolvedPlan } from '../../../engine/plan.js';
import { runsNetwork } from '../../../evidence/levels.js';
import { filesBeside } from '../files/onnx-file.js';
import { fittedPath } from '../user-code/fitted-path.js';
import { modelFileOf, userFileOf } from '../user-code/user-file.js';

/** A digest, as text. */
export const digestField = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const recipeSchema = v.variant('kind', [
  v.object({ kind: v.literal('ramp') }),
  v.object({ kind: v.literal('noise'), seed: count }),
  v.object({ kind: v.literal('cifar10'), records: digestField }),
  v.object({ kind: v.literal('folder'), labels: v.optional(digestField) }),
]);

const setupSchema = v.object({
  format: v.literal('assay-queue'),
  /** Assay's version. */
  assay: v.string(),
  plan: v.object({
    space: v.optional(v.string()),
    proxies: v.array(v.string()),
    data: v.string(),
    batch: count,
    imageSize: v.optional(count),
    seed: count,
    init: v.optional(v.string()),
    device: v.optional(v.picklist(['webgpu', 'cuda'])),
  }),
  /** The engine of the machine that began the run; left out where no network is run. */
  engine: v.optional(v.string()),
  /** Whether workers with other engines may help. */
  isMixed: v.boolean(),
  data: v.object({
    text: v.string(),
    recipe: recipeSchema,
    prepared: v.array(v.object({ shape: v.array(count), count, values: digestField })),
    digest: v.optional(v.string()),
  }),
  /** The files that the plan names, by their paths there. `isCode`: modules, which a worker runs only where its user allows it. */
  files: v.record(
    v.string(),
    v.object({
      digest: digestField,
      name: v.string(),
      isCode: v.boolean(),
      /** Files beside a model that hold numbers of it. */
      beside: v.optional(v.record(v.string(), digestField)),
    }),
  ),
});

/** What a worker needs to score for a run. */
export type RunSetup = v.InferOutput<typeof setupSchema>;

/** Bytes by their digest, loaded when they are sent. */
export type FilesByDigest = Map<string, () => Uint8Array>;

/** Digests of files beside a model, by their places in its folder. */
export type Beside = { readonly [location: string]: string };

export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface PackOptions {
  readonly engine: string | undefined;
  readonly isMixed: boolean;
}

/** Node reads and hashes no more at once. */
const mostBytes = 2 ** 31 - 1;

/** Keeps a file of this machine to be sent, with the files beside it where it is a model that has some. @returns their digests. */
export async function keepFile(
  path: string,
  files: FilesByDigest,
): Promise<{ readonly digest: string; readonly beside?: Beside }> {
  const keep = (place: string): string => {
    const { size } = statSync(place);
    if (size > mostBytes)
      throw usageError(parameter('queue'), {
        expected: 'files of at most 2 GB',
        got: `${quote(place, 200)} of ${(size / 1e9).toFixed(1)} GB`,
        hint: 'score it in a run of its own, without a queue',
        code: 'limit-exceeded',
      });
    const own = digestOf(readFileSync(place));
    files.set(own, () => readFileSync(place));
    return own;
  };
  const own = keep(path);
  const beside = /\.onnx$/i.test(path) ? await filesBeside(path) : new Map<string, string>();
  if (beside.size === 0) return { digest: own };
  return { digest: own, beside: Object.fromEntries([...beside].map(([location, place]) => [location, keep(place)])) };
}

/** The setup of a run on this machine, and the files that it names. */
export async function packSetup(
  { plan, proxies }: ResolvedPlan,
  shared: SharedData,
  { engine, isMixed }: PackOptions,
): Promise<{ readonly setup: RunSetup; readonly files: FilesByDigest }> {
  const files: FilesByDigest = new Map();
  const keep = (bytes: Uint8Array): string => {
    const name = digestOf(bytes);
    files.set(name, () => bytes);
    return name;
  };
  const named: RunSetup['files'] = {};
  for (const path of pathsOf(plan.space, plan.proxies))
    named[path] = { ...(await keepFile(path, files)), name: plainName(path), isCode: /\.m?js$/.test(path) };
  const isRun = proxies.some(({ requests }) => requests.some(runsNetwork));
  const setup: RunSetup = {
    format: 'assay-queue',
    assay: version,
    plan: { ...plan, proxies: [...plan.proxies] },
    ...(isRun && engine !== undefined ? { engine } : {}),
    isMixed,
    data: packData(shared, keep),
    files: named,
  };
  return { setup, files };
}

/** The files that a plan names: of its space and of its proxies. */
function pathsOf(space: string | undefined, proxies: readonly string[]): ReadonlySet<string> {
  const ofSpace = space === undefined ? undefined : (userFileOf(space) ?? modelFileOf(space));
  const ofProxies = proxies.flatMap((text) => fittedPath(text) ?? userFileOf(text)?.path ?? []);
  return new Set([...(ofSpace === undefined ? [] : [ofSpace.path]), ...ofProxies]);
}

/** A name that is safe on every machine. */
export function plainName(path: string): string {
  return basename(path).replace(/[^\w.-]/g, '_');
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Pictures of a folder are sent as they were made; everything else is made again by the worker. */
function packData(
  { text, recipe, prepared, digest: ofFiles }: SharedData,
  keep: (bytes: Uint8Array) => string,
): RunSetup['data'] {
  const sent = recipe.kind === 'folder' ? prepared : [];
  return {
    text,
    recipe: packRecipe(recipe, keep),
    prepared: sent.map(({ shape, count: images, values }) => ({
      shape: [...shape],
      count: images,
      values: keep(bytesOf(values)),
    })),
    ...(ofFiles === undefined ? {} : { digest: ofFiles }),
  };
}

function packRecipe(recipe: DataRecipe, keep: (bytes: Uint8Array) => string): RunSetup['data']['recipe'] {
  switch (recipe.kind) {
    case 'ramp':
    case 'noise':
      return recipe;
    case 'cifar10':
      return { kind: 'cifar10', records: keep(recipe.records) };
    case 'folder':
      return { kind: 'folder', ...(recipe.labels === undefined ? {} : { labels: keep(bytesOf(recipe.labels)) }) };
    default:
      return recipe satisfies never;
  }
}

/** The digest of a setup, which does not depend on the order of its fields. */
export function setupDigest(setup: RunSetup): string {
  return digestOf(stableJson(setup)).slice(0, 32);
}

/** @throws a data error for text that is no setup. */
export function readSetup(where: string, value: unknown): RunSetup {
  const { success, output } = v.safeParse(setupSchema, value);
  if (!success) throw dataError(where, { expected: 'the settings of a run', got: 'something else' });
  return output;
}

/** The images of a setup. @param fetch gives the bytes of a digest. */
export async function unpackData(
  { text, recipe, prepared, digest: ofFiles }: RunSetup['data'],
  fetch: (digest: string) => Promise<Uint8Array>,
): Promise<SharedData> {
  const images = [];
  for (const { shape, count: number, values } of prepared)
    images.push({ shape, count: number, values: new Float32Array(aligned(await fetch(values))) });
  return {
    text,
    recipe: await unpackRecipe(recipe, fetch),
    prepared: images,
    ...(ofFiles === undefined ? {} : { digest: ofFiles }),
  };
}

async function unpackRecipe(
  recipe: RunSetup['data']['recipe'],
  fetch: (digest: string) => Promise<Uint8Array>,
): Promise<DataRecipe> {
  switch (recipe.kind) {
    case 'ramp':
    case 'noise':
      return recipe;
    case 'cifar10':
      return { kind: 'cifar10', records: await fetch(recipe.records) };
    case 'folder':
      return recipe.labels === undefined
        ? { kind: 'folder' }
        : { kind: 'folder', labels: new Uint16Array(aligned(await fetch(recipe.labels))) };
    default:
      return recipe satisfies never;
  }
}

/** A copy whose buffer begins with it. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
