import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { floats, int, node } from '../../test/onnx-graph.js';
import { writeOnnx } from './write.js';
import { read, lines, ops, scalar } from '../../test/onnx-reading.js';

describe('what ends a network', () => {
  const conv = node('Conv', 'x w', 'c');
  const initializers = [floats('w', [4, 3, 1, 1])];

  it('a tail that decodes is cut off, and said once', async () => {
    const reading = await read({
      nodes: [conv, node('ArgMax', 'c', 'best', {}, 'n'), node('Cast', 'best', 'y', { to: int(1) })],
      initializers,
    });
    expect([ops(reading), reading.architecture.outputs, reading.tails]).toEqual([['conv'], ['c'], [{ op: 'ArgMax', node: 'n' }]]);
    const compared = await read({
      nodes: [conv, node('Greater', 'c h', 'y')],
      initializers: [...initializers, scalar('h', 0.5)],
    });
    expect([ops(compared), compared.tails.map(({ op }) => op)]).toEqual([['conv'], ['Greater']]);
  });

  it('is named by the user, a value or a node', async () => {
    const nodes = [conv, node('Relu', 'c', 'r', {}, 'act'), node('Frobnicate', 'r', 'y')];
    const reading = await read({ nodes, initializers }, { outputs: ['act', 'c'] });
    expect([ops(reading), reading.architecture.outputs]).toEqual([
      ['conv', 'relu'],
      ['act', 'c'],
    ]);
    await expect(read({ nodes, initializers }, { outputs: ['rr'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('`outputs`: expected names of values or nodes'),
    });
  });

  it('an operator that nothing runs is kept, with the shape that the file states', async () => {
    const reading = await read(
      { nodes: [conv, node('Frobnicate', 'c v', 'y')], initializers: [...initializers, floats('v', [70])] },
      { keepsForeign: true },
    );
    expect(lines(reading)[1]).toBe('foreign {"operator":"Frobnicate","shape":[0,4,8,8],"params":70}');
    expect(countCost(reading.architecture)).toEqual({ params: 82, macs: NaN });
    await expect(writeOnnx(reading.architecture, { weights: 'inputs' })).rejects.toThrow('got Frobnicate');
  });

  it('partial reading that leaves nothing is an error', async () => {
    const nodes = [node('Frobnicate', 'x', 'z'), node('Conv', 'z v', 'y')];
    await expect(read({ nodes, initializers: [floats('v', [4, 5, 1, 1])] }, { partial: true })).rejects.toThrow(
      'expected a network with weights that can be read, got 2 of 2 operators skipped and no weight left',
    );
  });
});
