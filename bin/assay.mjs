#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const main = new URL('../dist/bundle/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('assay: not built yet (run: npm run build)\n');
  process.exit(1);
}
// From Node 22.1 on compiled modules are kept, in Node's folder for them.
nodeModule.enableCompileCache?.();
const { runCommandLine, tellSupervisor } = await import(main.href);
// Ended without an answer, or with Node's own code for that: an await that nothing can end any more, as in a space file that waits for what never comes.
process.on('exit', () => {
  if (process.exitCode !== undefined && process.exitCode !== 13) return;
  process.stderr.write('assay: stopped, because it waited for something that cannot come any more (an await in a space file?)\n');
  tellSupervisor(1);
  process.exitCode = 1;
});

process.exitCode = await runCommandLine(process.argv);
