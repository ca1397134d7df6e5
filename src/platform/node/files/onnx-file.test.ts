import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createProtoWriter } from '../../../onnx/proto/writer.js';
import { node, floats, onnxModel } from '../../../../test/onnx-graph.js';
import { readOnnxFile } from './onnx-file.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model whose only weight is in `location`. */
function withExternalWeight(location: string): Uint8Array {
  const w = createProtoWriter();
  const value = (field: number, name: string, dims: readonly number[]): void =>
    w.message(field, () => {
      w.text(1, name);
      w.message(2, () =>
        w.message(1, () => {
          w.integer(1, 1);
          w.message(2, () => dims.forEach((n) => w.message(1, () => w.integer(1, n))));
        }),
      );
    });
  w.message(7, () => {
    w.message(1, () => {
      w.text(1, 'x');
      w.text(1, 'w');
      w.text(2, 'y');
      w.text(4, 'MatMul');
    });
    w.message(5, () => {
      w.integer(1, 2);
      w.integer(1, 3);
      w.integer(2, 1);
      w.text(8, 'w');
      w.integer(14, 1);
      w.message(13, () => {
        w.text(1, 'location');
        w.text(2, location);
      });
    });
    value(11, 'x', [1, 2]);
    value(12, 'y', [1, 3]);
  });
  w.message(8, () => w.integer(2, 17));
  return w.finish();
}

describe('models on disk', () => {
  it('are named after their file, and keep it open for their weights', async () => {
    const path = join(folder, 'net.onnx');
    writeFileSync(path, onnxModel({ nodes: [node('Conv', 'x w', 'y')], initializers: [floats('w', [1, 3, 1, 1], [1, 2, 3])] }));
    const file = await readOnnxFile(path);
    const [weights] = [...file.weights.values()];
    expect([file.architecture.name, [...(await weights.weight.load())]]).toEqual(['net', [1, 2, 3]]);
    file.close();
  });

  it('may have weights beside them, only in the same folder', async () => {
    const inside = join(folder, 'model');
    mkdirSync(inside);
    writeFileSync(join(inside, 'net.onnx'), withExternalWeight('weights.bin'));
    writeFileSync(join(inside, 'weights.bin'), Float32Array.of(1, 2, 3, 4, 5, 6));
    const file = await readOnnxFile(join(inside, 'net.onnx'));
    expect([...(await [...file.weights.values()][0].weight.load())]).toEqual([1, 4, 2, 5, 3, 6]);
    file.close();

    writeFileSync(join(folder, 'secret.bin'), new Uint8Array(24));
    symlinkSync(join(folder, 'secret.bin'), join(inside, 'link.bin'));
    writeFileSync(join(inside, 'sly.onnx'), withExternalWeight('link.bin'));
    const sly = await readOnnxFile(join(inside, 'sly.onnx'));
    await expect([...sly.weights.values()][0].weight.load()).rejects.toThrow(
      'sly.onnx: "link.bin": expected a file in the folder of the model, got one outside',
    );
    sly.close();
    writeFileSync(join(inside, 'short.onnx'), withExternalWeight('few.bin'));
    writeFileSync(join(inside, 'few.bin'), new Uint8Array(8));
    const short = await readOnnxFile(join(inside, 'short.onnx'));
    await expect([...short.weights.values()][0].weight.load()).rejects.toThrow(
      'short.onnx: tensor "w": expected 24 bytes in "few.bin", got 8',
    );
    short.close();
  });

  it('that are missing, or folders, are one clear line', async () => {
    await expect(readOnnxFile(join(folder, 'absent.onnx'))).rejects.toThrow(
      'absent.onnx: expected a model to read, got no such file or folder',
    );
    await expect(readOnnxFile(folder)).rejects.toThrow('expected a file, got a folder');
  });
});
