/** A user's space from a file: `./my-space.mjs`, with options after it as after an id, `./my-space.mjs:classes=5`. */
import { quote, usageError, parameter } from '../../../core/errors.js';
import { parseSpec, resolveOptions } from '../../../core/options.js';
import type { Registry } from '../../../engine/types.js';
import { requireSpace } from '../../../spaces/define-space/check-space.js';
import { guardSpace } from '../../../spaces/define-space/guard-space.js';
import { requireReadable } from '../../../spaces/define-space/require-readable.js';
import { spaceOfModule } from '../../../spaces/define-space/define-space.js';
import { openSpace } from '../../../spaces/index.js';
import type { SearchSpace, SpaceDefinition } from '../../../spaces/types.js';
import { callOfFile, watchFile, type FileWatch } from './user-code-errors.js';
import { importUserFile } from '../tables/import-user-file.js';
import { modelFileOf, userFileOf } from './user-file.js';
import type { Locate } from './with-user-files.js';

/** The definition in a file. @throws a usage error when it cannot be imported or exports no space. */
async function importDefinition(path: string): Promise<{ readonly definition: SpaceDefinition; readonly watch: FileWatch }> {
  const watch = watchFile(path);
  return { definition: spaceOfModule(await importUserFile(path, watch), path), watch };
}

/** The space that a file's spec names, options resolved, and its definition. @throws usage errors of the file, of its plan or of the options. */
export async function loadSpaceFile(
  spec: string,
): Promise<{ readonly definition: SpaceDefinition; readonly space: SearchSpace }> {
  const file = userFileOf(spec);
  if (file === undefined)
    throw usageError(parameter('space'), { expected: 'a file ending in .mjs or .js', got: quote(spec), code: 'malformed' });
  const { path } = file;
  const { definition, watch } = await importDefinition(path);
  const { options } = parseSpec(`${definition.id}${file.options}`, 'space');
  const values = resolveOptions(`space ${definition.id}`, definition.options, options);
  const created = callOfFile(path, definition.id, 'create', watch, () => {
    const own = definition.create(values);
    requireSpace(own, `space ${definition.id}`);
    return own;
  });
  const space = guardSpace(created, (name, call) => callOfFile(path, created.id, name, watch, call));
  requireReadable(space, `${path}: space ${space.id}`);
  return { definition, space };
}

/** The space of a spec: built in, a file with a space, or a model. @throws usage errors, data errors of a model. */
export async function openAnySpace(spec: string): Promise<SearchSpace> {
  return (await openFileSpace(spec)) ?? openSpace(spec);
}

/** Lines about what of the model of a space was not understood; none for other spaces. */
export function remarksOn(space: SearchSpace & { readonly remarks?: readonly string[] }, spec: string): string[] {
  return (space.remarks ?? []).map((remark) => `${modelFileOf(spec)?.path ?? spec}: ${remark}`);
}

async function openFileSpace(spec: string, locate: Locate = (path) => path): Promise<SearchSpace | undefined> {
  const module = userFileOf(spec);
  if (module !== undefined) return (await loadSpaceFile(`${locate(module.path)}${module.options}`)).space;
  const model = modelFileOf(spec);
  if (model === undefined) return undefined;
  // The reader of models is large, and only loaded where there is one.
  const { openModelSpace } = await import('./model-space.js');
  return await openModelSpace(`${locate(model.path)}${model.options}`);
}

/** The registry, which is synchronous, with the file of a plan's space opened beforehand. */
export async function withSpaceFile(registry: Registry, spec: string | undefined, locate: Locate): Promise<Registry> {
  const space = spec === undefined ? undefined : await openFileSpace(spec, locate);
  if (space === undefined) return registry;
  return { ...registry, openSpace: (asked) => (asked === spec ? space : registry.openSpace(asked)) };
}
