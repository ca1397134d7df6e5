/** A space for a worker: one that is built in, by its spec, or one of the user's, from the module that the server or the site brings. */
import {
  AssayError,
  countCost,
  createArchBuilder,
  createRng,
  defineSpace,
  graphTopology,
  inferShapes,
  openSpace,
  squareConv,
  squareWindow,
  type SpaceDefinition,
} from 'assay';

/** Which space, and its module if it is the user's. */
export interface SpaceChoice {
  readonly space: string;
  readonly module?: string;
}

/** What a space's file imports from `assay`: the names of `space-files` of the server. */
const assayForSpaces = {
  AssayError,
  countCost,
  createArchBuilder,
  createRng,
  defineSpace,
  graphTopology,
  inferShapes,
  openSpace,
  squareConv,
  squareWindow,
};

/** @throws an error for a module without a space. */
export async function openChosenSpace({ space, module }: SpaceChoice): Promise<string | SpaceDefinition> {
  if (module === undefined) return space;
  Object.assign(globalThis, { assayForSpaces });
  const loaded = (await import(/* @vite-ignore */ module)) as {
    readonly space?: SpaceDefinition;
    readonly default?: SpaceDefinition;
  };
  const definition = loaded.space ?? loaded.default;
  if (typeof definition?.create !== 'function')
    throw new Error(`${space}: expected a file with export const space = defineSpace({...})`);
  return definition;
}
