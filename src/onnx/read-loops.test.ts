/** Loops and scans of a known number of rounds, written out. */
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../core/byte-source.js';
import { countCost } from '../arch/cost.js';
import { writeOnnx } from './write.js';
import { openOrtEngine } from '../platform/node/devices/ort-engine.js';
import { runOnce } from '../runtime/ort/run-once.js';
import { rawModel, type RawGraph, type RawTensor } from '../../test/raw-onnx.js';
import { readOnnx } from './read.js';

const waves = (name: string, ...dims: readonly number[]): RawTensor => ({
  name,
  dims,
  type: 'float',
  values: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1) / 2),
});

/** A state that a matrix turns `rounds` times; what each round gives is joined. */
const loop = (rounds: number, isKnown = true): RawGraph => ({
  nodes: [
    {
      op: 'Loop',
      inputs: [isKnown ? 'rounds' : 'count', 'true', 'x'],
      outputs: ['last', 'all'],
      body: {
        inputs: [
          ['i', 7, []],
          ['go', 9, []],
          ['h', 1],
        ],
        nodes: [
          { op: 'MatMul', inputs: ['h', 'turn'], outputs: ['turned'] },
          { op: 'Tanh', inputs: ['turned'], outputs: ['next'] },
          { op: 'Identity', inputs: ['go'], outputs: ['still'] },
          { op: 'Identity', inputs: ['next'], outputs: ['kept'] },
        ],
        outputs: [
          ['still', 9],
          ['next', 1],
          ['kept', 1],
        ],
      },
    },
    { op: 'ReduceSum', inputs: ['all', 'axis'], outputs: ['sum'], ints: { keepdims: 0 } },
    { op: 'Add', inputs: ['last', 'sum'], outputs: ['y'] },
  ],
  inputs: [['x', 1, ['batch', 4]], ...(isKnown ? [] : [['count', 7, [1]] as const])],
  outputs: [['y', 1]],
  tensors: [
    waves('turn', 4, 4),
    { name: 'rounds', dims: [], type: 'int64', values: [rounds] },
    { name: 'true', dims: [], type: 'bool', values: [1] },
    { name: 'axis', dims: [1], type: 'int64', values: [0] },
  ],
});

const scan: RawGraph = {
  nodes: [
    { op: 'Transpose', inputs: ['x'], outputs: ['steps'], ints: {} },
    {
      op: 'Scan',
      inputs: ['zero', 'steps'],
      outputs: ['last', 'all'],
      ints: { num_scan_inputs: 1 },
      body: {
        inputs: [
          ['h', 1],
          ['step', 1],
        ],
        nodes: [
          { op: 'Mul', inputs: ['h', 'half'], outputs: ['faded'] },
          { op: 'Add', inputs: ['faded', 'step'], outputs: ['next'] },
          { op: 'Identity', inputs: ['next'], outputs: ['kept'] },
        ],
        outputs: [
          ['next', 1],
          ['kept', 1],
        ],
      },
    },
    { op: 'Transpose', inputs: ['all'], outputs: ['turned'] },
    { op: 'MatMul', inputs: ['turned', 'mix'], outputs: ['y'] },
  ],
  inputs: [['x', 1, ['batch', 5]]],
  outputs: [['y', 1]],
  tensors: [
    { name: 'zero', dims: [1], type: 'float', values: [0] },
    { name: 'half', dims: [], type: 'float', values: [0.5] },
    waves('mix', 5, 3),
  ],
};

describe('loops of a known number of rounds', () => {
  it.each([
    ['a loop', loop(3), 16, 3 * 16],
    ['a scan', scan, 15, 15],
  ])('%s computes the same, written out', async (_, graph, params, macs) => {
    const model = rawModel(graph);
    const { architecture, weights } = await readOnnx(bytesSource(model));
    expect(countCost(architecture)).toEqual({ params, macs });
    const [{ id, shape }] = architecture.inputs;
    const fed = [{ name: id, dims: shape, values: Float32Array.from({ length: shape[1] }, (_, i) => Math.cos(i)) }];
    const engine = await openOrtEngine('wasm');
    const [expected] = Object.values(await runOnce(engine, model, fed));
    const [found] = Object.values(await runOnce(engine, await writeOnnx(architecture, { weights }), fed));
    expect(found.values.length).toBe(expected.values.length);
    Array.from(expected.values).forEach((value, i) => expect(found.values[i]).toBeCloseTo(value, 5));
  });

  it('have a reason where nobody knows how many, and a bound', async () => {
    const reading = (graph: RawGraph) => readOnnx(bytesSource(rawModel(graph)), { where: 'net.onnx' });
    await expect(reading(loop(3, false))).rejects.toThrow('node "last" (Loop): expected a number of rounds that is known');
    await expect(reading(loop(300))).rejects.toThrow('node "last" (Loop): expected at most 256 rounds, got 300');
    const { architecture, unsupported } = await readOnnx(bytesSource(rawModel(loop(300))), { keepsForeign: true });
    expect(unsupported.map(({ op }) => op)).toContain('Loop');
    expect(architecture.nodes.some(({ op }) => op === 'foreign')).toBe(true);
  });
});
