import { Option, type Command } from 'commander';
import { runDevices, type RunDevice } from '../runtime/ort/devices.js';

export interface DeviceCommandOptions {
  readonly device?: RunDevice;
}

/** Adds `--device`. */
export function addDeviceOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--device <name>',
      'what runs networks: cpu (the default), or a graphics card by webgpu or cuda, whose scores differ in the last digits (docs/devices.md; assay doctor says what is here)',
    ).choices(runDevices),
  );
}
