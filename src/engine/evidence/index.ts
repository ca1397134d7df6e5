import { dataError } from '../../core/errors.js';
import { createOneChannelRuntime } from '../../runtime/one-channel/runtime.js';
import { createOrtRuntime } from '../../runtime/ort/ort-runtime.js';
import { createOrtTangentRuntime } from '../../runtime/ort/tangents/tangent-runtime.js';
import type { LatencyMeter } from '../../runtime/latency/types.js';
import type { OrtEngine } from '../../runtime/ort/types.js';
import type { Products } from '../../runtime/passes/products.js';
import type { DataSource, Providers } from '../types.js';
import { createPassProvider } from './passes.js';
import { architectureProvider } from './architecture.js';
import { createConstantProvider } from './constant.js';
import { costProvider } from './cost.js';
import { createInitializers } from './initializers.js';
import { createLatencyProvider } from './latency.js';
import { createTangentsProvider } from './tangents.js';
import { topologyProvider } from './topology.js';
import { createWeightsProvider } from './weights.js';

interface ProviderOptions {
  readonly source: DataSource;
  /** Of weights and noise. */
  readonly seed: number;
  /** What passes round what they multiply to; left out: float32. */
  readonly products?: Products | undefined;
  /** Loads ONNX Runtime; called when something needs it. */
  readonly openOrtEngine: () => Promise<OrtEngine>;
  /** Loads the latency meter; without it, latencies have no score. */
  readonly openLatencyMeter?: () => Promise<LatencyMeter>;
  /** The most bytes of a forward pass; by default, no limit. */
  readonly memoryLimit?: number;
}

/** A provider for every kind of evidence. A new kind adds its line here. */
export function createProviders({
  source,
  seed,
  products,
  openOrtEngine,
  openLatencyMeter,
  memoryLimit,
}: ProviderOptions): Providers {
  const initializers = createInitializers(seed);
  const limit = memoryLimit === undefined ? {} : { memoryLimit };
  return {
    topology: topologyProvider,
    cost: costProvider,
    architecture: architectureProvider,
    weights: createWeightsProvider(initializers),
    constant: createConstantProvider(createOneChannelRuntime(), source, limit),
    tangents: createTangentsProvider({
      initializers,
      openRuntime: async () => createOrtTangentRuntime(await openOrtEngine()),
      openForwardRuntime: async () => createOrtRuntime(await openOrtEngine()),
      ...limit,
    }),
    pass: createPassProvider({
      source,
      seed,
      initializers,
      products,
      openRuntime: async () => createOrtRuntime(await openOrtEngine()),
      ...limit,
    }),
    latency: createLatencyProvider(
      initializers,
      openLatencyMeter ??
        (() =>
          Promise.reject(dataError('latency', { expected: 'a machine that times networks', got: 'none here', code: 'missing' }))),
    ),
  };
}
