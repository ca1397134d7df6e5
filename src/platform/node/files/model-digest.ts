/** What models hold, as one digest: by it a run that is continued knows that a file has changed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { filesBeside } from './onnx-file.js';

/** Bytes of a file, as long as it can be read: one that cannot has its error where it is scored. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch {
    yield new TextEncoder().encode('cannot be read');
  }
}

/** The files beside an ONNX model that hold numbers of it; none of a model that cannot be read. */
async function besideOf(path: string): Promise<readonly string[]> {
  if (!/\.onnx$/i.test(path)) return [];
  try {
    return [...(await filesBeside(path)).values()];
  } catch {
    return [];
  }
}

/** Sixteen hexadecimal digits over the bytes of models and of the files beside them, in order. */
export async function modelsDigest(paths: readonly string[]): Promise<string> {
  const all = createHash('sha256');
  for (const path of paths)
    for (const file of [path, ...(await besideOf(path))]) {
      const one = createHash('sha256');
      for await (const bytes of bytesOf(file)) one.update(bytes);
      all.update(one.digest());
    }
  return all.digest('hex').slice(0, 16);
}
