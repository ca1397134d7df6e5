/** The engine of a device: the processor's, or ONNX Runtime with a provider for cards. All but the provider's name is the same for every card. */
import { parameter, usageError } from '../../../core/errors.js';
import { checkParameter } from '../../../core/schema/check-request.js';
import { deviceField } from '../../../engine/request-fields.js';
import { createModuleEngine, type OrtModule } from '../../../runtime/ort/module-engine.js';
import { cardOf, type Card, type RunDevice } from '../../../runtime/ort/devices.js';
import type { OrtEngine } from '../../../runtime/ort/types.js';
import { cudaVariable, findRuntimeFolder, placeCudaFiles } from './cuda-files.js';
import { openOrtEngine, silenceOrtTelemetry } from './ort-engine.js';

/** `onnxruntime-node`, which alone has providers for cards here. */
export type NativeModule = OrtModule & {
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
};

/** @throws a usage error when the package is not installed. */
export async function loadNativeModule(device: Card): Promise<NativeModule> {
  silenceOrtTelemetry();
  const name: string = 'onnxruntime-node';
  try {
    return (await import(name)) as NativeModule;
  } catch {
    throw usageError(parameter('device'), {
      expected: `onnxruntime-node, which runs networks on ${device}`,
      got: 'none installed',
      hint: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0',
      code: 'missing',
    });
  }
}

/** What a card needs before its first session. */
const prepare: { readonly [C in Card]: () => void } = {
  webgpu: () => undefined,
  cuda() {
    // Products of rounded numbers (TensorFloat-32) differ from those of others in the fourth digit.
    process.env.NVIDIA_TF32_OVERRIDE ??= '0';
    placeCudaFiles(findRuntimeFolder(), process.env[cudaVariable]);
  },
};

/**
 * The engine of a device. No session is made yet: `requireDevice` says whether one can be.
 * @param threads of a session on the processor.
 * @throws a usage error for a card without its package or files.
 */
export async function openDeviceEngine(device: RunDevice | undefined, threads = 1): Promise<OrtEngine> {
  if (device !== undefined) checkParameter('device', deviceField, device);
  const card = cardOf(device);
  return card === undefined ? openOrtEngine(undefined, threads) : createCardEngine(card, await loadNativeModule(card));
}

/** @throws a usage error for a provider that this build lacks, or whose files are missing. */
export function createCardEngine(card: Card, module: NativeModule, ready: () => void = prepare[card]): OrtEngine {
  const backends = module.listSupportedBackends();
  if (!backends.some(({ name }) => name === card))
    throw usageError(parameter('device'), {
      expected: `a device of onnxruntime-node on ${process.platform} ${process.arch}: ${backends.map(({ name }) => name).join(', ')}`,
      got: card,
      code: 'unsupported',
    });
  ready();
  return createModuleEngine(module, { title: cardTitle(card, module), provider: card });
}

function cardTitle(card: Card, { env: { versions } }: OrtModule): string {
  return `onnxruntime-node ${versions.node ?? versions.common} (${card})`;
}

/** The engine's title, for which nothing needs to run: this machine may have no card, and another runs the networks. */
export async function deviceTitle(device: RunDevice | undefined): Promise<string> {
  const card = cardOf(device);
  return card === undefined ? (await openOrtEngine()).title : cardTitle(card, await loadNativeModule(card));
}
