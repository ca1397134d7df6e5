import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.js';
import { fileKind } from './file-kind.js';

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('decodeText', () => {
  it('reads UTF-8 and UTF-16 with its mark, and leaves the mark out', () => {
    for (const bytes of [Buffer.from('a,é'), Buffer.from('\uFEFFa,é'), utf16('a,é', false), utf16('a,é', true)])
      expect(decodeText(bytes)).toBe('a,é');
  });

  it('refuses other text, and file-kind names it', () => {
    const unmarked = Buffer.from('arch,accuracy', 'utf16le');
    const latin = Buffer.from('arch,genauigkeit für é', 'latin1');
    expect([decodeText(unmarked), decodeText(latin)]).toEqual([undefined, undefined]);
    expect(fileKind(unmarked)).toBe('what seems to be UTF-16 text without its mark (save it as UTF-8)');
    expect(fileKind(latin)).toBe('what seems to be text in another encoding (save it as UTF-8)');
    expect(fileKind(Uint8Array.of(1, 2, 200, 7, 0, 9))).toBeUndefined();
  });
});
