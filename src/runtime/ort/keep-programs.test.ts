import { describe, expect, it } from 'vitest';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { createModuleEngine, type OrtModule } from './module-engine.js';
import { keepPrograms } from './keep-programs.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';

/** A runtime that counts the sessions that are open, and whose every provider is the processor. */
async function counted(): Promise<{ readonly module: OrtModule; readonly open: () => number }> {
  const { title } = await openOrtEngine();
  const ort = (await import(title.split(' ', 1).join())) as OrtModule;
  let open = 0;
  const create = async (model: Uint8Array, options: object) => {
    const executionProviders = [title.startsWith('onnxruntime-node') ? 'cpu' : 'wasm'];
    const session = await ort.InferenceSession.create(model, { ...options, executionProviders });
    open++;
    return { release: async () => (open--, await session.release()) };
  };
  return { module: { ...ort, InferenceSession: { create } } as unknown as OrtModule, open: () => open };
}

const value = (name: string) => ({ name, type: 'float' as const, dims: [2] });
const model = encodeModel({
  name: 'one',
  nodes: [{ op: 'Abs', inputs: ['x'], outputs: ['y'] }],
  initializers: [],
  inputs: [value('x')],
  outputs: [value('y')],
});

describe('the device of WebGPU', () => {
  it('stays open when the sessions of networks are released, by one session for all engines', async () => {
    const { module, open } = await counted();
    for (const title of ['one', 'another']) {
      const engine = createModuleEngine(module, { title, provider: 'webgpu' });
      const sessions = await Promise.all([engine.createSession(model), engine.createSession(model)]);
      expect(open()).toBe(3);
      for (const session of sessions) await session.release();
      expect(open()).toBe(1);
    }
  });

  it('alone is kept: other devices keep no session', async () => {
    const { module, open } = await counted();
    await (await createModuleEngine(module, { title: 'cuda', provider: 'cuda' }).createSession(model)).release();
    expect(open()).toBe(0);
  });

  it('is opened again after it could not be', async () => {
    let tries = 0;
    const create = () => (tries++ === 0 ? Promise.reject(new Error('no adapter')) : Promise.resolve({}));
    const runtime = { create } as never;
    await expect(keepPrograms(runtime, {})).rejects.toThrow('no adapter');
    await keepPrograms(runtime, {});
    await keepPrograms(runtime, {});
    expect(tries).toBe(2);
  });
});
