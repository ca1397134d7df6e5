import * as v from 'valibot';
import { dataError, parameter, usageError } from '../core/errors.js';
import { checkRequest, requestSchema } from '../core/schema/check-request.js';
import { count as countField, made } from '../core/schema/fields.js';
import { turn } from '../core/turn.js';
import type { OrtEngine } from '../runtime/ort/types.js';
import type { Products } from '../runtime/passes/products.js';
import { openSpace } from '../spaces/index.js';
import { registry as builtIn } from './built-in.js';
import { runsNetwork } from '../evidence/levels.js';
import { firstLabels } from './data/labels.js';
import { createDataSource } from './data/source.js';
import { parseDataSpec } from './data/spec.js';
import { createEvaluator, type Evaluator } from './evaluate.js';
import { createProviders } from './evidence/index.js';
import type { Host } from './host.js';
import { refuseFile } from './needs-node.js';
import { createLocalRunner } from './local-runner.js';
import { resolvePlan, type ResolvedPlan } from './plan.js';
import type { DataSource, Images } from './types.js';

/** The parts of a host without files. */
export interface LocalHostOptions {
  /** Images, (count, channels, height, width), for the proxies that read some; they replace `data`. A set for every input shape and count that proxies request. */
  readonly images?: readonly Images[];
  /** Runs networks with random weights: `createModuleEngine` of a loaded `onnxruntime-web` or `onnxruntime-node`. Proxies that run none need none. */
  readonly engine?: OrtEngine;
}

const imagesField = v.custom<Images>(
  (value) => v.is(v.object({ shape: v.array(countField(1)), count: countField(1), values: v.instance(Float32Array) }), value),
  'images: their shape, count and values',
);

export const localHostFields = {
  images: v.array(imagesField),
  engine: made<OrtEngine>('an engine, as createModuleEngine or openOrtEngine makes it', 'createSession'),
} as const;
const localHostSchema = requestSchema<LocalHostOptions>({}, localHostFields);

/** Everything in this thread, without a file: for a page, a test or a small script. */
export function createLocalHost(options: LocalHostOptions = {}): Host {
  checkRequest('createLocalHost', localHostSchema, options);
  const now = (): number => performance.now();
  return {
    now,
    async openSpace(spec) {
      refuseFile(parameter('space'), spec, 'the spec of a space, or a space as a value', 'createNodeHost');
      return openSpace(spec);
    },
    async openPlan(plan, { registry = builtIn } = {}) {
      for (const text of plan.proxies.filter((one) => registry.fileProxies?.has(one) !== true))
        refuseFile(parameter('proxies'), text, 'specs of proxies, or proxies as values', 'createNodeHost');
      const resolved = resolvePlan(plan, registry);
      const runner = createLocalRunner(createLocalEvaluator(resolved, options), { now, turn });
      const runners = { choose: () => runner, close: async () => undefined };
      return { resolved, registry, data: {}, runners, now, close: async () => undefined };
    },
    engineTitle: async () => requireEngine(options).title,
    machine: () =>
      Promise.reject(dataError('latency', { expected: 'a machine that times networks', got: 'none here', code: 'missing' })),
  };
}

/** Scores in this thread. @throws a usage error for data in files, and (from `evaluate`) for a missing engine. */
export function createLocalEvaluator(
  resolved: ResolvedPlan,
  options: LocalHostOptions & { readonly products?: Products },
): Evaluator {
  const { plan } = resolved;
  const { images: sets = [] } = options;
  const { kind } = parseDataSpec(plan.data);
  if (kind !== 'ramp' && kind !== 'noise')
    throw usageError('scorer', {
      expected: 'data ramp or noise, or your images',
      got: plan.data,
      hint: 'createNodeHost of assay/node reads files',
      code: 'unsupported',
    });
  const source =
    sets.length > 0
      ? givenImages(sets)
      : createDataSource({ text: plan.data, recipe: kind === 'noise' ? { kind, seed: plan.seed } : { kind }, prepared: [] });
  const providers = createProviders({
    source,
    seed: plan.seed,
    products: options.products,
    openOrtEngine: async () => requireEngine(options, resolved),
  });
  return createEvaluator(resolved, { providers, now: () => performance.now() });
}

/** @param resolved names the proxies that need the engine. */
function requireEngine({ engine }: LocalHostOptions, resolved?: ResolvedPlan): OrtEngine {
  if (engine === undefined) {
    const needing = resolved?.proxies.filter(({ requests }) => requests.some(runsNetwork)).map(({ text }) => text) ?? [];
    throw usageError('scorer', {
      expected: `an engine, for proxies that run networks${needing.length === 0 ? '' : `: ${needing.join(', ')}`}`,
      got: 'none',
      hint: 'createModuleEngine(onnxruntime), or effort graph, which runs nothing; createNodeHost of assay/node has one',
      code: 'missing',
    });
  }
  return engine;
}

/** A missing set is not replaced: scores of other images could not be distinguished from scores of these. */
function givenImages(sets: readonly Images[]): DataSource {
  return {
    text: 'own images',
    images(count, shape) {
      const found = sets.find((set) => set.count === count && set.shape.join() === shape.join());
      if (found === undefined)
        throw dataError('scorer', {
          expected: `${count} images of ${shape.join('x')}`,
          got: sets.map((set) => `${set.count} of ${set.shape.join('x')}`).join(', '),
          code: 'mismatch',
        });
      return found;
    },
    labels(count, classes) {
      const labels = sets.find((set) => set.count === count)?.labels;
      return labels === undefined ? { ok: false, reason: 'the images came without labels' } : firstLabels(labels, count, classes);
    },
  };
}
