/** `npm run coverage`: the tests with V8's coverage of src; the table goes to the terminal, pages to build/coverage. Arguments go to vitest. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureSetup, root } from './setup.mjs';

ensureSetup();
const { status } = spawnSync(
  process.execPath,
  [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.include=src/**/*.ts',
    '--coverage.exclude=src/**/*.as.ts',
    '--coverage.exclude=src/**/*.generated.ts',
    '--coverage.exclude=src/report/client/**',
    '--coverage.reporter=text-summary',
    '--coverage.reporter=html',
    '--coverage.reportsDirectory=build/coverage',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
