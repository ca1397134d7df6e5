/** An engine made of a loaded ONNX Runtime package: `onnxruntime-node` and `onnxruntime-web` have one interface. */
import { inputTensor } from './input-tensor.js';
import { requireFields } from '../../core/require-shape.js';
import type { InferenceSession } from 'onnxruntime-common';
import { processorNodes } from '../../onnx/lower/dialect.js';
import { keepPrograms } from './keep-programs.js';
import type { OrtElements, OrtEngine, OrtOutput, SessionFavour } from './types.js';

/** The parts of `onnxruntime-web` or `onnxruntime-node` that are used. */
export type OrtModule = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor' | 'env'>;

/** How a loaded ONNX Runtime is used. */
export interface ModuleEngineOptions {
  /** Package, version and backend. */
  readonly title: string;
  /** ONNX Runtime's name of the backend: `cpu`, `wasm`, `webgpu`, `cuda`. */
  readonly provider: string;
  /** Of a session; 1 unless said, because workers are the better parallelism where there are many networks. */
  readonly threads?: number;
}

/**
 * Graph rewrites for language models and quantised networks, which never apply to ours but are tried on every node: without them a session
 * is made in about half the time.
 */
const needlessRewrites = [
  'QDQSelectorActionTransformer',
  'QDQPropagationTransformer',
  'QDQFinalCleanupTransformer',
  'EnsureUniqueDQForNodeUnit',
  'DoubleQDQPairsRemover',
  'ConstantFoldingDQ',
  'MatMulIntegerToFloatFusion',
  'DynamicQuantizeMatMulFusion',
  'MatMulNBitsFusion',
  'DQMatMulNBitsFusion',
  'MatMulNBitsMlpFusion',
  'MatMulNBitsQkvFusion',
  'MatmulTransposeFusion',
  'GroupQueryAttentionFusion',
  'GroupQueryAttentionPreNormFusion',
  'GqaValueLayoutTransformer',
  'AttentionFusion',
  'EmbedLayerNormFusion',
  'SkipLayerNormFusion',
  'BiasSkipLayerNormFusion',
  'SimplifiedLayerNormFusion',
  'LayerNormFusionL1',
  'LayerNormFusionL2',
  'BiasGeluFusion',
  'FastGeluFusion',
  'QuickGeluFusion',
  'BiasSoftmaxFusion',
  'BiasDropoutFusion',
  'GatherToSliceFusion',
  'GatherSliceToSplitFusion',
  'SliceConcatToSpaceToDepthFusion',
  'LabelEncoderFusion',
  'ReshapeFusion',
  'PadFusion',
  'ConstantSharing',
  'CommonSubexpressionElimination',
  'TransposeOptimizer',
];

/** One thread a session unless said: workers are the parallelism, which is a third faster than threads inside one session. */
export function createModuleEngine(module: OrtModule, given: ModuleEngineOptions): OrtEngine {
  requireFields('module', 'a module of ONNX Runtime', module, 'InferenceSession', 'Tensor', 'env');
  requireFields('options', 'the options of an engine', given, 'title', 'provider');
  const { InferenceSession: Session, env } = module;
  const { title, provider, threads = 1 } = given;
  const dialect = provider === 'cpu' || provider === 'wasm' ? 'processor' : 'card';
  env.logLevel = 'error';
  env.wasm.numThreads = threads;
  const options: InferenceSession.SessionOptions = {
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    enableCpuMemArena: false,
    logSeverityLevel: 3,
    extra: { optimization: { disable_specified_optimizers: needlessRewrites.join(';') } },
  };
  const favoured: { readonly [F in SessionFavour]: InferenceSession.SessionOptions } = {
    run: {},
    start: { graphOptimizationLevel: 'disabled' },
    'many runs': { enableCpuMemArena: true },
  };
  return {
    title,
    dialect,
    async createSession(model, favour = 'run', onProcessor = processorNodes) {
      // An empty list is refused.
      const isLeft = provider === 'webgpu' && onProcessor.length > 0;
      const executionProviders = [isLeft ? { name: provider, forceCpuNodeNames: onProcessor } : provider];
      const chosen = { ...options, ...favoured[favour], executionProviders };
      if (provider === 'webgpu') await keepPrograms(Session, chosen);
      const session = await Session.create(model, chosen);
      return {
        async run(inputs) {
          const feeds = Object.entries(inputs).map(([name, input]) => [name, inputTensor(module, input)] as const);
          const results = await session.run(Object.fromEntries(feeds));
          return Object.fromEntries(
            Object.entries(results).map(([name, tensor]): [string, OrtOutput] => [
              name,
              { dims: tensor.dims, values: tensor.data as OrtElements },
            ]),
          );
        },
        release: () => session.release(),
      };
    },
  };
}
