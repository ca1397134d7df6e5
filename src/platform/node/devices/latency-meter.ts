/**
 * Times models with ONNX Runtime as they would be deployed: all rewritings, memory planned ahead, the requested number of threads.
 * If the native package is missing, its WebAssembly build is timed, and the provenance says so.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { dataError } from '../../../core/errors.js';
import { inputTensor } from '../../../runtime/ort/input-tensor.js';
import type { OrtModule } from '../../../runtime/ort/module-engine.js';
import type { LatencyMachine, LatencyMeter } from '../../../runtime/latency/types.js';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import { openDeviceEngine } from './device-engine.js';
import { silenceOrtTelemetry } from './ort-engine.js';

interface OpenedMeter extends LatencyMeter {
  readonly machine: LatencyMachine;
}

/** @throws an Error when no ONNX Runtime can be loaded, a usage error for a card without its files. */
export async function openLatencyMeter(device?: RunDevice): Promise<OpenedMeter> {
  silenceOrtTelemetry();
  const { title } = await openDeviceEngine(device);
  const provider = device !== undefined && device !== 'cpu' ? device : title.startsWith('onnxruntime-node') ? 'cpu' : 'wasm';
  const [name = ''] = title.split(' ');
  const { InferenceSession, Tensor } = (await import(name)) as OrtModule;
  return {
    machine: { device: provider === 'cpu' || provider === 'wasm' ? processorName() : cardName(), engine: title },
    async time({ model, inputs, threads, warmup, runs }) {
      try {
        const session = await InferenceSession.create(model, {
          executionProviders: [provider],
          graphOptimizationLevel: 'all',
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          logSeverityLevel: 3,
        });
        try {
          const feeds = Object.fromEntries(inputs.map(({ name: input, ...given }) => [input, inputTensor({ Tensor }, given)]));
          const times = new Float64Array(runs);
          for (let run = -warmup; run < runs; run++) {
            const begun = performance.now();
            await session.run(feeds);
            if (run >= 0) times[run] = performance.now() - begun;
          }
          return times;
        } finally {
          await session.release();
        }
      } catch (error) {
        throw dataError(title, {
          expected: 'a network it can run',
          got: error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error),
          code: 'unsupported',
        });
      }
    },
  };
}

/** The processor's name and the number of cores. */
function processorName(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} ${all.length === 1 ? 'core' : 'cores'}`;
}

/** The cards of NVIDIA by their driver's list; elsewhere the machine is known by its processor. */
function cardName(): string {
  const list = '/proc/driver/nvidia/gpus';
  try {
    const models = readdirSync(list).map(
      (gpu) => /^Model:\s*(.+)$/m.exec(readFileSync(join(list, gpu, 'information'), 'utf8'))?.[1],
    );
    const known = models.filter((model) => model !== undefined);
    if (known.length > 0) return [...new Set(known)].join(' and ');
  } catch {
    // No such driver.
  }
  return `a card beside ${processorName()}`;
}
