import { Option, type Command } from 'commander';
import { devices } from '../arch/memory/devices.js';
import { parameter, quote, usageError } from '../core/errors.js';
import { shellLine } from '../core/shell-line.js';
import { runDevices, type RunDevice } from '../runtime/ort/devices.js';

export interface DeviceCommandOptions {
  readonly device?: RunDevice;
}

/** @throws a usage error; a small device, which runs nothing here, is named with the command that knows it. */
function readDevice(text: string): RunDevice {
  const known = runDevices.find((name) => name === text);
  if (known !== undefined) return known;
  const isSmall = text.endsWith('.json') || devices.some(({ id }) => id === text);
  throw usageError(parameter('device'), {
    expected: `what runs networks: ${runDevices.join(', ')}`,
    got: isSmall ? `the small device ${quote(text)}` : quote(text),
    ...(isSmall
      ? {
          hint: `whether a network fits it: assay show model.onnx --device ${text}; as a limit of score and search: --chip ${text} --where 'fits==1'`,
        }
      : {}),
    code: 'unknown-name',
  });
}

/** @throws a usage error for what runs networks where a small device is meant, with the command that runs the architecture there. */
export function requireSmallDevice(text: string, architecture: string): void {
  if (!runDevices.some((name) => name === text)) return;
  throw usageError(parameter('device'), {
    expected: `a small device to fit into: ${devices
      .slice(0, 3)
      .map(({ id }) => id)
      .join(', ')} (all: assay show --help), or ./mine.json`,
    got: `${text}, which runs networks`,
    hint: `to run it there: ${shellLine(['assay', 'score', architecture, '--proxy', 'naswot', '--device', text])}`,
    code: 'unknown-name',
  });
}

/** Adds `--device`. */
export function addDeviceOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--device <name>',
      'what runs networks: cpu (the default), or a graphics card by webgpu or cuda, whose scores differ in the last digits (docs/devices.md; assay doctor says what is here); a small device to fit into is --device of show, and --chip',
    ).argParser(readDevice),
  );
}
