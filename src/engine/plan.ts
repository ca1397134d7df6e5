/** Resolves a plan, which is text: the space, the proxies with their options, and the evidence they read. */
import { networksAt, withImageSize } from '../arch/image-size.js';
import type { Architecture } from '../arch/types.js';
import { AssayError, quote, usageError, parameter, type Place } from '../core/errors.js';
import { parseSpec, resolveOptions } from '../core/options.js';
import { createRng } from '../core/rng.js';
import { unknownName } from '../core/suggest.js';
import { checkInit } from '../runtime/weights/index.js';
import { defaultInit } from '../runtime/weights/definitions.js';
import { highestLevel, readsImages, traitsOf, type EvidenceLevel, needsDenormals } from '../evidence/levels.js';
import type { EvidenceKind, EvidenceRequest } from '../evidence/types.js';
import { aggregates } from '../proxies/aggregates.js';
import type { Proxy, ProxyContext } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { typicalNetworks } from './effort.js';
import type { Plan, Registry } from './types.js';

/** A proxy with its options chosen and the requests that follow from them. */
export interface ResolvedProxy {
  /** The spec as given: the key of the score. */
  readonly text: string;
  readonly proxy: Proxy;
  readonly options: unknown;
  readonly requests: readonly EvidenceRequest[];
  /** The most expensive of its requests. */
  readonly level: EvidenceLevel;
}

/** A plan whose names are looked up and whose options are resolved. */
export interface ResolvedPlan {
  readonly plan: Plan;
  readonly space?: SearchSpace;
  readonly context: ProxyContext;
  readonly proxies: readonly ResolvedProxy[];
}

/** Images of one forward pass, of the run or of a proxy's option. */
export const mostBatch = 2 ** 16;
/** Height and width of the images of a pass. */
export const mostImageSize = 1024;

/** A plan; only the proxies are required. */
export type PlanRequest = Pick<Plan, 'proxies'> & { readonly [K in keyof Plan]?: Plan[K] | undefined };

/** The defaults of a plan that names only its proxies. */
export const planDefaults = { data: 'ramp', batch: 64, seed: 0 } as const;

/** A plan with defaults for the missing fields. */
export function completePlan(given: PlanRequest): Plan {
  const { space, proxies, data, batch, imageSize, seed, init, device } = given;
  // In this order: journals write it down, and equal runs have equal bytes.
  return {
    ...(space === undefined ? {} : { space }),
    proxies,
    data: data ?? planDefaults.data,
    batch: batch ?? planDefaults.batch,
    ...(imageSize === undefined ? {} : { imageSize }),
    seed: seed ?? planDefaults.seed,
    ...(init === undefined ? {} : { init }),
    ...(device === undefined ? {} : { device }),
  };
}

/** @throws a usage error for unknown names (with the nearest), bad options, a proxy named twice, or an invalid batch, image size or seed, for a space that cannot be run at the image size, and for a proxy that the device cannot compute. */
export function resolvePlan(plan: Plan, registry: Registry): ResolvedPlan {
  requireInteger(parameter('batch'), plan.batch, 1, mostBatch);
  if (plan.imageSize !== undefined) requireInteger(parameter('imageSize'), plan.imageSize, 1, mostImageSize);
  requireInteger(parameter('seed'), plan.seed, 0, Number.MAX_SAFE_INTEGER);
  if (plan.proxies.length === 0)
    throw usageError(parameter('proxies'), { expected: 'at least one proxy', got: 'none', code: 'missing' });
  const space = plan.space === undefined ? undefined : registry.openSpace(plan.space);
  if (plan.init !== undefined) checkInit(plan.init);
  if (space !== undefined && plan.imageSize !== undefined) requireImageSize(space, plan.imageSize);
  const context: ProxyContext = {
    seed: plan.seed,
    ...(space === undefined ? {} : { space: space.properties }),
    ...(plan.init === undefined ? {} : { init: plan.init }),
  };
  const proxies = plan.proxies.map((text, i) => {
    if (plan.proxies.indexOf(text) !== i)
      throw usageError(parameter('proxies'), { expected: 'each proxy once', got: `${quote(text)} twice`, code: 'duplicate' });
    return resolveProxy(text, registry, plan, context);
  });
  return { plan, ...(space === undefined ? {} : { space }), context, proxies };
}

function resolveProxy(text: string, { proxies: known, fileProxies }: Registry, plan: Plan, context: ProxyContext): ResolvedProxy {
  const ofFile = fileProxies?.get(text);
  const spec = parseSpec(ofFile?.spec ?? text, 'proxy');
  const proxy = ofFile?.proxy ?? known.find(({ id }) => id === spec.id);
  if (proxy === undefined)
    throw unknownName(
      parameter('proxies'),
      'proxy',
      spec.id,
      [...known, ...aggregates].map(({ id }) => id),
    );
  const options = resolveOptions(`proxy ${spec.id}`, proxy.options, spec.options);
  const requests = proxy.requests(options, context).map((request) => completeRequest(request, plan));
  for (const request of requests)
    if (traitsOf(request).takesBatch) requireInteger(`proxy ${quote(text)}: batch`, imageCount(request, plan), 1, mostBatch);
  refuseFlushed(text, requests, plan);
  return { text, proxy, options, requests, level: highestLevel(requests) };
}

