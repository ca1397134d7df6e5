/** PyTorch in a process of its own: whether it is here, and what it computes with modules that Assay wrote. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const python = '/usr/bin/python3';

const find = 'import importlib.util as util; raise SystemExit(not all(map(util.find_spec, ["torch", "numpy"])))';

/** Tests that need it are skipped without it. It is looked for, not loaded, which takes seconds. */
export const hasTorch = spawnSync(python, ['-c', find], { stdio: 'ignore' }).status === 0;

/** Behind a test's title, so that a skipped one says why. */
export const whereTorch = hasTorch ? '' : ' (skipped: no python3 with torch here; Debian: apt-get install python3-torch)';

const script = fileURLToPath(new URL('../scripts/check-pytorch-module.py', import.meta.url));

/** Files: a module, its weights, inputs and expected outputs. */
export interface WrittenModule {
  readonly name: string;
  readonly module: string;
  readonly weights: string;
  readonly inputs: readonly { readonly file: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
}

/** The largest difference over the largest expected number, or what failed. */
export interface CheckedModule {
  readonly name: string;
  readonly params?: number;
  readonly difference?: number;
  readonly error?: string;
}

/** Runs modules in one process. @param folder where their list is written. */
export function checkModules(
  modules: readonly WrittenModule[],
  folder: string,
): { readonly checked: readonly CheckedModule[]; readonly stderr: string } {
  const list = join(folder, 'modules.json');
  writeFileSync(list, JSON.stringify(modules));
  const { stdout, stderr } = spawnSync(python, [script, list], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { checked: lines.map((line) => JSON.parse(line) as CheckedModule), stderr };
}
