/** A space of one's own from a file: `./my-space.mjs`, with options after it as after an id, `./my-space.mjs:classes=5`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { quote, usageError, parameter } from '../../core/errors.js';
import { parseSpec, resolveOptions } from '../../core/options.js';
import type { Registry } from '../../engine/types.js';
import { demandSpace } from '../../spaces/define-space/check-space.js';
import { demandReadable } from '../../spaces/define-space/demand-readable.js';
import { spaceOfModule } from '../../spaces/define-space/define-space.js';
import { openSpace } from '../../spaces/index.js';
import type { SearchSpace, SpaceDefinition } from '../../spaces/types.js';
import { pathKind } from './files.js';
import { callOfFile, guardSpace, importError, watchFile, type FileWatch } from './user-code-errors.js';
import { provideAssay } from './resolve-assay.js';

const file = /^(.*\.(?:mjs|js))(:.*)?$/s;

/** Whether a spec names a file, not a built-in space. */
export function isSpaceFile(spec: string): boolean {
  return file.test(spec);
}

/** The definition in a file. @throws a usage error when it cannot be imported or exports no space. */
async function importDefinition(path: string): Promise<{ readonly definition: SpaceDefinition; readonly watch: FileWatch }> {
  const found = pathKind(path);
  if (found !== 'file')
    throw usageError(path, {
      expected: 'a module that can be imported',
      got: found === undefined ? 'no such file' : found === 'folder' ? 'a folder' : 'no regular file',
    });
  provideAssay(path);
  const watch = watchFile(path);
  const before = watch.enter('import');
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw importError(path, error);
  } finally {
    watch.leave(before);
  }
  return { definition: spaceOfModule(module, path), watch };
}

/** The space that a file's spec names, options resolved. @throws usage errors of the file, of its plan or of the options. */
export async function loadSpace(spec: string): Promise<SearchSpace> {
  return (await loadSpaceFile(spec)).space;
}

/** The same with the definition. @throws as `loadSpace`. */
export async function loadSpaceFile(
  spec: string,
): Promise<{ readonly definition: SpaceDefinition; readonly space: SearchSpace }> {
  const { path, rest } = partsOf(spec);
  const { definition, watch } = await importDefinition(path);
  const { options } = parseSpec(`${definition.id}${rest}`, 'space');
  const values = resolveOptions(`space ${definition.id}`, definition.options, options);
  const created = callOfFile(path, definition.id, 'create', watch, () => {
    const own = definition.create(values);
    demandSpace(own, `space ${definition.id}`);
    return own;
  });
  const space = guardSpace(path, created, watch);
  demandReadable(space, `${path}: space ${space.id}`);
  return { definition, space };
}

/** The space of a spec, built in or a file. @throws usage errors. */
export async function openAnySpace(spec: string): Promise<SearchSpace> {
  return isSpaceFile(spec) ? loadSpace(spec) : openSpace(spec);
}

/** The registry, which answers at once, with the file that a plan's space names imported beforehand. */
export async function withSpaceFile(registry: Registry, spec: string | undefined): Promise<Registry> {
  if (spec === undefined || !isSpaceFile(spec)) return registry;
  const space = await loadSpace(spec);
  return { ...registry, openSpace: (asked) => (asked === spec ? space : registry.openSpace(asked)) };
}

/** Hash of the file a spec names, by which a run or a cache knows that it changed; undefined for built-in spaces. What the file imports is not looked at. */
export function spaceFileDigest(spec: string | undefined): string | undefined {
  if (spec === undefined || !isSpaceFile(spec)) return undefined;
  return createHash('sha256')
    .update(readFileSync(partsOf(spec).path))
    .digest('hex');
}

function partsOf(spec: string): { readonly path: string; readonly rest: string } {
  const [, path, rest = ''] = file.exec(spec) ?? [];
  if (path === undefined) throw usageError(parameter('space'), { expected: 'a file ending in .mjs or .js', got: quote(spec) });
  return { path, rest };
}
