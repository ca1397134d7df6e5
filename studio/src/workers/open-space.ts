/** A space for a worker: one that is built in, by its spec, or one of the user's, from the module that the server or the site brings. */
import { openDefinedSpace, type SearchSpace, type SpaceDefinition } from 'assay';
import { spaceImports } from 'assay/browser';

/** Which space, and its module if it is the user's. */
export interface SpaceChoice {
  readonly space: string;
  readonly module?: string;
}

/** @throws an error for a module without a space. */
export async function loadDefinition({ space, module = '' }: SpaceChoice): Promise<SpaceDefinition> {
  Object.assign(globalThis, { assayForSpaces: spaceImports });
  const loaded = (await import(/* @vite-ignore */ module)) as {
    readonly space?: SpaceDefinition;
    readonly default?: SpaceDefinition;
  };
  const definition = loaded.space ?? loaded.default;
  if (typeof definition?.create !== 'function')
    throw new Error(`${space}: expected a file with export const space = defineSpace({...})`);
  return definition;
}

/** The spec of a built-in space, or the space of a module with the options that its spec names. */
export async function openChosenSpace(choice: SpaceChoice): Promise<string | SearchSpace> {
  if (choice.module === undefined) return choice.space;
  const [, options = ''] = /^[^:]*(:.*)?$/s.exec(choice.space) ?? [];
  return openDefinedSpace(await loadDefinition(choice), options);
}
