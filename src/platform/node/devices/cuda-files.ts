/**
 * The files of ONNX Runtime's CUDA provider. They are too large for the package registry: the package's install script fetches them from another host, or
 * a user puts them into a folder and names it. ONNX Runtime looks for them beside its own library alone, so links are made there.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parameter, usageError } from '../../../core/errors.js';

/** The environment variable with the folder of the files. */
export const cudaVariable = 'ASSAY_CUDA';

export const cudaFiles = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** The folder of ONNX Runtime's library, and its version. */
export interface RuntimeFolder {
  readonly folder: string;
  readonly version: string;
}

/** @throws an Error when the package is not installed. */
export function findRuntimeFolder(): RuntimeFolder {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return { folder: join(root, 'bin', 'napi-v6', process.platform, process.arch), version };
}

/**
 * Makes sure that the CUDA provider's files lie where ONNX Runtime finds them.
 * @param given the folder that the user put them into, if any.
 * @throws a usage error with the steps where they are missing or cannot be linked.
 */
export function placeCudaFiles({ folder, version }: RuntimeFolder, given: string | undefined): void {
  const missing = cudaFiles.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  const steps = `take ${cudaFiles.join(' and ')} of runtimes/linux-x64/native in the NuGet package Microsoft.ML.OnnxRuntime.Gpu.Linux ${version}, and set ${cudaVariable} to their folder`;
  const refuse = (expected: string, got: string, hint: string): Error =>
    usageError(parameter('device'), { expected, got, hint, code: 'missing' });
  if (given === undefined) throw refuse(`the files of ONNX Runtime's CUDA provider`, `no ${missing.join(', no ')}`, steps);
  const absent = missing.filter((name) => !existsSync(join(given, name)));
  if (absent.length > 0)
    throw refuse(`the files of ONNX Runtime's CUDA provider in ${cudaVariable}=${given}`, `no ${absent.join(', no ')}`, steps);
  for (const name of missing) {
    try {
      symlinkSync(resolve(given, name), join(folder, name));
    } catch (error) {
      // Another process may have been first.
      if (existsSync(join(folder, name))) continue;
      throw refuse(
        `a folder where ${name} can be linked`,
        `${folder}, which cannot be written`,
        `copy the files there: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
