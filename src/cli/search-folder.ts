/** `assay search FOLDER`: nothing can be proposed from a folder of models, so its models are scored and ranked, as `assay score FOLDER` does. */
import { usageError } from '../core/errors.js';
import { inputFiles } from '../platform/node/requests/input-files.js';
import { spaces } from '../spaces/index.js';
import type { SearchCommandOptions } from './search.js';

/** Whether a text names a folder of models, and no space. */
export function namesFolder(space: string): boolean {
  return !spaces.some(({ id }) => id === space) && inputFiles.kindOf(space) === 'folder';
}

/**
 * Scores and ranks the models of a folder.
 * @param hasTop whether the user asked for `--top`. @throws a usage error for an option that only a search of a space has.
 */
export async function searchFolder(folder: string, options: SearchCommandOptions, hasTop: boolean): Promise<void> {
  const { searcher, budget, seconds, cache, train, trainer, trainData, trainValidation, top, ...same } = options;
  const ofSearches = {
    searcher,
    budget,
    seconds,
    cache,
    train,
    trainer,
    'train-data': trainData,
    'train-validation': trainValidation,
    top: hasTop ? top : undefined,
  };
  const given = Object.entries(ofSearches).find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw usageError(`--${given[0]}`, {
      expected: 'a space to search',
      got: `the folder ${folder}`,
      hint: 'all models of a folder are scored and ranked',
      code: 'mismatch',
    });
  const { score } = await import('./score.js');
  await score([folder], same);
}
