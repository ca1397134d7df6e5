/** `npm test`: sets up what is missing, then format, lint, types and all tests. Arguments go to vitest. Ends with a plain line of counts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkers, ensureSetup, root, say } from './setup.mjs';

ensureSetup();
const results = join(root, 'build', 'test-results.json');
mkdirSync(join(root, 'build'), { recursive: true });
rmSync(results, { force: true });
if (!existsSync(join(root, '..', 'shared'))) say('note: ../shared is not here: tests that read it are skipped');

const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
const failures = [];
if (!node(join('node_modules', 'oxfmt', 'bin', 'oxfmt'), '--check', '--threads=2'))
  failures.push('format (npm run format mends it)');
if (!node(join('node_modules', 'oxlint', 'bin', 'oxlint'), '--quiet')) failures.push('lint');
if (!node(join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', ...checkers)) failures.push('types');
else if (!node(join('scripts', 'check-indexed.mjs')))
  failures.push('elements read by an index that may be out of range (scripts/check-indexed.mjs)');
const passedTests = node(
  join('node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
);

const {
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
} = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
if (!passedTests && numFailedTests === 0) failures.push('a test file did not run');
for (const failure of failures) say(`failed: ${failure}`);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
console.log(`${numPassedTests} passed, ${numFailedTests + failures.length} failed${skipped}`);
process.exit(passedTests && failures.length === 0 ? 0 : 1);
