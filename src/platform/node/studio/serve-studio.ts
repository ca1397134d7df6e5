/** The server of the studio: the page's files, the runs of one folder, and the processes that it starts there. Nothing else is read or written. */
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { serve, type ServerType } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AssayError, usageError, parameter } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { text, texts } from '../../../core/schema/fields.js';
import { deviceField } from '../../../engine/request-fields.js';
import { choicesOf, type SearchChoices } from '../../../search/command-line.js';
import { choiceFields } from '../../../search/request.js';
import type { RunRow } from '../../../search/runs/types.js';
import { journalName } from '../run-folder/journal-file.js';
import { createEventStreams } from './event-streams.js';
import { readFigureFiles } from './figure-files.js';
import { safeHeaders, sameOrigin, withToken } from './guard.js';
import { pageFiles } from './page-files.js';
import { createQueueLook } from './queue-look.js';
import { createRunProcesses } from './run-process.js';
import { watchRuns } from './run-watch.js';
import { assayModule, createSpaceFiles } from './space-files.js';

/** Where the studio is, and how it ends. */
export interface StudioServer {
  /** With the token: for the browser of the user. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Ends the server; runs that it started go on. */
  close(): Promise<void>;
}

/** What the studio serves. */
export interface StudioRequest {
  /** The folder of runs; made when the first run starts. */
  readonly folder: string;
  /** Left out or taken: any free one. */
  readonly port?: number;
  /** Files of spaces that the cell bench and the form of a search offer: the only ones that the studio runs. */
  readonly spaces?: readonly string[];
  /** The address of a queue whose runs and workers the page shows. */
  readonly queue?: string;
}

const startSchema = requestSchema<SearchChoices & { readonly name?: string }>(
  { space: text },
  { ...choiceFields, proxies: texts, device: deviceField, name: text },
);

/** What spaces of the user import in the place of `assay`. */
const assayAddress = '/assay-for-spaces.js';
const script = { 'content-type': 'text/javascript; charset=utf-8' };

/** Bytes of a request. */
const mostBody = 64 * 1024;

