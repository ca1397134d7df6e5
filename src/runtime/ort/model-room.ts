/**
 * Bytes for models that are loaded and dropped. A model of weights is some megabytes, one a network: new bytes each time are page faults, and
 * work for the garbage collector. So those of a model that was loaded serve the next one.
 */

/** Keeps no more than this for a next model. */
const mostKept = 2 ** 26;

let spare: Uint8Array | undefined;

/** As many bytes as asked for, which may hold old numbers. */
export function takeRoom(length: number): Uint8Array {
  const found = spare;
  spare = undefined;
  const buffer = found !== undefined && found.length >= length ? found : new Uint8Array(Math.ceil(length * 1.25));
  return buffer.subarray(0, length);
}

/** Says that nothing reads a model any more that was written to such bytes. */
export function giveBackRoom({ buffer }: Uint8Array): void {
  if (buffer.byteLength <= mostKept && buffer.byteLength > (spare?.length ?? 0)) spare = new Uint8Array(buffer);
}
