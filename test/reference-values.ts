/** The reference values, and an evaluator under their conventions. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createDataSource } from '../src/engine/data/source.js';
import { createEvaluator, type Evaluator } from '../src/engine/evaluate.js';
import { resolvePlan } from '../src/engine/plan.js';
import { createPassProvider } from '../src/engine/evidence/passes.js';
import { createProviders } from '../src/engine/evidence/index.js';
import { createInitializers } from '../src/engine/evidence/initializers.js';
import { registry } from '../src/engine/built-in.js';
import type { Plan } from '../src/engine/types.js';
import { openOrtEngine, type OrtBackend } from '../src/platform/node/devices/ort-engine.js';
import type { Proxy } from '../src/proxies/types.js';
import type { BatchRuntime } from '../src/runtime/passes/types.js';
import { sharedPath } from './shared.js';

/** A number for each layer with weights, by its name in the file. */
type Layers = { readonly [layer: string]: number };

export interface ReferenceValues {
  readonly epads: { readonly value: number; readonly sum: number };
  readonly naswot: {
    readonly value: number | null;
    readonly valueLive: number | null;
    readonly sumPerRelu: number;
    readonly sumPerConv: number;
  };
  readonly swap: { readonly S16: number; readonly S8: number };
  readonly zen: { readonly value: number | null };
  readonly meco: { readonly noise64: { readonly value: number }; readonly image0: { readonly value: number } };
  readonly az: {
    readonly expressivity: number | null;
    readonly progressivity: number | null;
    readonly complexity: number;
    readonly trainability: number | null;
  };
  readonly grad_norm: { readonly value: number; readonly layers: Layers };
  readonly snip: { readonly value: number; readonly layers: Layers };
  readonly plain: { readonly value: number; readonly layers: Layers };
  readonly grasp: { readonly value: number; readonly layers: Layers };
  readonly fisher: { readonly value: number; readonly unbroadcast: number; readonly layers: Layers };
  readonly jacob_cov: { readonly value: number | null };
  readonly epe: { readonly value: number | null };
  readonly zico: { readonly value: number; readonly layers: Layers };
  readonly gradsign: { readonly sum: number; readonly mean: number; readonly layers: Layers };
  readonly ntk: { readonly cond: number | null };
  readonly wrcor: { readonly act: number; readonly grad: number; readonly actGrad: number; readonly weighted: number };
  readonly vkdnw: { readonly entropy: number };
  readonly synflow: { readonly value: number; readonly log: number };
  readonly l2_norm: { readonly value: number };
}

export interface ReferenceFile {
  readonly config: { readonly C: number; readonly N: number; readonly B: number };
  readonly float32MaxRel: { readonly [path: string]: number };
  readonly cells: readonly {
    readonly label: string;
    readonly arch: string;
    readonly params: number;
    readonly macs: number;
    readonly layers: readonly { readonly name: string; readonly shape: readonly number[] }[];
    readonly values: ReferenceValues;
  }[];
}

/** The file, or undefined where it or the images are absent. */
export function readReference(name: 'tiny' | 'full'): ReferenceFile | undefined {
  const path = sharedPath('reference', `${name}.json`);
  return path === undefined || imagesPath === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as ReferenceFile);
}

const imagesPath = sharedPath('data', 'images', 'cifar10_train_0-1023.bin.gz');

export interface ReferenceRun {
  /** In place of ONNX Runtime. */
  readonly runtime?: BatchRuntime;
  /** Which ONNX Runtime; left out, the one at hand. */
  readonly backend?: OrtBackend;
  /** Proxies of a test. */
  readonly extra?: readonly Proxy[];
}

/** Scores cells with `--init reference` on the reference's images. */
export function referenceEvaluator(
  { config: { C, N, B } }: ReferenceFile,
  proxies: readonly string[],
  { runtime, backend, extra = [] }: ReferenceRun = {},
): Evaluator {
  const plan: Plan = { space: `nas-bench-201:C=${C}:N=${N}`, proxies, data: 'cifar10', batch: B, seed: 0, init: 'reference' };
  const source = createDataSource({
    text: 'cifar10',
    recipe: { kind: 'cifar10', records: gunzipSync(readFileSync(imagesPath as string)) },
    prepared: [],
  });
  const providers = createProviders({ source, seed: 0, openOrtEngine: () => openOrtEngine(backend) });
  const pass =
    runtime === undefined
      ? providers.pass
      : createPassProvider({ source, seed: 0, initializers: createInitializers(0), openRuntime: async () => runtime });
  return createEvaluator(resolvePlan(plan, { ...registry, proxies: [...registry.proxies, ...extra] }), {
    providers: { ...providers, pass },
    now: () => performance.now(),
  });
}
