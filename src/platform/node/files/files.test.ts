import { lstatSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, pathKind, readBytes, readText, reading, writeWhole } from './files.js';

const root = mkdtempSync(join(tmpdir(), 'assay-files-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('files', () => {
  it('are read as text, unpacked when they are gzip, without a byte order mark', () => {
    const plain = join(root, 'plain.txt');
    const packed = join(root, 'packed.txt');
    writeFileSync(plain, '\uFEFFé\n');
    writeFileSync(packed, gzipSync('é\n'));
    expect(readText('table', plain)).toBe('é\n');
    expect(readText('table', packed)).toBe('é\n');
  });

  it('and folders are distinguished from any text that names nothing, however long or odd', () => {
    expect(pathKind(root)).toBe('folder');
    const file = join(root, 'kind.txt');
    writeFileSync(file, '');
    expect(pathKind(file)).toBe('file');
    expect(pathKind('/dev/null')).toBe('other');
    const odd = [
      '',
      ' ',
      '\0',
      'a\0b',
      'a'.repeat(255),
      'a'.repeat(256),
      'a/'.repeat(40_000),
      `${file}/x`,
      '\ud800',
      '\x1b[2J\n',
    ];
    for (const text of odd) expect(pathKind(text), JSON.stringify(text.slice(0, 20))).toBeUndefined();
    const loop = join(root, 'loop');
    symlinkSync(loop, loop);
    expect(pathKind(loop)).toBeUndefined();
    rmSync(loop);
  });

  it('that cannot be read are one data error, in words', () => {
    expect(() => readText('table', join(root, 'absent'))).toThrow(
      expect.objectContaining({
        kind: 'data',
        message: `table: expected a readable file at ${JSON.stringify(join(root, 'absent'))}, got no such file or folder`,
      }),
    );
    expect(() => readText('table', root)).toThrow('got a folder');
  });

  it('are written completely, without traces of temporary files', () => {
    const folder = join(root, 'a', 'b');
    makeFolder('out', folder);
    writeWhole('out', join(folder, 'result.json'), '1');
    writeWhole('out', join(folder, 'result.json'), '22');
    expect(readText('out', join(folder, 'result.json'))).toBe('22');
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('are written through a link, which stays one', () => {
    const folder = join(root, 'links');
    makeFolder('out', folder);
    writeFileSync(join(folder, 'own.json'), 'old');
    symlinkSync('own.json', join(folder, 'link.json'));
    writeWhole('out', join(folder, 'link.json'), 'new');
    expect([lstatSync(join(folder, 'link.json')).isSymbolicLink(), readText('out', join(folder, 'own.json'))]).toEqual([
      true,
      'new',
    ]);
    writeWhole('out', '/dev/null', 'nothing');
    expect(lstatSync('/dev/null').isFile()).toBe(false);
  });

  it('are written piece by piece, or not at all', () => {
    const folder = join(root, 'pieces');
    makeFolder('out', folder);
    const path = join(folder, 'table');
    const content = (write: (piece: Uint8Array) => void): void => [1, 2, 3].forEach((byte) => write(Uint8Array.of(byte)));
    writeWhole('out', path, content);
    expect([...readBytes('out', path)]).toEqual([1, 2, 3]);
    const failing = (write: (piece: Uint8Array) => void): void => {
      write(Uint8Array.of(4));
      throw new TypeError('a fault on the way');
    };
    expect(() => writeWhole('out', path, failing)).toThrow('a fault on the way');
    expect([readdirSync(folder), ...readBytes('out', path)]).toEqual([['table'], 1, 2, 3]);
  });

  it('that cannot be written are one usage error', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder('out', join(file, 'deeper'))).toThrow(expect.objectContaining({ kind: 'usage' }));
    expect(() => writeWhole('out', join(root, 'absent', 'x'), '')).toThrow(
      'out: expected a file that can be written, got no such file or folder',
    );
  });

  it('leave other errors alone', () => {
    const bug = new TypeError('x is not a function');
    expect(() =>
      reading('table', 'anything', () => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});
