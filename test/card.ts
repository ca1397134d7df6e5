/** The card of tests: WebGPU on this machine's card or, without one, on the software adapter that Debian's chromium brings. */
import { existsSync } from 'node:fs';
import { openDeviceEngine } from '../src/platform/node/devices/device-engine.js';
import { softwareAdapter, whyNoDevice } from '../src/platform/node/devices/require-device.js';
import type { OrtEngine } from '../src/runtime/ort/types.js';

if (process.env.VK_DRIVER_FILES === undefined && existsSync(softwareAdapter)) process.env.VK_DRIVER_FILES = softwareAdapter;
const reason = await whyNoDevice('webgpu');
if (reason !== undefined) process.stderr.write(`skipped: WebGPU: ${reason}\n`);

/** Tests of cards are skipped without one. */
export const hasCard = reason === undefined;

/** @throws without a card. */
export function openCard(): Promise<OrtEngine> {
  return openDeviceEngine('webgpu');
}
