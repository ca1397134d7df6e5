/**
 * The studio as a static site: the same page without a server, for any web host. What needs a server is hidden there; NAS-Bench-201 comes scored, so
 * that its cell bench and a first table are there at once; a service worker keeps the files, so that the site opens offline after the first load.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { flag, hook, signal, text, texts } from '../../../core/schema/fields.js';
import { evaluateArchitectures } from '../../../engine/evaluate-architectures.js';
import type { Progress } from '../../../engine/stream.js';
import { openSpace } from '../../../spaces/index.js';
import { chooseJudgement } from '../../../spaces/judgement.js';
import { openPlan } from '../requests/open-plan.js';
import { pagePolicy } from './guard.js';
import { pageFiles } from './page-files.js';
import { assayModule, readSpaceFile } from './space-files.js';

/** Where the site goes. */
export interface ExportStudioRequest {
  /** A folder that is empty, absent, or an earlier export. */
  readonly folder: string;
  /** Leave out the scores of NAS-Bench-201, which take some seconds. */
  readonly isBare?: boolean;
  /** Files of spaces that the cell bench offers. */
  readonly spaces?: readonly string[];
  /** Called with the part that is being written. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What was written. */
export interface ExportedStudio {
  readonly files: number;
  readonly bytes: number;
}

const schema = requestSchema<ExportStudioRequest>({ folder: text }, { isBare: flag, spaces: texts, onProgress: hook, signal });
/** Files of more bytes are kept when they are first used: ONNX Runtime. */
const mostKeptBytes = 4 * 2 ** 20;

/** Writes the site. @throws a usage error for a folder that holds something else. */
export async function exportStudio(request: ExportStudioRequest): Promise<ExportedStudio> {
  checkRequest('exportStudio', schema, request);
  const { folder, isBare = false, spaces = [] } = request;
  requireFree(folder);
  const files = new Map<string, string | Buffer>();
  for (const [path, file] of pageFiles()) files.set(path === '/' ? 'index.html' : path.slice(1), file.read());
  files.set('index.html', staticPage(String(files.get('index.html'))));
  const ownSpaces = spaces.map((path) => readSpaceFile(path, './assay.js'));
  ownSpaces.forEach(({ module }, i) => files.set(`spaces/${i}.js`, module));
  if (ownSpaces.length > 0) files.set('spaces/assay.js', assayModule);
  files.set('spaces/index.json', JSON.stringify(ownSpaces.map(({ name }, i) => ({ name, module: `./spaces/${i}.js` }))));
  if (!isBare) for (const [path, body] of await scoredSpace(request)) files.set(path, body);
  files.set('sw.js', serviceWorker(files));
  let bytes = 0;
  for (const [path, body] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, body);
    bytes += Buffer.byteLength(body);
  }
  return { files: files.size, bytes };
}

function requireFree(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length > 0 && !(names.includes('sw.js') && names.includes('index.html')))
    throw usageError('export', {
      expected: 'a folder that is empty or an earlier export',
      got: `${folder} with ${names.slice(0, 3).join(', ')}`,
      code: 'in-use',
    });
}

/** Marks the page as one without a server, and lets it load nothing from elsewhere. */
function staticPage(page: string): string {
  return page
    .replace('<html lang="en">', '<html lang="en" data-site="static">')
    .replace(
      '<meta charset="utf-8" />',
      `<meta charset="utf-8" />\n    <meta http-equiv="content-security-policy" content="${pagePolicy}" />`,
    );
}

/** The judgement, params and MACs of every cell, as a table for Explore and as the reference of the cell bench. */
async function scoredSpace({ onProgress, signal: aborted }: ExportStudioRequest): Promise<[string, string][]> {
  const space = openSpace('nas-bench-201');
  const { proxies } = chooseJudgement(undefined, space.properties);
  const plan = await openPlan({ space: space.id, proxies });
  const rows: (number | null)[][] = [];
  const lines = [['arch', ...proxies, 'params', 'macs'].join(',')];
  try {
    const genotypes = [...(space.enumerate?.() ?? [])];
    const evaluated = evaluateArchitectures(
      plan,
      genotypes.map((genotype) => space.encode(genotype)),
      { ...(onProgress === undefined ? {} : { onProgress }), ...(aborted === undefined ? {} : { signal: aborted }) },
    );
    for await (const { index, candidate, evaluation } of evaluated) {
      const row = proxies.map((proxy) => {
        const score = evaluation.scores[proxy];
        return score?.ok === true ? score.value : null;
      });
      const cost = space.cost?.(genotypes[index]);
      rows.push(row);
      lines.push([candidate, ...row.map((value) => value ?? ''), cost?.params, cost?.macs].join(','));
    }
  } finally {
    await plan.close();
  }
  const title = `NAS-Bench-201: ${proxies.join(', ')}, params and MACs of all ${rows.length.toLocaleString('en-US')} cells`;
  return [
    ['tables/nas-bench-201.csv', `${lines.join('\n')}\n`],
    ['tables/index.json', JSON.stringify([{ file: 'nas-bench-201.csv', title }])],
    ['reference/nas-bench-201.json', JSON.stringify({ proxies, rows })],
  ];
}

/** Keeps the small files at the first visit, large ones when they are used; a new export replaces all. */
function serviceWorker(files: ReadonlyMap<string, string | Buffer>): string {
  const digest = createHash('sha256');
  for (const [path, body] of files) digest.update(`${path}\0`).update(body);
  const kept = [...files].filter(([, body]) => Buffer.byteLength(body) <= mostKeptBytes).map(([path]) => `./${path}`);
  return `const name = 'assay-studio-${digest.digest('hex').slice(0, 16)}';
const kept = ${JSON.stringify(['./', ...kept])};
addEventListener('install', (event) =>
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(kept)).then(() => skipWaiting())));
addEventListener('activate', (event) =>
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((one) => one.startsWith('assay-studio-') && one !== name).map((one) => caches.delete(one))))
    .then(() => clients.claim())));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  event.respondWith(caches.match(request, { ignoreSearch: true }).then((found) => found ?? fetch(request).then((answer) => {
    if (answer.ok) {
      const copy = answer.clone();
      caches.open(name).then((cache) => cache.put(request, copy)).catch(() => undefined);
    }
    return answer;
  })));
});
`;
}