/** Cards may round numbers near zero to zero. */
function refuseFlushed(text: string, requests: readonly EvidenceRequest[], { device }: Plan): void {
  if (device === undefined || !requests.some(needsDenormals)) return;
  throw usageError(parameter('device'), {
    expected: `cpu for ${quote(text)}, whose score depends on denormal numbers, which cards may round to zero`,
    got: device,
    hint: 'score it in a run of its own on the processor, or leave it out',
    code: 'unsupported',
  });
}

/** A space whose networks have one size is refused at once, not with a reason for each network. */
function requireImageSize(space: SearchSpace, size: number): void {
  try {
    for (const network of typicalNetworks(space, 1)) withImageSize(network, size);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw usageError(parameter('imageSize'), {
      expected: `a size that networks of ${space.id} take`,
      got: `${size} (${error.message})`,
      code: 'unsupported',
    });
  }
}

function requireInteger(name: Place, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw usageError(name, { expected: `an integer from ${min} to ${max}`, got: String(value), code: 'out-of-range' });
  }
}

/** The cost of a proxy by its text, with defaults for missing options; undefined if the text names no known proxy. */
export function levelOfText(text: string, known: readonly Proxy[], context: ProxyContext = {}): EvidenceLevel | undefined {
  const spec = parseSpec(text, 'proxy');
  const proxy = known.find(({ id }) => id === spec.id);
  if (proxy === undefined) return undefined;
  return highestLevel(proxy.requests(resolveOptions(`proxy ${spec.id}`, proxy.options, spec.options), context));
}

/** A request with the plan's batch and initialisation if it names none: providers receive it like this. */
export function completeRequest<R extends EvidenceRequest>(request: R, plan: Plan): R {
  const { takesBatch, drawsWeights } = traitsOf(request);
  if (!takesBatch && !drawsWeights) return request;
  return {
    ...request,
    ...(takesBatch ? { batch: imageCount(request, plan) } : {}),
    ...(drawsWeights ? { init: ('init' in request ? request.init : undefined) ?? plan.init ?? defaultInit } : {}),
  };
}

function imageCount(request: EvidenceRequest, plan: Plan): number {
  return ('batch' in request ? request.batch : undefined) ?? plan.batch;
}

/** Equal for equal requests, with their fields in any order. */
export function requestKey(request: EvidenceRequest): string {
  if (isBare(request)) return request.kind;
  const fields = Object.entries(request).filter(([name]) => name !== 'kind');
  return `${request.kind} ${JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}

function isBare(request: EvidenceRequest): boolean {
  for (const name in request) if (name !== 'kind') return false;
  return true;
}

/** The requests of several proxies for one kind of evidence, each once. */
export function uniteRequests(proxies: readonly ResolvedProxy[], kind: EvidenceKind): Map<string, EvidenceRequest> {
  const united = new Map<string, EvidenceRequest>();
  for (const { requests } of proxies) {
    for (const request of requests) if (request.kind === kind) united.set(requestKey(request), request);
  }
  return united;
}

/** Batches of images that a pass takes. */
function batchesOf(request: EvidenceRequest): number {
  return 'input' in request && request.input.kind === 'second-batch' ? 2 : 1;
}

/** The images that a plan will request: each count for each input shape (without the batch axis). */
export interface ImageNeeds {
  /** Empty when no proxy reads images. */
  readonly counts: readonly number[];
  /** Empty when the shapes are not known before the architectures are. */
  readonly shapes: readonly (readonly number[])[];
}

/**
 * The images the plan's proxies read. Input shapes are those of the plan's space and of `architectures`.
 */
export function imageNeeds({ plan, space, proxies }: ResolvedPlan, architectures: readonly Architecture[] = []): ImageNeeds {
  const counts = new Set<number>();
  for (const { requests } of proxies) {
    for (const request of requests) if (readsImages(request)) counts.add(imageCount(request, plan) * batchesOf(request));
  }
  if (counts.size === 0) return { counts: [], shapes: [] };
  const samples =
    space === undefined ? architectures : [space.build(space.sample(createRng(plan.seed, 'image needs'))), ...architectures];
  const shapes = new Map<string, readonly number[]>();
  for (const { inputs } of networksAt(plan.imageSize, samples)) {
    const [input, ...others] = inputs;
    if (input === undefined || others.length > 0) continue;
    const shape = input.shape.slice(1);
    shapes.set(shape.join('x'), shape);
  }
  return { counts: [...counts], shapes: [...shapes.values()] };
}

/** Whether networks are run on images of another size than the space's for these requests. */
export function hasImageSize({ imageSize }: Plan, requests: readonly EvidenceRequest[]): boolean {
  return imageSize !== undefined && requests.some((request) => traitsOf(request).takesImageSize);
}

/** The images and the batch of a plan, for people: nothing where no proxy reads images, the batch alone where a proxy runs networks on noise. */
export function dataSettings({ plan, proxies }: ResolvedPlan, digest?: string): (readonly [label: string, value: string])[] {
  const requests = proxies.flatMap((proxy) => proxy.requests);
  const isSized = hasImageSize(plan, requests);
  const size = isSized ? `, images of ${plan.imageSize}x${plan.imageSize}` : '';
  if (requests.some(readsImages))
    return [
      ['data', `${plan.data}, batch ${plan.batch}${size}${digest === undefined ? '' : `, sha256 ${digest.slice(0, 16)}…`}`],
    ];
  if (requests.some((request) => traitsOf(request).takesBatch)) return [['batch', `${plan.batch}${size}`]];
  return isSized ? [['image size', String(plan.imageSize)]] : [];
}