/** Starts the server on 127.0.0.1. @throws a usage error for a page that was not built, a port that cannot be had. */
export async function serveStudio({ folder, port: wanted = 0, spaces = [], queue }: StudioRequest): Promise<StudioServer> {
  const root = resolve(folder);
  const token = randomBytes(24).toString('base64url');
  const files = pageFiles();
  const ownSpaces = createSpaceFiles(spaces, assayAddress);
  const lookAtQueue = queue === undefined ? undefined : createQueueLook(queue);
  const processes = createRunProcesses(root);
  const watch = watchRuns(root, { isStarting: processes.isRunning, isKnownSpace: ownSpaces.isNamed });
  const streams = createEventStreams(() => watch.rows());
  let port = 0;

  /** A run is named only by what the list holds. */
  const runOf = (c: Context): RunRow => {
    const name = c.req.query('run') ?? '';
    const row = watch.rows().find((known) => known.name === name);
    if (row === undefined)
      throw usageError('run', { expected: `one of ${folder}`, got: JSON.stringify(name.slice(0, 200)), code: 'unknown-name' });
    return row;
  };

  const api = new Hono();
  api.use(withToken(token), bodyLimit({ maxSize: mostBody, onError: (c) => c.text('request: expected less than 64 kB', 413) }));
  api.get('/events', (c) => streams.open(c));
  api.get('/spaces', (c) =>
    c.json(
      ownSpaces.read().map(({ name, path, digest }, i) => ({
        name,
        path,
        file: resolve(path),
        module: `/api/space?file=${i}&version=${digest}`,
      })),
    ),
  );
  api.get('/space', (c) => {
    const found = ownSpaces.read()[Number(c.req.query('file'))];
    return found === undefined ? c.text('file: expected one of the spaces', 404) : c.body(found.module, 200, script);
  });
  api.get('/studio', (c) => c.json({ folder: root }));
  api.get('/queue', async (c) => c.json(lookAtQueue === undefined ? null : await lookAtQueue()));
  api.get('/figures', (c) => c.json({ files: readFigureFiles(root) }));
  api.get('/journal', (c) => {
    const { name, bytes } = runOf(c);
    const from = Number(c.req.query('from') ?? 0);
    if (!Number.isSafeInteger(from) || from < 0) return c.text('from: expected a byte of the journal', 400);
    if (from >= bytes) return c.body('');
    const stream = createReadStream(join(root, name, journalName), { start: from, end: bytes - 1 });
    return c.body(Readable.toWeb(stream) as ReadableStream, 200, { 'content-type': 'application/x-ndjson' });
  });
  api.post('/start', async (c) => {
    const body = await readJson(c);
    checkRequest('start', startSchema, body);
    const { name, ...choices } = body;
    const own = ownSpaces.specOf(choices.space);
    refuseFiles(choices, own !== undefined);
    mkdirSync(root, { recursive: true });
    return c.json({ name: processes.start(own === undefined ? choices : { ...choices, space: own }, name) });
  });
  api.post('/stop', (c) => {
    processes.stop(runOf(c).name);
    return c.json({});
  });
  api.post('/resume', (c) => {
    const { name, settings, cannotResume } = runOf(c);
    if (settings === undefined || cannotResume !== undefined)
      throw usageError('resume', {
        expected: 'a run that its settings describe',
        got: cannotResume ?? 'none',
        hint: `run its command again with \`resume\` ${join(root, name)}`,
        code: 'unsupported',
      });
    const choices = choicesOf(settings);
    refuseFiles(choices, ownSpaces.isNamed(choices.space));
    processes.resume(name, choices);
    return c.json({});
  });

  const app = new Hono();
  app.use(
    safeHeaders,
    sameOrigin(() => port),
  );
  app.route('/api', api);
  app.get(assayAddress, (c) => c.body(assayModule, 200, script));
  app.get('*', (c) => {
    const file = files.get(c.req.path);
    if (file === undefined) return c.text('not found', 404);
    const cache = file.isFixed ? 'public, max-age=31536000, immutable' : 'no-store';
    return c.body(new Uint8Array(file.read()), 200, { 'content-type': file.type, 'cache-control': cache });
  });
  app.all('*', (c) => c.text('method: expected GET', 405));
  app.onError((error, c) => {
    if (error instanceof AssayError) return c.text(error.message, error.code === 'unknown-name' ? 404 : 400);
    return c.text(`a bug in Assay: ${error.message}`, 500);
  });

  const server = await listenOn(app, wanted);
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : wanted;
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    token,
    async close() {
      streams.close();
      await new Promise<void>((done) => {
        server.close(() => done());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

/** @throws a usage error for a port that cannot be had. */
async function listenOn(app: Hono, port: number): Promise<ServerType> {
  return await new Promise((done, fail) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => done(server));
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        usageError(parameter('port'), {
          expected: 'a port that is free',
          got: `${port} (${error.code ?? error.message})`,
          hint: 'leave it out for any',
          code: 'in-use',
        }),
      ),
    );
  });
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw usageError('request', { expected: 'JSON', got: 'something else', code: 'malformed' });
  }
}

/** The studio starts what is built in, and spaces that were named to it: any other file is code, which a user starts by a command. */
function refuseFiles({ space, proxies = [], data = 'ramp' }: SearchChoices, isOwnSpace: boolean): void {
  const file = [...(isOwnSpace ? [] : [space]), ...proxies].find((word) =>
    /^[-./\\]|[/\\]|\.(?:m?js|m?ts|json|onnx)\b/.test(word),
  );
  if (file !== undefined)
    throw usageError('start', {
      expected: 'spaces and proxies that are built in, or a space that the studio was started with',
      got: JSON.stringify(file),
      hint: 'start the studio with the file of the space; run a proxy of a file by the command line',
      code: 'unsupported',
    });
  if (!['ramp', 'noise'].includes(data))
    throw usageError('data', {
      expected: 'ramp or noise',
      got: JSON.stringify(data),
      hint: 'use the command line for files',
      code: 'unsupported',
    });
}
