/** Whether a card can run networks here, tried out in a process of its own: a driver may end its process. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AssayError, parameter, usageError } from '../../../core/errors.js';
import { readJson } from '../../../core/read-json.js';
import { findRuntimeFolder, cudaVariable, placeCudaFiles } from './cuda-files.js';
import { loadNativeModule } from './device-engine.js';
import type { Card } from '../../../runtime/ort/devices.js';
import type { ProbeAnswer } from './device-probe.js';
import { builtFile } from '../files/package-files.js';

const seconds = 60;

/** A software adapter that Debian's chromium brings. */
export const softwareAdapter = '/usr/lib/chromium/vk_swiftshader_icd.json';

const hints: { readonly [C in Card]: () => string } = {
  webgpu: () =>
    process.platform === 'linux'
      ? `it needs a graphics card with a Vulkan driver, and libvulkan.so.1 (Debian: libvulkan1)${existsSync(softwareAdapter) ? `; slowly and without a card: VK_DRIVER_FILES=${softwareAdapter}` : ''}; docs/devices.md`
      : 'it needs a graphics card with its driver; docs/devices.md',
  cuda: () =>
    'it needs a card of NVIDIA, its driver, and CUDA 12 with cuDNN 9 in the path of libraries (LD_LIBRARY_PATH); docs/devices.md',
};

const found = new Map<Card, Promise<string | undefined>>();

/** Why a card cannot be used; undefined if it can. Each is tried once. */
export function whyNoDevice(card: Card): Promise<string | undefined> {
  const known = found.get(card) ?? tryOut(card);
  found.set(card, known);
  return known;
}

/** @throws a usage error for a card that is not there, with what it needs. */
export async function requireDevice(card: Card): Promise<void> {
  // Missing packages and files have errors of their own.
  await loadNativeModule(card);
  if (card === 'cuda') placeCudaFiles(findRuntimeFolder(), process.env[cudaVariable]);
  const reason = await whyNoDevice(card);
  if (reason === undefined) return;
  throw usageError(parameter('device'), {
    expected: `${card} on this machine`,
    got: reason,
    hint: hints[card](),
    code: 'missing',
  });
}

/** For lists of what is there: of what is not, the reason with the hint, in one line. */
export async function describeDevice(card: Card): Promise<{ readonly isHere: boolean; readonly found: string }> {
  try {
    await requireDevice(card);
    return { isHere: true, found: 'ready' };
  } catch (error) {
    if (error instanceof AssayError) return { isHere: false, found: `not here: ${error.message.replace(/^device: /, '')}` };
    throw error;
  }
}

function tryOut(card: Card): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 2 ** 24 } as const;
    execFile(process.execPath, [builtFile('platform/node/devices/device-probe.js'), card], options, (error, stdout, stderr) => {
      const answer = readJson(stdout) as ProbeAnswer | undefined;
      if (answer?.ok === true) return resolve(undefined);
      if (error?.killed === true) return resolve(`no answer in ${seconds} s`);
      if (answer === undefined)
        return resolve(`a driver that ended its process (${error?.signal ?? `code ${error?.code ?? 0}`})`);
      resolve(clearReason(answer.reason, stderr));
    });
  });
}

/** ONNX Runtime's reasons in few words: a library that is not found is named in its log alone. */
function clearReason(reason: string, log: string): string {
  const library = /with error: (?:\S+: )*?(\S+\.so[.\d]*: cannot open shared object file)/.exec(log)?.[1];
  if (library !== undefined) return library;
  if (/No supported adapters|Failed to get a WebGPU adapter/.test(reason)) return 'no adapter';
  const words = /got (.*)$/s.exec(reason)?.[1] ?? reason;
  return words
    .replace(/^\/\S+ .* was false\. /, '')
    .trim()
    .slice(0, 400);
}
