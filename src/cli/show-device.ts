/** The output of `show --device`: weights and activations of a network against the memory of a small device. */
import { bestOrder } from '../arch/memory/best-order.js';
import { devices, type Device } from '../arch/memory/devices.js';
import { peakActivationBytes } from '../arch/memory/file-order-peak.js';
import { fitsDevice, flashBytes, numberBits, peakBytes } from '../arch/memory/footprint.js';
import { readDevice } from '../arch/memory/read-device.js';
import type { Architecture } from '../arch/types.js';
import { dataError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { faint, formatCount, print } from './output.js';
import { plainTable } from './plain-table.js';

/** A device of the table by its id, or one of the user's by its file. */
export async function openDevice(text: string): Promise<Device> {
  const known = devices.find(({ id }) => id === text);
  if (known !== undefined) return known;
  if (!text.endsWith('.json')) throw unknownName('--device', 'device', text, [...devices.map(({ id }) => id), './mine.json']);
  const { readFile, stat } = await import('node:fs/promises');
  const info = await stat(text).catch(() => undefined);
  if (info === undefined || !info.isFile() || info.size > 1e6)
    throw dataError(text, {
      expected: 'a file of one device',
      got: info === undefined ? 'no such file' : 'something else',
      code: 'missing',
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(text, 'utf8'));
  } catch {
    throw dataError(text, { expected: 'JSON', got: 'other text', hint: '{"flashBytes": 1048576, "ramBytes": 262144}' });
  }
  return readDevice(value, text);
}

/** One object for `--json`. */
export function deviceJson(architecture: Architecture, device: Device): object {
  const best = bestOrder(architecture);
  return {
    device: device.id,
    flashBytes: Object.fromEntries(numberBits.map((bits) => [bits, flashBytes(architecture, bits)])),
    peakBytes: Object.fromEntries(numberBits.map((bits) => [bits, peakBytes(best, bits)])),
    peakBytesAtLeast: Object.fromEntries(numberBits.map((bits) => [bits, peakBytes({ peak: best.lowerBound }, bits)])),
    peakBytesInFileOrder: Object.fromEntries(numberBits.map((bits) => [bits, (peakActivationBytes(architecture) * bits) / 32])),
    fits: Object.fromEntries(numberBits.map((bits) => [bits, fitsDevice(architecture, device, bits, best)])),
    fullestNode: best.fullest.node,
    heldThen: best.fullest.held,
    order: best.order,
  };
}

function share(needed: number, has: number): string {
  return `${formatCount(Math.ceil(needed))} (${Math.round((100 * needed) / has)} %)`;
}

export function printDevice(architecture: Architecture, device: Device): void {
  const best = bestOrder(architecture);
  const { title, flashBytes: flash, ramBytes, megahertz } = device;
  print();
  print(
    `${title}: ${formatCount(flash)} bytes of flash, ${formatCount(ramBytes)} bytes of RAM${megahertz === undefined ? '' : `, ${megahertz} MHz`}`,
  );
  print(
    plainTable(
      ['numbers', 'flash for weights', 'RAM, best order', 'RAM, order of the file', 'fits'],
      numberBits.map((bits) => [
        bits === 8 ? 'int8' : `float${bits}`,
        share(flashBytes(architecture, bits), flash),
        share(peakBytes(best, bits), ramBytes),
        share((peakActivationBytes(architecture) * bits) / 32, ramBytes),
        fitsDevice(architecture, device, bits, best) ? 'yes' : 'no',
      ]),
      [1, 2, 3],
    ),
  );
  const held = best.fullest.held.slice(0, 4).map(({ id, size }) => `${id} ${formatCount(size)}`);
  const more = best.fullest.held.length - held.length;
  print(
    `RAM is fullest while ${best.fullest.node} runs and holds, in numbers: ${held.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
  print(
    faint(
      best.lowerBound === best.peak
        ? 'no order of execution needs less RAM (proven)'
        : `there are too many orders to try all: none needs less than ${formatCount(best.lowerBound)} numbers, this one needs ${formatCount(best.peak)}`,
    ),
  );
}
