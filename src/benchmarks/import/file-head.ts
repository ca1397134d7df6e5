import { dataError } from '../../core/errors.js';
import type { ImportFile, ImportInput } from './types.js';

/** The first bytes of a file, or all if it is shorter. */
export function headOf(file: ImportFile, count: number): Uint8Array {
  return file.byteLength === 0 ? new Uint8Array() : file.open().slice(0, Math.min(count, file.byteLength));
}

/** The file of a source that is one. @throws a data error if it has none. */
export function firstFile({ name, files: [file] }: ImportInput): ImportFile {
  if (file === undefined) throw dataError(name, { expected: 'a file', got: 'none', code: 'missing' });
  return file;
}

/** The start of errors about a file. */
export function whereOf(input: { readonly name: string }, file: ImportFile): string {
  return file.name === input.name ? input.name : `${input.name}/${file.name}`;
}
