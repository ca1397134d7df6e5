import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../core/byte-source.js';
import { readTableBytes } from './read-table-source.js';

const text = 'arch,acc\na,1\nb,2\n';
const read = (bytes: Uint8Array): ReturnType<typeof readTableBytes> => readTableBytes(bytesSource(bytes), 'x');

describe('readTableBytes', () => {
  it('reads text, gzip and Parquet alike', async () => {
    const plain = await read(new TextEncoder().encode(text));
    expect(plain.names).toEqual(['arch', 'acc']);
    expect(await read(gzipSync(text))).toEqual(plain);
    const packed = parquetWriteBuffer({
      columnData: [
        { name: 'arch', data: ['a', 'b'], type: 'STRING' },
        { name: 'acc', data: [1, 2], type: 'DOUBLE' },
      ],
    });
    expect((await read(new Uint8Array(packed))).columns).toEqual([['a', 'b'], Float64Array.of(1, 2)]);
  });

  it('says what a file seems to be that is no table', async () => {
    await expect(read(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))).rejects.toThrow('got a PNG picture');
    await expect(read(gzipSync(text).subarray(0, 20))).rejects.toThrow('damaged or cut short');
    await expect(read(new Uint8Array())).rejects.toThrow('table x');
  });
});
