/** A space of one's own from a file: `./my-space.mjs`, with options after it as after an id, `./my-space.mjs:classes=5`. */
import { pathToFileURL } from 'node:url';
import { AssayError, quote, usageError } from '../../core/errors.js';
import { parseSpec, resolveOptions } from '../../core/options.js';
import { spaceOfModule } from '../../spaces/define-space/define-space.js';
import type { SearchSpace, SpaceDefinition } from '../../spaces/types.js';

const file = /^(.*\.(?:mjs|js))(:.*)?$/s;

/** Whether a spec names a file, not a built-in space. */
export function isSpaceFile(spec: string): boolean {
  return file.test(spec);
}

/** The definition in a file. @throws a usage error when it cannot be imported or exports no space. */
export async function loadSpaceDefinition(path: string): Promise<SpaceDefinition> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    if (error instanceof AssayError) throw new AssayError(error.kind, `${path}: ${error.message}`);
    const message = error instanceof Error ? error.message : String(error);
    throw usageError(path, { expected: 'a module that can be imported', got: quote(message, 160) });
  }
  return spaceOfModule(module, path);
}

/** The space that a file's spec names, options resolved. @throws usage errors of the file, of its plan or of the options. */
export async function loadSpace(spec: string): Promise<SearchSpace> {
  const [, path, rest = ''] = file.exec(spec) ?? [];
  if (path === undefined) throw usageError('--space', { expected: 'a file ending in .mjs or .js', got: quote(spec) });
  const definition = await loadSpaceDefinition(path);
  const { options } = parseSpec(`${definition.id}${rest}`, 'space');
  return definition.create(resolveOptions(`space ${definition.id}`, definition.options, options));
}
