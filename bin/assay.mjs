#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/bundle/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('assay: not built yet (run: npm run build)\n');
  process.exit(1);
}
const { runCommandLine } = await import(main.href);
process.exitCode = await runCommandLine(process.argv);
