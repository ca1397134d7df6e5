/**
 * Loads ONNX Runtime: the native package where it is installed (it is an optional dependency, because its install script wants a host
 * besides the registry), else its WebAssembly build, which is five to six times slower and always there.
 */
import { isMainThread } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-common';
import type { OrtElements, OrtEngine, OrtOutput } from '../../runtime/ort/types.js';

type OrtModule = typeof import('onnxruntime-common');

export type OrtBackend = 'native' | 'wasm';

const packages = { native: 'onnxruntime-node', wasm: 'onnxruntime-web' } as const satisfies { readonly [backend in OrtBackend]: string };

/**
 * The native runtime reports its use to its maker unless this is set before its first session, in the environment of the process;
 * a worker's environment is a copy, so the main thread must do it.
 */
export function silenceOrtTelemetry(): void {
  if (isMainThread) process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/**
 * @param backend which build; left out, native and then wasm.
 * @throws an Error that says what failed when neither loads.
 */
export async function openOrtEngine(backend?: OrtBackend): Promise<OrtEngine> {
  silenceOrtTelemetry();
  const failures: string[] = [];
  for (const candidate of backend === undefined ? (['native', 'wasm'] as const) : [backend]) {
    try {
      const name: string = packages[candidate];
      return engineOf(candidate, (await import(name)) as OrtModule);
    } catch (error) {
      failures.push(`${packages[candidate]}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no ONNX Runtime could be loaded (${failures.join('; ')})`);
}

/**
 * Graph rewrites for language models and quantised networks, which never apply to ours but are tried on every node: leaving them out
 * halves the time it takes to make a session.
 */
const needlessRewrites = [
  'QDQSelectorActionTransformer', 'QDQPropagationTransformer', 'QDQFinalCleanupTransformer', 'EnsureUniqueDQForNodeUnit', 'DoubleQDQPairsRemover', 'ConstantFoldingDQ',
  'MatMulIntegerToFloatFusion', 'DynamicQuantizeMatMulFusion', 'MatMulNBitsFusion', 'DQMatMulNBitsFusion', 'MatMulNBitsMlpFusion', 'MatMulNBitsQkvFusion', 'MatmulTransposeFusion',
  'GroupQueryAttentionFusion', 'GroupQueryAttentionPreNormFusion', 'GqaValueLayoutTransformer', 'AttentionFusion', 'EmbedLayerNormFusion', 'SkipLayerNormFusion', 'BiasSkipLayerNormFusion',
  'SimplifiedLayerNormFusion', 'LayerNormFusionL1', 'LayerNormFusionL2', 'BiasGeluFusion', 'FastGeluFusion', 'QuickGeluFusion', 'BiasSoftmaxFusion', 'BiasDropoutFusion',
  'GatherToSliceFusion', 'GatherSliceToSplitFusion', 'SliceConcatToSpaceToDepthFusion', 'LabelEncoderFusion', 'ReshapeFusion', 'PadFusion', 'ConstantSharing', 'CommonSubexpressionElimination', 'TransposeOptimizer',
];

function engineOf(backend: OrtBackend, { InferenceSession: Session, Tensor, env }: OrtModule): OrtEngine {
  if (backend === 'wasm') env.wasm.numThreads = 1;
  env.logLevel = 'error';
  const version = (backend === 'native' ? env.versions.node : env.versions.web) ?? env.versions.common;
  const options: InferenceSession.SessionOptions = {
    executionProviders: [backend === 'native' ? 'cpu' : 'wasm'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableMemPattern: false,
    enableCpuMemArena: false,
    logSeverityLevel: 3,
    extra: { optimization: { disable_specified_optimizers: needlessRewrites.join(';') } },
  };
  return {
    title: `${packages[backend]} ${version}`,
    batchNorm: 'native',
    async createSession(model) {
      const session = await Session.create(model, options);
      return {
        async run(inputs) {
          const feeds = Object.entries(inputs).map(([name, { dims, values }]) => [name, new Tensor('float32', values, dims)] as const);
          const results = await session.run(Object.fromEntries(feeds));
          return Object.fromEntries(Object.entries(results).map(([name, tensor]): [string, OrtOutput] => [name, { dims: tensor.dims, values: tensor.data as OrtElements }]));
        },
        release: () => session.release(),
      };
    },
  };
}
