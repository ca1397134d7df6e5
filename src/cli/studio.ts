/** `assay studio [folder]`: a page in the browser on runs, searches, cells, models and papers, served to this machine only. */
import { join } from 'node:path';
import { Command } from 'commander';
import { AssayError, usageError } from '../core/errors.js';
import { pathKind } from '../platform/node/files/files.js';
import { exportStudio } from '../platform/node/studio/export-site.js';
import { serveStudio, type StudioRequest, type StudioServer } from '../platform/node/studio/serve-studio.js';
import { interruptible } from './interrupt.js';
import { print, say } from './output.js';
import { startProgress, type Progress } from './progress.js';
import { readInteger } from './run-options.js';

interface StudioOptions {
  readonly port?: number;
  readonly open: boolean;
  readonly export?: string;
  readonly bare?: boolean;
  readonly space?: readonly string[];
  readonly queue?: string;
}

/** The same at each start, so that the browser finds again what the page kept. */
const usualPort = 7311;
/** The folder that searches use, which need not be there yet. */
const usual = 'runs';

async function studio(
  given: string | undefined,
  { port, open, export: site, bare, space: spaces = [], queue }: StudioOptions,
): Promise<void> {
  if (site !== undefined) return await writeSite({ site, folder: given, isBare: bare === true, spaces });
  const folder = given ?? usual;
  if (port !== undefined && (port < 0 || port > 65_535))
    throw usageError('--port', { expected: '0 to 65535', got: String(port), code: 'out-of-range' });
  const kind = pathKind(folder);
  if (kind !== 'folder' && (kind !== undefined || folder !== usual))
    throw usageError(folder, {
      expected: 'a folder of runs',
      got: kind === undefined ? 'no such folder' : 'a file',
      code: 'missing',
    });
  const server = await serve({ folder, spaces, ...(queue === undefined ? {} : { queue }) }, port);
  print(server.url);
  say(`the studio shows the runs in ${folder}, to this machine only; Ctrl-C ends it, and runs that it started go on`);
  if (open) await openBrowser(server.url);
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  await server.close();
}

/** On the port that was asked for; otherwise on the usual one, or, where that is taken, on any. */
async function serve(request: StudioRequest, port: number | undefined): Promise<StudioServer> {
  try {
    return await serveStudio({ ...request, port: port ?? usualPort });
  } catch (error) {
    if (port !== undefined || !(error instanceof AssayError) || error.code !== 'in-use') throw error;
    return await serveStudio(request);
  }
}

interface SiteOptions {
  readonly site: string;
  readonly folder: string | undefined;
  readonly isBare: boolean;
  readonly spaces: readonly string[];
}

/** The page without its server, in a folder for a web host. */
async function writeSite({ site, folder, isBare, spaces }: SiteOptions): Promise<void> {
  if (folder !== undefined)
    throw usageError('studio', {
      expected: 'no folder of runs beside --export',
      got: folder,
      hint: 'an exported site has no runs: open their tables and journals in it',
      code: 'mismatch',
    });
  let progress: Progress | undefined;
  const { files, bytes } = await interruptible(
    () => 'nothing was written',
    async (signal) =>
      await exportStudio({
        folder: site,
        isBare,
        spaces,
        signal,
        onProgress: ({ done, total = 0 }) => (progress ??= startProgress('scoring NAS-Bench-201', total)).update(done),
      }),
  ).finally(() => progress?.stop());
  print(join(site, 'index.html'));
  say(`${files} files, ${(bytes / 1e6).toFixed(0)} MB, for any web host; to look at it here: python3 -m http.server -d ${site}`);
}

/** A machine without a browser is no error: the address is printed. */
async function openBrowser(url: string): Promise<void> {
  const { default: openUrl } = await import('open');
  try {
    const opener = await openUrl(url);
    opener.once('error', () => say('no browser could be opened: open the address above yourself'));
  } catch {
    say('no browser could be opened: open the address above yourself');
  }
}

const collect = (file: string, before: readonly string[]): readonly string[] => [...before, file];

/** `assay studio [folder]` */
export function studioCommand(): Command {
  return new Command('studio')
    .description('Opens a page in the browser: watch, start and compare searches, explore points, edit cells, read papers')
    .argument('[folder]', 'the folder of runs (default: runs)')
    .option('--port <n>', `the port on 127.0.0.1 (default: ${usualPort}, or any that is free)`, readInteger)
    .option('--no-open', 'print the address, and open no browser')
    .option('--export <site>', 'write the page as a static site into a folder: Explore, the benches and Papers, without a server')
    .option(
      '--space <file>',
      'a space of yours, which the cell bench and the form of a search then offer; may be repeated',
      collect,
      [],
    )
    .option('--queue <address>', 'show the runs and the workers of a queue too: redis://HOST:6379, postgres://HOST/DATABASE')
    .option('--bare', 'with --export: without the scores of NAS-Bench-201')
    .addHelpText(
      'after',
      `
Examples:
  assay studio
  assay studio experiments --port 7000 --no-open
  assay studio --space ./my-space.mjs
  assay studio --queue redis://lab:6379
  assay studio --export site/`,
    )
    .action(studio);
}
