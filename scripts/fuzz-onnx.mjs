/** A long run of `test/fuzz-onnx.test.ts`: `npm run fuzz:onnx -- [cases] [seed] [folder of models]`, a million cases of small models unless said otherwise. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ensureSetup, root } from './setup.mjs';

ensureSetup();
const [cases = '1000000', seed = '1', folder] = process.argv.slice(2);
const vitest = join('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', join('test', 'fuzz-onnx.test.ts')], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    ASSAY_FUZZ_CASES: cases,
    ASSAY_FUZZ_SEED: seed,
    ...(folder === undefined ? {} : { ASSAY_FUZZ_MODELS: resolve(folder) }),
  },
});
process.exit(status ?? 1);
