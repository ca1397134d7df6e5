/** Bounds for untrusted files. Beyond a bound, a reader refuses the file in one line instead of filling the memory. */

/** Bytes that are read or unpacked into memory at once: 512 MiB, slightly less because of V8's longest string. */
export const mostBytes = 2 ** 29 - 64;

/** Columns of a table of text; official ones have hundreds. */
export const mostColumns = 20_000;

/** Cells of a table of text: about 2 GB of memory. */
export const mostCells = 2 ** 25;

/** Pixels of a picture, four bytes each while it is decoded. */
export const mostPixels = 2 ** 27;

/** Bytes of the images of one pass: a batch of 5,000 pictures of 3 x 256 x 256. */
export const mostImageBytes = 2 ** 32;

/** `512 MiB`, for messages. */
export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en-US')} MiB`;
}
