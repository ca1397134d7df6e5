/** Modules of the user's, a space or a proxy, that a spec names by their file: `./mine.mjs`, with options after it as after an id. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The file that a spec names, and the options after it; undefined for an id. */
export function userFileOf(spec: string): { readonly path: string; readonly options: string } | undefined {
  const [, path, options = ''] = /^(.*\.(?:mjs|js))(:.*)?$/s.exec(spec) ?? [];
  return path === undefined ? undefined : { path, options };
}

/** The model that a spec names as a space, `./model.onnx:vary=widths`, and the options after it; undefined for anything else. */
export function modelFileOf(spec: string): { readonly path: string; readonly options: string } | undefined {
  const [, path, options = ''] = /^(.*?\.(?:onnx|json))(:.*)?$/is.exec(spec) ?? [];
  return path === undefined ? undefined : { path, options };
}

/** Hash of a file, by which a run or a cache knows that it changed. What the file imports is not looked at. */
export function userFileDigest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
