/** `npm run docs`: the API reference of every entry as pages in docs/api, from the doc comments. typedoc is installed here when it is missing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, run, say } from './setup.mjs';

ensureSetup();
const tools = join(root, 'scripts', 'api-docs');
if (!existsSync(join(tools, 'node_modules', 'typedoc'))) {
  say('assay docs: installing typedoc (npm ci) ...');
  run('npm ci of typedoc', process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--prefix',
    tools,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
}
run('typedoc', process.execPath, [
  join(tools, 'node_modules', 'typedoc', 'bin', 'typedoc'),
  '--options',
  join(tools, 'typedoc.config.mjs'),
  ...process.argv.slice(2),
]);
say('docs/api/index.html');
