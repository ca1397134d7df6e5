/** The files of the page: those that were built, listed once, so that a request can name nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { usageError } from '../../../core/errors.js';
import { packageRoot } from '../files/package-files.js';

const types: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Which files of the page lie in the package of ONNX Runtime: written by scripts/build-studio.mjs. */
const elsewhere = '/elsewhere.json';

/** A file of the page. */
interface PageFile {
  readonly type: string;
  /** Whether its name changes with its content, so that a browser may keep it. */
  readonly isFixed: boolean;
  read(): Buffer;
}

/** By path as in an address: `/`, `/assets/index-1a2b.js`. @throws a usage error where the studio was not built. */
export function pageFiles(folder = join(packageRoot, 'dist', 'studio')): ReadonlyMap<string, PageFile> {
  if (!existsSync(join(folder, 'index.html')))
    throw usageError('studio', { expected: 'its page in dist/studio', got: 'none', hint: 'npm run build', code: 'missing' });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file] as const)
    .filter(([path]) => path !== elsewhere);
  return new Map(
    [...files, ...engineFiles(folder)].map(([path, file]) => {
      const found: PageFile = {
        type: types[extname(file)] ?? 'application/octet-stream',
        isFixed: path.startsWith('/assets/'),
        read: () => readFileSync(file),
      };
      return [path === '/index.html' ? '/' : path, found];
    }),
  );
}

/** Files that the page has from the package of ONNX Runtime, by their paths in the page. */
function engineFiles(folder: string): (readonly [path: string, file: string])[] {
  const list = JSON.parse(readFileSync(join(folder, elsewhere), 'utf8')) as { readonly [path: string]: string };
  const engine = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  return Object.entries(list).map(([path, name]) => [`/${path}`, join(engine, name)]);
}
