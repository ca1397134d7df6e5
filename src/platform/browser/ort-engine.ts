/**
 * ONNX Runtime in a browser: WebAssembly, whose results do not depend on the machine, or WebGPU, which is faster on large networks but rounds
 * differently (and flushes denormal numbers to zero). A page that its server isolates (headers COOP and COEP, as the studio sends) has shared memory, and so threads in a
 * session; elsewhere a session has one.
 */
import { createModuleEngine, type OrtModule } from '../../runtime/ort/module-engine.js';
import type { OrtEngine } from '../../runtime/ort/types.js';

/** Which backend of ONNX Runtime, and where the page serves it. */
export interface BrowserOrtOptions {
  readonly backend?: 'wasm' | 'webgpu';
  /** Where the page serves ONNX Runtime's .mjs and .wasm files, with a slash at the end; by default, the folder of the script. */
  readonly wasmPaths?: string;
  /** Threads of a session in WebAssembly: unless given, one for each core, at most four, where the page is isolated, otherwise one. */
  readonly threads?: number;
}

/** More threads than this wait for each other. */
const mostThreads = 4;

/** Threads that WebAssembly can have here. */
function threadsHere(): number {
  return globalThis.crossOriginIsolated ? Math.max(1, Math.min(mostThreads, globalThis.navigator.hardwareConcurrency)) : 1;
}

/**
 * Loads ONNX Runtime in a page.
 * @throws the error of loading: a missing file, a browser without WebGPU.
 */
export async function openOrtEngine({ backend = 'wasm', wasmPaths, threads }: BrowserOrtOptions = {}): Promise<OrtEngine> {
  const module: OrtModule = backend === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu');
  if (wasmPaths !== undefined) module.env.wasm.wasmPaths = wasmPaths;
  const version = module.env.versions.web ?? module.env.versions.common;
  return createModuleEngine(module, {
    title: `onnxruntime-web ${version} (${backend})`,
    provider: backend,
    ...(backend === 'wasm' ? { threads: threads ?? threadsHere() } : {}),
  });
}
