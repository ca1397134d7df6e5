#!/usr/bin/env node
// CommonJS: to load Node's loader of modules takes a few milliseconds.
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '..', 'dist', 'bundle', 'command-line.cjs'))) {
  process.stderr.write('assay: not built yet (run: npm run build)\n');
  process.exit(1);
}
// From Node 22.1 on compiled modules of other packages are kept, in Node's folder for them.
enableCompileCache?.();
const { runCommandLine, tellSupervisor } = require('../dist/bundle/command-line.cjs');
// Ended without an answer, or, where a module started it, with Node's own code for that: an await that nothing can end any more, as in a space file that waits for what never comes.
process.on('exit', () => {
  if (process.exitCode !== undefined && process.exitCode !== 13) return;
  process.stderr.write('assay: stopped, because it waited for something that cannot come any more (an await in a space file?)\n');
  tellSupervisor(1);
  process.exitCode = 1;
});

// Nothing is left to do: to exit now spares Node the taking apart of V8's heap, a tenth of a second after a large run. Native add-ons may need that.
process.once('beforeExit', () => {
  if (!Object.keys(require.cache).some((file) => file.endsWith('.node'))) process.exit();
});

void runCommandLine(process.argv).then((code) => {
  process.exitCode = code;
});
