import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFetchedFiles } from './fetch-files.js';
import { digestOf } from './setup.js';
import type { Shelf } from './types.js';

const root = mkdtempSync(join(tmpdir(), 'assay-fetched-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const held = new Map(['model', 'one', 'other'].map((text) => [digestOf(text), Buffer.from(text)]));
const asked: string[] = [];
const shelf = {
  async getFile(digest: string) {
    asked.push(digest);
    return held.get(digest);
  },
} as Partial<Shelf> as Shelf;

describe('files that a worker fetches', () => {
  const files = createFetchedFiles(shelf, root);
  const [model, one, other] = ['model', 'one', 'other'].map((text) => digestOf(text));

  it('lie beside each other as on the machine that sent them, each fetched once', async () => {
    const first = await files.path(model, 'net.onnx', { 'data/w.bin': one });
    const second = await files.path(model, 'net.onnx', { 'data/w.bin': other, 'same.bin': one });
    expect(await files.path(model, 'net.onnx', { 'data/w.bin': one })).toBe(first);
    expect(first).not.toBe(second);
    const read = (path: string, name: string): string => readFileSync(join(dirname(path), name), 'utf8');
    expect([read(first, 'net.onnx'), read(first, 'data/w.bin')]).toEqual(['model', 'one']);
    expect([read(second, 'net.onnx'), read(second, 'data/w.bin'), read(second, 'same.bin')]).toEqual(['model', 'other', 'one']);
    expect(asked.toSorted()).toEqual([model, one, other].toSorted());
  });

  it('are refused outside of their folder, and looked for again where the server had none', async () => {
    for (const place of ['../x', '/etc/x', 'a/../../x', 'a\\\\..\\\\..\\\\x'])
      await expect(files.path(model, 'net.onnx', { [place]: one }), place).rejects.toThrow(
        'expected files in the folder of a model',
      );
    const late = digestOf('late');
    await expect(files.path(model, 'net.onnx', { 'late.bin': late })).rejects.toThrow('got none');
    held.set(late, Buffer.from('late'));
    expect(readFileSync(join(dirname(await files.path(model, 'net.onnx', { 'late.bin': late })), 'late.bin'), 'utf8')).toBe(
      'late',
    );
  });
});
