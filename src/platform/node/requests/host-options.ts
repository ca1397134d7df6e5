import { join } from 'node:path';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import type { NodeHostOptions } from './host.js';

/** What requests say of the machine and the queue; with a folder, who scored what is written there. */
export function hostOptions(given: {
  readonly workers: number | undefined;
  readonly queue?: string | undefined;
  readonly mixEngines?: boolean | undefined;
  readonly device?: RunDevice | undefined;
  readonly folder?: string | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
}): NodeHostOptions {
  const { workers, queue, mixEngines, device, folder, onNotice } = given;
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(queue === undefined ? {} : { queue }),
    ...(mixEngines === undefined ? {} : { mixEngines }),
    ...(device === undefined ? {} : { device }),
    ...(queue === undefined || folder === undefined ? {} : { makers: join(folder, 'makers.tsv') }),
    ...(onNotice === undefined ? {} : { onNotice }),
  };
}
