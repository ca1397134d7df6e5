/** A long run of `test/fuzz-onnx.test.ts`: `npm run fuzz:onnx -- [cases] [seed]`, a million cases unless said otherwise. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureSetup, root } from './setup.mjs';

ensureSetup();
const [cases = '1000000', seed = '1'] = process.argv.slice(2);
const vitest = join('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', join('test', 'fuzz-onnx.test.ts')], { cwd: root, stdio: 'inherit', env: { ...process.env, ASSAY_FUZZ_CASES: cases, ASSAY_FUZZ_SEED: seed } });
process.exit(status ?? 1);
