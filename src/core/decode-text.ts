/**
 * The text of a file as common programs write it: UTF-8, or UTF-16 with its mark (Excel's "Unicode text", PowerShell's `>`); the mark is left out.
 * Undefined for bytes that are not such text: NUL and the replacement character come from other encodings and other kinds of file.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const head = text.slice(0, 4096);
  return head.includes('\0') || head.includes('\uFFFD') ? undefined : text;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
