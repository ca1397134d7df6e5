/** Devices by name: those of the table, and a user's in a file. */
import { readFile, stat } from 'node:fs/promises';
import { devices, type Device } from '../../../arch/memory/devices.js';
import { readDevice } from '../../../arch/memory/read-device.js';
import { dataError, parameter, usageError } from '../../../core/errors.js';
import { unknownName } from '../../../core/suggest.js';
import { runDevices } from '../../../runtime/ort/devices.js';

/**
 * A device of the table by its id, or a user's by its file.
 * @param name the parameter that is given.
 * @throws a usage error for an unknown id, a data error for a file that is missing or holds no device.
 */
export async function openDevice(text: string, name = 'device'): Promise<Device> {
  const known = devices.find(({ id }) => id === text);
  if (known !== undefined) return known;
  const running = runDevices.find((device) => device === text);
  if (running !== undefined)
    throw usageError(parameter(name), {
      expected: `a small device to fit into: ${devices.map(({ id }) => id).join(', ')}, ./mine.json`,
      got: `${running}, which runs networks`,
      hint: `${running} is for verbs that run networks, such as assay score`,
      code: 'unknown-name',
    });
  if (!text.endsWith('.json'))
    throw unknownName(parameter(name), 'device', text, [...devices.map(({ id }) => id), './mine.json']);
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
