/** What `assay show` and `assay export` print, by calls of a program. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeArchitecture, exportArchitecture, openSpace, parseArchitecture, readOnnx, bytesSource } from '../src/index.js';
import * as node from '../src/platform/node/index.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-describe-'));
afterAll(() => rmSync(folder, { recursive: true }));
const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const space = openSpace('nas-bench-201');
const network = space.build(space.decode(cell));

describe('describeArchitecture', () => {
  it('counts a string as its space does, and its network alike', async () => {
    const facts = await describeArchitecture(cell);
    expect(facts).toMatchObject({ name: cell, space: { id: 'nas-bench-201' }, ...space.cost?.(space.decode(cell)) });
    const { space: _, ...same } = await describeArchitecture(network);
    expect(same).toMatchObject({ params: facts.params, macs: facts.macs, peakActivationBytes: facts.peakActivationBytes });
    expect(facts.parts.reduce((sum, { macs }) => sum + macs, 0)).toBe(facts.macs);
    expect((await describeArchitecture(cell, { nodes: true })).parts.length).toBeGreaterThan(facts.parts.length);
  });

  it('compares a file with a small device', async () => {
    const path = join(folder, 'network.onnx');
    const { content } = await exportArchitecture(network, { to: 'onnx' });
    writeFileSync(path, content);
    const { chip, name } = await node.describeArchitecture(path, { chip: 'stm32f746' });
    expect(name).toBe(path);
    expect(chip?.needs.map(({ bits, fits }) => [bits, fits])).toHaveLength(3);
  });

  it('refuses a string that no space reads', async () => {
    await expect(describeArchitecture('nothing')).rejects.toMatchObject({ kind: 'data' });
  });

  it.each([{ architecture: 'x' }, null, 3])('refuses %j with a usage error', async (given) => {
    for (const describes of [describeArchitecture, node.describeArchitecture])
      await expect(describes(given as never)).rejects.toMatchObject({ kind: 'usage' });
    await expect(exportArchitecture(given as never, { to: 'json' })).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('exportArchitecture', () => {
  it('writes what is read again', async () => {
    const json = await exportArchitecture(cell, { to: 'json' });
    expect(parseArchitecture(String(json.content), 'x').nodes).toEqual(network.nodes);
    const onnx = await exportArchitecture(cell, { to: 'onnx', seed: 3 });
    expect(onnx.isBinary).toBe(true);
    const { architecture } = await readOnnx(bytesSource(onnx.content as Uint8Array), { where: 'x' });
    expect((await describeArchitecture(architecture)).macs).toBe((await describeArchitecture(network)).macs);
  });

  it('writes weights beside a PyTorch module that has a file', async () => {
    const named = await exportArchitecture(cell, { to: 'pytorch', file: '/some/where/winner.py' });
    expect(String(named.content)).toContain('winner.safetensors');
    expect(Object.keys(named.beside)).toEqual(['.safetensors']);
    expect((await exportArchitecture(cell, { to: 'pytorch' })).beside).toEqual({});
  });

  it('keeps the weights of a file, and refuses them where there is none', async () => {
    const path = join(folder, 'kept.onnx');
    const first = await exportArchitecture(cell, { to: 'onnx', seed: 5 });
    writeFileSync(path, first.content);
    // The weights that are kept give the same outputs: the values of a tensor are those of the file.
    const valuesOf = async (bytes: Uint8Array): Promise<Float32Array[]> => {
      const { weights } = await readOnnx(bytesSource(bytes), { where: 'x' });
      const stored = [...weights.values()].flatMap((own) => Object.values(own));
      return (await Promise.all(stored.map((one) => one?.load()))).flatMap((one) => (one === undefined ? [] : [one]));
    };
    const again = await node.exportArchitecture(path, { to: 'onnx' });
    const kept = await valuesOf(again.content as Uint8Array);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept).toEqual(await valuesOf(first.content as Uint8Array));
    await expect(exportArchitecture(cell, { to: 'onnx', weights: 'keep' })).rejects.toMatchObject({ parameter: 'weights' });
    await expect(exportArchitecture(cell, { to: 'svg', weights: 'none' })).rejects.toMatchObject({ parameter: 'weights' });
    await expect(exportArchitecture(cell, { to: 'svg', cell: 'none' })).rejects.toMatchObject({ parameter: 'cell' });
  });
});
