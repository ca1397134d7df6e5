/** What a file seems to be by its first bytes, for messages about an unexpected file. */

/** First bytes, from `at` on (0), as Latin-1. */
const signatures: readonly { readonly kind: string; readonly bytes: string; readonly at?: number }[] = [
  { kind: 'a PNG picture', bytes: '\x89PNG' },
  { kind: 'a JPEG picture', bytes: '\xff\xd8\xff' },
  { kind: 'a GIF picture', bytes: 'GIF8' },
  { kind: 'a WebP picture', bytes: 'WEBP', at: 8 },
  { kind: 'a PDF', bytes: '%PDF' },
  { kind: 'a zip archive, such as a .pt or .pth of PyTorch', bytes: 'PK\x03\x04' },
  { kind: 'gzip', bytes: '\x1f\x8b' },
  { kind: 'bzip2', bytes: 'BZh' },
  { kind: 'HDF5, as Keras writes models', bytes: '\x89HDF' },
  { kind: 'TensorFlow Lite', bytes: 'TFL3', at: 4 },
  { kind: 'GGUF', bytes: 'GGUF' },
  { kind: 'Parquet', bytes: 'PAR1' },
  { kind: 'NumPy', bytes: '\x93NUMPY' },
  { kind: 'a pickle, such as an old .pt or .pth of PyTorch', bytes: '\x80\x02' },
  { kind: 'a pickle', bytes: '\x80\x03' },
  { kind: 'a pickle', bytes: '\x80\x04' },
  { kind: 'a pickle', bytes: '\x80\x05' },
  { kind: 'a web page', bytes: '<!DOCTYPE html' },
  { kind: 'a web page', bytes: '<html' },
  { kind: 'a pointer of Git LFS, not the file itself (git lfs pull fetches it)', bytes: 'version https://git-lfs' },
];

/** How many bytes are enough. */
export const tellingBytes = 512;

/** `a PNG picture`, `text`; undefined if the bytes do not show it. @param head the first `tellingBytes`, or all if the file is shorter. */
export function fileKind(head: Uint8Array): string | undefined {
  if (head.length === 0) return 'an empty file';
  const text = String.fromCharCode(...head.subarray(0, tellingBytes));
  const known = signatures.find(({ bytes, at = 0 }) => text.slice(at, at + bytes.length).toLowerCase() === bytes.toLowerCase());
  if (known !== undefined) return known.kind;
  // Safetensors: the length of a JSON object, then that object.
  if (text[8] === '{' && text.slice(4, 8) === '\0\0\0\0') return 'safetensors, weights without a network';
  if (isText(head.subarray(0, tellingBytes))) return 'text';
  return otherEncoding(head.subarray(0, tellingBytes));
}

/** UTF-8 without control characters; a character cut at the end is allowed. */
/** Text that is not in UTF-8, by its bytes: letters with a NUL beside each, or no NUL and no control characters. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  const zeros = [0, 1].map((side) => bytes.filter((byte, i) => i % 2 === side && byte === 0).length);
  const half = Math.floor(bytes.length / 2);
  if (half > 1 && Math.max(...zeros) >= 0.9 * half && Math.min(...zeros) <= 0.1 * half)
    return 'what seems to be UTF-16 text without its mark (save it as UTF-8)';
  const letters = bytes.filter((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  const isWithoutControls = bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  return isWithoutControls && letters.length > bytes.length / 2
    ? 'what seems to be text in another encoding (save it as UTF-8)'
    : undefined;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b))
    return false;
  return !new TextDecoder().decode(bytes, { stream: true }).includes('\uFFFD');
}
