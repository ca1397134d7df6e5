/**
 * Loads ONNX Runtime: the native package if it is installed (it is an optional dependency, because its install script needs a host
 * besides the registry), otherwise its WebAssembly build, which is five to six times slower and always installed.
 */
import { parameter } from '../../../core/errors.js';
import { unknownName } from '../../../core/suggest.js';
import { isMainThread } from 'node:worker_threads';
import { createModuleEngine, type OrtModule } from '../../../runtime/ort/module-engine.js';
import type { OrtEngine } from '../../../runtime/ort/types.js';

/** The package that runs networks. */
export type OrtBackend = 'native' | 'wasm';

const packages = { native: 'onnxruntime-node', wasm: 'onnxruntime-web' } as const satisfies {
  readonly [backend in OrtBackend]: string;
};

/**
 * The native runtime reports its use to its vendor unless this is set before its first session, in the environment of the process;
 * a worker's environment is a copy, so the main thread must do it.
 */
export function silenceOrtTelemetry(): void {
  if (isMainThread) process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/**
 * Loads ONNX Runtime: the native package, or its WebAssembly build where that is not installed.
 * @param backend which build; by default, native and then wasm.
 * @param threads of a session.
 * @throws an Error that says what failed when neither loads.
 */
export async function openOrtEngine(backend?: OrtBackend, threads = 1): Promise<OrtEngine> {
  if (backend !== undefined && !Object.hasOwn(packages, backend))
    throw unknownName(parameter('backend'), 'backend', String(backend), Object.keys(packages));
  silenceOrtTelemetry();
  const failures: string[] = [];
  for (const candidate of backend === undefined ? (['native', 'wasm'] as const) : [backend]) {
    const name: string = packages[candidate];
    try {
      const module = (await import(name)) as OrtModule;
      const { node, web, common } = module.env.versions;
      const version = (candidate === 'native' ? node : web) ?? common;
      return createModuleEngine(module, {
        title: `${name} ${version}`,
        provider: candidate === 'native' ? 'cpu' : 'wasm',
        threads,
      });
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no ONNX Runtime could be loaded (${failures.join('; ')})`);
}
