import { mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backwardCases, networkOf } from '../../../../test/backward-cases.js';
import { scratchFolder } from '../../../../test/assay.js';
import { gradientDisagreement } from '../../../../test/gradients-against-oracle.js';
import { registry } from '../../../engine/built-in.js';
import { completePlan, resolvePlan } from '../../../engine/plan.js';
import { cudaFiles, placeCudaFiles } from './cuda-files.js';
import { createCardEngine, type NativeModule } from './device-engine.js';
import { openOrtEngine } from './ort-engine.js';

/** A module whose every provider is the processor, and what it was asked for. */
async function fakeModule(): Promise<{ readonly module: NativeModule; readonly asked: unknown[] }> {
  const engine = await openOrtEngine();
  const ort = (await import(engine.title.split(' ', 1).join())) as NativeModule;
  const asked: unknown[] = [];
  const create = (model: Uint8Array, options: { executionProviders: unknown }) => {
    asked.push(options.executionProviders);
    return ort.InferenceSession.create(model, {
      ...options,
      executionProviders: [engine.title.startsWith('onnxruntime-node') ? 'cpu' : 'wasm'],
    });
  };
  const backends = ['cpu', 'webgpu', 'cuda'].map((name) => ({ name, bundled: name !== 'cuda' }));
  const module = { ...ort, InferenceSession: { create }, listSupportedBackends: () => backends } as unknown as NativeModule;
  return { module, asked };
}

describe('the engine of a card', () => {
  it.each(['cuda', 'webgpu'] as const)('asks for %s, and writes graphs that a card computes', async (card) => {
    const { module, asked } = await fakeModule();
    const engine = createCardEngine(card, module, () => undefined);
    expect(engine).toMatchObject({
      dialect: 'card',
      title: expect.stringMatching(new RegExp(`^onnxruntime-node .* \\(${card}\\)$`)) as string,
    });
    for (const op of ['conv', 'batchNorm', 'maxPool'] as const)
      for (const [attrs, ...shapes] of backwardCases[op])
        expect(await gradientDisagreement(engine, networkOf(op, attrs, shapes), 'joint', 3)).toBeLessThan(1e-4);
    expect(asked.length).toBeGreaterThan(3);
    for (const providers of asked)
      expect(providers).toEqual(
        card === 'cuda' ? ['cuda'] : [{ name: 'webgpu', forceCpuNodeNames: expect.arrayContaining(['cpu0']) as string[] }],
      );
  });

  it('is refused where the build has no such provider', async () => {
    const { module } = await fakeModule();
    const poor = { ...module, listSupportedBackends: () => [{ name: 'cpu', bundled: true }] };
    expect(() => createCardEngine('webgpu', poor)).toThrow(
      /^device: expected a device of onnxruntime-node on .*: cpu, got webgpu$/,
    );
  });
});

describe("the files of ONNX Runtime's CUDA provider", () => {
  it('are refused with the steps where they are missing', () => {
    const runtime = { folder: scratchFolder(), version: '1.30.0' };
    expect(() => placeCudaFiles(runtime, undefined)).toThrow(
      /^device: expected the files of ONNX Runtime's CUDA provider, got no libonnxruntime_providers_shared\.so, no .*Microsoft\.ML\.OnnxRuntime\.Gpu\.Linux 1\.30\.0, and set ASSAY_CUDA to their folder/,
    );
    expect(() => placeCudaFiles(runtime, scratchFolder())).toThrow(
      /in ASSAY_CUDA=.*, got no libonnxruntime_providers_shared\.so/,
    );
  });

  it('are linked from the folder where the user put them', () => {
    const runtime = { folder: scratchFolder(), version: '1.30.0' };
    const given = scratchFolder();
    for (const name of cudaFiles) writeFileSync(join(given, name), name);
    placeCudaFiles(runtime, given);
    for (const name of cudaFiles) expect(readlinkSync(join(runtime.folder, name))).toBe(join(given, name));
    // They lie there now: nothing need be named.
    placeCudaFiles(runtime, undefined);
  });

  it('need a folder that links can be made in', () => {
    const given = scratchFolder();
    for (const name of cudaFiles) writeFileSync(join(given, name), name);
    const folder = join(scratchFolder(), 'absent', 'deep');
    expect(() => placeCudaFiles({ folder, version: '1.30.0' }, given)).toThrow(
      /^device: expected a folder where .* can be linked/,
    );
    mkdirSync(folder, { recursive: true });
    placeCudaFiles({ folder, version: '1.30.0' }, given);
  });
});

describe('a plan for a card', () => {
  const plan = (proxies: readonly string[], device?: 'webgpu' | 'cuda') =>
    completePlan({ space: 'nas-bench-201', proxies, device });

  it('names the card, and leaves the processor out', () => {
    expect(Object.keys(plan(['epads']))).not.toContain('device');
    expect(Object.entries(plan(['epads'], 'cuda')).at(-1)).toEqual(['device', 'cuda']);
  });

  it('is refused with a proxy whose score depends on denormal numbers', () => {
    expect(() => resolvePlan(plan(['epads', 'epsilon:arithmetic=float32'], 'webgpu'), registry)).toThrow(
      /^device: expected cpu for "epsilon:arithmetic=float32", whose score depends on denormal numbers, .*got webgpu/,
    );
    expect(resolvePlan(plan(['epads', 'epsilon'], 'webgpu'), registry).proxies).toHaveLength(2);
    expect(resolvePlan(plan(['epsilon:arithmetic=float32']), registry).proxies).toHaveLength(1);
  });
});
