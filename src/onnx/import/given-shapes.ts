/** Shapes that a caller gives for inputs, held against what the file says of them: they set lengths that it leaves open, and change none. Among the shapes of several models, an input that the file fixes keeps its own. */
import { quote, usageError } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import type { FileValue } from '../proto/file-types.js';

/** @param option what holds the names. @throws a usage error for a name that no input has. */
export function checkInputNames(
  option: 'set' | 'shape',
  names: readonly string[],
  inputs: readonly string[],
  where?: string,
): void {
  const foreign = names.find((name) => !inputs.includes(name));
  if (foreign === undefined) return;
  const near = suggest(foreign, inputs);
  throw usageError(where === undefined ? `\`${option}\`` : `${where}: \`${option}\``, {
    expected: `the name of an input (${inputs
      .slice(0, 10)
      .map((name) => quote(name))
      .join(', ')})`,
    got: quote(foreign),
    hint: near === undefined ? undefined : `did you mean ${quote(near)}?`,
    code: 'unknown-name',
  });
}

const isFixed = (length: number | string | undefined): boolean => typeof length === 'number' && length > 0;

/** Whether the file fixes every length but the batch, and another shape is given: it closes nothing. */
export function isKept(given: readonly number[] | undefined, stated: FileValue['dims']): boolean {
  if (given === undefined || stated === undefined || stated.length === 0) return false;
  const isOther = given.length !== stated.length || stated.some((length, axis) => axis > 0 && length !== given[axis]);
  return isOther && stated.slice(1).every(isFixed);
}

/**
 * @param stated lengths in the file, batch first; undefined where it says nothing. The batch is not compared.
 * @throws a usage error for another number of axes, or another length than the file's.
 */
export function checkGivenShape(given: readonly number[] | undefined, stated: FileValue['dims'], where: string): void {
  if (given === undefined || stated === undefined) return;
  if (given.length !== stated.length)
    throw usageError(where, {
      expected: `a \`shape\` of ${stated.length} axes, as in the file (${stated.join(', ')})`,
      got: given.join(),
      code: 'mismatch',
    });
  const changed = stated.findIndex((length, axis) => axis > 0 && isFixed(length) && length !== given[axis]);
  if (changed < 0) return;
  throw usageError(where, {
    expected: `the length ${stated[changed]} of axis ${changed}, which the file fixes`,
    got: `${given[changed]}`,
    hint: '`shape` sets only lengths that the file leaves open',
    code: 'mismatch',
  });
}
