import { describe, expect, it } from 'vitest';
import { fileKind } from './file-kind.js';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('what a file seems to be', () => {
  it.each([
    ['an empty file', ''],
    ['a PNG picture', '\x89PNG\r\n\x1a\n\0\0\0'],
    ['a zip archive, such as a .pt or .pth of PyTorch', 'PK\x03\x04\0\0'],
    ['HDF5, as Keras writes models', '\x89HDF\r\n\x1a\n'],
    ['TensorFlow Lite', '\x1c\0\0\0TFL3'],
    ['safetensors, weights without a network', '\x40\x01\0\0\0\0\0\0{"a":'],
    ['a web page', '<!doctype html>\n<title>Not found</title>'],
    ['text', 'notes on a network\n'],
    ['text', 'caf\xc3\xa9 \xe2\x82'],
    [undefined, '\x08\x07\x12\x07pytorch'],
    ['what seems to be text in another encoding (save it as UTF-8)', 'caf\xe9 au lait'],
    [undefined, '\0\x01\x02'],
  ])('%s', (kind, bytes) => {
    expect(fileKind(latin(bytes))).toBe(kind);
  });
});
