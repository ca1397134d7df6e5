import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../core/errors.js';
import { bytesSource } from '../../../core/byte-source.js';
import { fixtureBytes } from '../../../../test/import-fixture.js';
import { describeShared } from '../../../../test/shared.js';
import { bunzip2 } from './bzip2.js';
import { chunksOf } from './chunks.js';

function unpack(bytes: Uint8Array, window = 1 << 20): Uint8Array {
  const next = bunzip2(chunksOf(bytesSource(bytes), 0, bytes.length, window), 'f.bz2');
  const parts: Uint8Array[] = [];
  for (let part = next(); part !== undefined; part = next()) parts.push(part);
  return Buffer.concat(parts);
}

const packed = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
/** `bz2.compress` of b'' and of b'a' * 1000 + bytes(range(256)) * 3 + b'abcabc' * 50, by Python 3.11. */
const empty = packed('QlpoORdyRThQkAAAAAA=');
const mixed = packed(
  'QlpoOTFBWSZTWWkUb3AAAJN/////////////////////////////////////////////sAFw0BJgAJgACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIf/6qqgAAmaAEwAAAAEwA' +
    'JgAAAAABGRgmGowAABoAAAAAAAAAmTAANNABMTGhCtVATEwjAmJkwTATJgEaYmBMRgACYJgIwjJoyaMBMAJiYAIwAAAAAAAmTExGjCMAATCMRCfeAh6IIiiSJooiqLIujCMo0jaOI6/B' +
    'HkfQKQJCkSRpIkqTJOlD8UpSpK0sS1LkvTBMUyTNNE1TZN04TlOk7TxPU+T9QFBUJQ1EUVRlHfkpCkqUpamKapynqgqKpKm/NVFVVZV1YVlWlbVxXVeV9YFhWJY1kWVZlnWhaUMt1tgB' +
    'CGAAQhAztIDQAIBA1AACEA2DWDYDaHjDyA3A3g4A4h5Q8wXpe36P1XxfX7P3X5f2AYFgn8MGwjCsMgn8v6YdiGJYpi2MY1jmPZBkWSZNlGVZZl2YZlmmbQbOM6zzPtA0LRNG0jStM07U' +
    'NS1TVtY1rXNe2DYtk2baNq2zbtw3LdN23jet837gOC4ThuI4rjOO5DkuU5bmOa5znug6LpOm/t1HVf46zruw7LtO27juu877wPC8TxoR5EFCoV5Xmed6Hpep63se17n+ve+D4v+fJ830' +
    'QKGQb6vs+7/xdyRThQkGkUb3AA==',
);

describe('bunzip2', () => {
  it('unpacks runs, all bytes and repetitions', () => {
    const expected = Buffer.concat([
      Buffer.alloc(1000, 'a'),
      ...Array(3).fill(Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
      Buffer.from('abcabc'.repeat(50)),
    ]);
    expect(Buffer.from(unpack(mixed)).equals(expected)).toBe(true);
    expect(Buffer.from(unpack(mixed, 7)).equals(expected)).toBe(true);
    expect(unpack(empty)).toHaveLength(0);
  });

  it('continues with the next of several streams', () => {
    expect(unpack(Buffer.concat([mixed, empty, mixed]))).toHaveLength(2 * (1000 + 768 + 300));
  });

  it('names truncation, damage and other data', () => {
    for (let length = 1; length < mixed.length; length++)
      expect(() => unpack(mixed.subarray(0, length))).toThrow(/^f\.bz2: expected [^\n]+$/);
    expect(() => unpack(mixed.subarray(0, mixed.length - 30))).toThrow(
      'f.bz2: expected a complete bzip2 file, got its end within a block (the file is truncated)',
    );
    const wrongSum = mixed.slice();
    wrongSum[11] ^= 1;
    expect(() => unpack(wrongSum)).toThrow(/^f\.bz2: expected CRC [0-9a-f]{8}, got [0-9a-f]{8} \(the file is damaged\)$/);
    expect(() => unpack(Uint8Array.of(1, 2, 3, 4))).toThrow('f.bz2: expected bzip2 data, got other bytes');
    expect(() => unpack(new Uint8Array())).toThrow('f.bz2: expected bzip2 data, got nothing');
  });

  it('answers any damage with a data error', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = mixed.slice();
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        try {
          unpack(bytes);
        } catch (error) {
          if (!(error instanceof AssayError) || error.kind !== 'data') throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('unpacks a pickle of states', () => {
    expect(unpack(fixtureBytes('NATS-tss-monolithic.pickle.pbz2')).subarray(0, 2)).toEqual(Buffer.from([0x80, 4]));
  });
});

describeShared('data/nats_fixtures', 'bunzip2 on official files', (folder) => {
  it('gives the bytes that bzip2 gives', () => {
    const digest = (file: string): string =>
      createHash('md5')
        .update(unpack(readFileSync(join(folder, file))))
        .digest('hex');
    expect(digest('NATS-tss-v1_0-3ffb9-simple/000000.pickle.pbz2')).toBe('9e710b161285a1c019ac587778a443ae');
    expect(digest('NATS-sss-v1_0-50262-simple/meta.pickle.pbz2')).toBe('b64576734263766a04d62dd64134d74d');
  });
});
