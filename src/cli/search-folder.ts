/** `assay search FOLDER`: nothing can be proposed from a folder of models, so its models are scored and ranked, as `assay score FOLDER` does, in the folder of a run with a report. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { usageError } from '../core/errors.js';
import { inputFiles } from '../platform/node/requests/input-files.js';
import { spaces } from '../spaces/index.js';
import { runFolder } from './run-folder.js';
import type { SearchCommandOptions } from './search.js';

/** Whether a text names a folder of models, and no space. */
export function namesFolder(space: string): boolean {
  return !spaces.some(({ id }) => id === space) && inputFiles.kindOf(space) === 'folder';
}

/**
 * Scores and ranks the models of a folder.
 * @param command the search, whose options say what the user gave. @throws a usage error for an option that `assay score` has not.
 */
export async function searchFolder(folder: string, options: SearchCommandOptions, command: Command): Promise<void> {
  const { score, scoreCommand } = await import('./score.js');
  const ofScores = new Set(scoreCommand().options.map((option) => option.attributeName()));
  const given = command.options.find((option) => {
    const name = option.attributeName();
    return !ofScores.has(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (given !== undefined)
    throw usageError(given.long ?? given.flags, {
      expected: 'a space to search',
      got: `the folder ${folder}`,
      hint: 'all models of a folder are scored and ranked',
      code: 'mismatch',
    });
  const same = { ...options };
  for (const name of Object.keys(same)) if (!ofScores.has(name)) Reflect.deleteProperty(same, name);
  // Parts are found by the name of their folder.
  const isNamed = options.out !== undefined || options.resume !== undefined || options.shard !== undefined;
  const place = isNamed ? {} : { out: runFolder(basename(resolve(folder)), {}).folder };
  await score([folder], { ...same, ...place }, { reportsInFolder: true });
}
