import type { ImportFile } from './types.js';

/** The first bytes of a file, or all if it is shorter. */
export function headOf(file: ImportFile, count: number): Uint8Array {
  return file.byteLength === 0 ? new Uint8Array() : file.open().slice(0, Math.min(count, file.byteLength));
}

/** The start of errors about a file. */
export function whereOf(input: { readonly name: string }, file: ImportFile): string {
  return file.name === input.name ? input.name : `${input.name}/${file.name}`;
}
