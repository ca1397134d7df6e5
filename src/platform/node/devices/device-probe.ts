/** The program that tries a device out: a driver that ends its process ends this one. It prints one line of JSON. */
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import { runDevices, type RunDevice } from '../../../runtime/ort/devices.js';
import { runOnce } from '../../../runtime/ort/run-once.js';
import { openDeviceEngine } from './device-engine.js';

/** What was found. */
export type ProbeAnswer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const values = Float32Array.of(-1, 2);
const value = (name: string) => ({ name, type: 'float' as const, dims: [2] });
const model = encodeModel({
  name: 'probe',
  nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
  initializers: [],
  inputs: [value('x')],
  outputs: [value('y')],
});

async function probe(device: RunDevice): Promise<ProbeAnswer> {
  try {
    const engine = await openDeviceEngine(device);
    const { y } = await runOnce(engine, model, [{ name: 'x', dims: [2], values }]);
    const got = [...(y?.values ?? [])].join(' ');
    return got === '0 2' ? { ok: true } : { ok: false, reason: `it computed ${got} for 0 2` };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

const device = runDevices.find((name) => name === process.argv[2]) ?? 'cpu';
void probe(device).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
