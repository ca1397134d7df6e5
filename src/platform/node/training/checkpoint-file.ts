import { join } from 'node:path';
import type { CheckpointStore } from '../../../training/checkpoint/types.js';
import { pathKind, readBytes, writeWhole } from '../files/files.js';

/** The state of a training in its folder. */
export const checkpointName = 'checkpoint.safetensors';

/** A checkpoint in a folder, replaced completely or not at all. */
export function checkpointInFolder(folder: string): CheckpointStore {
  const path = join(folder, checkpointName);
  return {
    title: path,
    load: () => (pathKind(path) === 'file' ? readBytes(path, path) : undefined),
    save: (bytes) => writeWhole(path, path, bytes),
  };
}
