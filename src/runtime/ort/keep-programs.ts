/**
 * What WebGPU compiles for a network belongs to its device, which ONNX Runtime closes with the last session on it. One session of a network
 * without work stays open for as long as the process runs: a network finds compiled what others before it needed.
 */
import type { InferenceSession } from 'onnxruntime-common';
import { encodeModel } from '../../onnx/proto/encode-model.js';

const value = (name: string) => ({ name, type: 'float' as const, dims: [1] });

/** Of each loaded runtime. */
const open = new WeakMap<object, Promise<unknown>>();

/**
 * Opens that session, once for each runtime.
 * @param runtime ONNX Runtime's maker of sessions.
 * @throws a plain Error with the runtime's message; the next call tries again.
 */
export async function keepPrograms(
  runtime: Pick<typeof InferenceSession, 'create'>,
  options: InferenceSession.SessionOptions,
): Promise<void> {
  let session = open.get(runtime);
  if (session === undefined) {
    const nodes = [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }];
    const model = encodeModel({ name: 'open', nodes, initializers: [], inputs: [value('x')], outputs: [value('y')] });
    session = runtime.create(model, options);
    open.set(runtime, session);
  }
  try {
    await session;
  } catch (error) {
    open.delete(runtime);
    throw error;
  }
}
