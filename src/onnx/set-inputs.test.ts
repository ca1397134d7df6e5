/** Inputs that are always one number, and what such networks hold: branches, states of recurrent layers, quantised cells. */
import { describe, expect, it } from 'vitest';
import { floats, image, int, integers, node, onnxModel, type ModelParts } from '../../test/onnx-graph.js';
import { writeNode } from '../../test/raw-onnx.js';
import { countCost } from '../arch/cost.js';
import { bytesSource } from '../core/byte-source.js';
import { createProtoWriter } from './proto/writer.js';
import { readOnnx, type OnnxReading, type ReadOnnxOptions } from './read.js';
import { writeOnnx } from './write.js';

const read = (parts: ModelParts, options?: ReadOnnxOptions): Promise<OnnxReading> =>
  readOnnx(bytesSource(onnxModel(parts)), options);
const ops = ({ architecture }: OnnxReading): string[] => architecture.nodes.map(({ op }) => op);

const hidden = 4;
const lstm = node('LSTM', 'x w r b - h c', 'all last cell', { hidden_size: int(hidden) });
const lstmWeights = [floats('w', [1, 16, 3]), floats('r', [1, 16, hidden]), floats('b', [1, 32])];
const states = ['h', 'c'].map((name) => image([1, 'batch', hidden], name));
const steps = image([5, 'batch', 3]);

describe('an input that is set to a number', () => {
  it('is no input of the architecture; a state of zeros is none at all', async () => {
    const parts = { nodes: [lstm], initializers: lstmWeights, inputs: [steps, ...states], outputs: ['all'] };
    const fed = await read(parts);
    expect(fed.architecture.inputs.map(({ id }) => id)).toEqual(['x', 'h', 'c']);
    const zeros = await read(parts, { set: { h: 0, c: 0 } });
    expect(zeros.architecture.inputs.map(({ id }) => id)).toEqual(['x']);
    expect(zeros.architecture.nodes.find(({ op }) => op === 'recurrent')?.inputs.length).toBe(1);
    const ones = await read(parts, { set: { h: 1, c: 0 } });
    expect(ones.architecture.nodes.find(({ op }) => op === 'recurrent')?.inputs.length).toBe(2);
  });

  it('goes through what only moves it, and decides a branch in which a layer stands', async () => {
    const bytes = branching();
    const reading = await readOnnx(bytesSource(bytes), { set: { rate: 16000, state: 0 } });
    expect(reading.architecture.inputs.map(({ id }) => id)).toEqual(['x']);
    const cell = reading.architecture.nodes.find(({ op }) => op === 'recurrent');
    expect(cell).toMatchObject({ attrs: { hidden, finalCell: true } });
    expect(cell?.inputs.length).toBe(1);
    const other = await readOnnx(bytesSource(bytes), { set: { rate: 8000, state: 0 } });
    expect(ops(other)).toEqual(['transpose', 'tanh']);
  });

  it('must be there, and says how where it is a number alone', async () => {
    const parts = { nodes: [node('Relu', 'x', 'y')] };
    await expect(read(parts, { set: { rate: 1 } })).rejects.toThrow('`set`: expected the name of an input ("x"), got "rate"');
    const scalar = { nodes: [node('Mul', 'x rate', 'y')], inputs: [image(['batch', 3, 8, 8]), image([], 'rate')] };
    await expect(read(scalar)).rejects.toThrow('say its number: `set` rate=1');
    expect(ops(await read(scalar, { set: { rate: 2 } }))).toEqual(['affine']);
  });
});

/** If rate is 16000, the final cell state of an LSTM whose first states are rows of one input; else the hyperbolic tangent. */
function branching(): Uint8Array {
  const w = createProtoWriter();
  const written = (
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    ints: { [name: string]: number } = {},
  ): void => writeNode(w, { op, inputs, outputs, ints });
  const branch = (name: string, output: string, write: () => void): void =>
    w.message(5, () => {
      w.text(1, name);
      w.message(6, () => {
        write();
        w.text(2, name);
        w.message(12, () => w.text(1, output));
      });
      w.integer(20, 5);
    });
  const numbers = (name: string, type: number, dims: readonly number[], bytes: Uint8Array): void =>
    w.message(5, () => {
      for (const length of dims) w.integer(1, length);
      w.integer(2, type);
      w.text(8, name);
      w.bytes(9, bytes);
    });
  const input = (name: string, type: number, dims: readonly number[]): void =>
    w.message(11, () => {
      w.text(1, name);
      w.message(2, () =>
        w.message(1, () => {
          w.integer(1, type);
          w.message(2, () => dims.forEach((n) => w.message(1, () => (n === 0 ? w.text(2, 'batch') : w.integer(1, n)))));
        }),
      );
    });
  const int64 = (...values: number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
  w.message(7, () => {
    written('Equal', ['rate', 'wide'], ['isWide']);
    w.message(1, () => {
      w.text(1, 'isWide');
      w.text(2, 'y');
      w.text(4, 'If');
      branch('then_branch', 'cell', () => {
        written('Gather', ['state', 'zero'], ['h0'], { axis: 0 });
        written('Gather', ['state', 'one'], ['c0'], { axis: 0 });
        written('Unsqueeze', ['h0', 'first'], ['h']);
        written('Unsqueeze', ['c0', 'first'], ['c']);
        written('LSTM', ['x', 'w', 'r', 'b', '', 'h', 'c'], ['', '', 'last'], { hidden_size: hidden });
        written('Squeeze', ['last', 'first'], ['cell']);
      });
      branch('else_branch', 'bent', () => written('Tanh', ['x'], ['bent']));
    });
    for (const { name, dims, bytes } of lstmWeights) numbers(name, 1, dims, bytes as Uint8Array);
    numbers('wide', 7, [], int64(16000));
    numbers('zero', 7, [], int64(0));
    numbers('one', 7, [], int64(1));
    numbers('first', 7, [1], int64(0));
    input('x', 1, [5, 0, 3]);
    input('state', 1, [2, 0, hidden]);
    input('rate', 7, []);
    w.message(12, () => w.text(1, 'y'));
  });
  w.message(8, () => w.integer(2, 17));
  return w.finish();
}

describe('what such networks hold', () => {
  it('a part read backwards is a selection', async () => {
    const { architecture } = await read({
      nodes: [node('Slice', 'x from to axis step', 'y')],
      initializers: [integers('from', [-2]), integers('to', [-9]), integers('axis', [2]), integers('step', [-2])],
    });
    expect(architecture.nodes).toMatchObject([{ op: 'gather', attrs: { axis: 2, indices: [6, 4, 2, 0] } }]);
  });

  it('a part read backwards is bounded', async () => {
    const parts = {
      nodes: [node('Slice', 'x from to axis step', 'y')],
      initializers: [integers('from', [-1]), integers('to', [-(2 ** 31)]), integers('axis', [2]), integers('step', [-1])],
      inputs: [image(['batch', 1, 2 ** 31])],
    };
    await expect(read(parts)).rejects.toThrow('expected constants of at most 4194304 elements, got (2147483647)');
  });

  it('a quantised LSTM has the weights that its integers encode, the other way round', async () => {
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 7);
    const stored = (name: string, dims: readonly number[]) =>
      ({ name, type: 'int8', dims, bytes: bytes(dims.reduce((a, b) => a * b, 1)) }) as const;
    const { architecture, weights } = await read(
      {
        nodes: [
          {
            ...node('DynamicQuantizeLSTM', 'x w r b - - - - ws wz rs rz', 'y', { hidden_size: int(hidden) }),
            domain: 'com.microsoft',
          },
        ],
        initializers: [
          stored('w', [1, 3, 16]),
          stored('r', [1, hidden, 16]),
          floats('b', [1, 32]),
          floats('ws', [1], [0.5]),
          { name: 'wz', type: 'int8', dims: [1], bytes: Uint8Array.of(2) },
          floats('rs', [1, 16]),
          { name: 'rz', type: 'int8', dims: [1, 16], bytes: bytes(16) },
        ],
        inputs: [steps],
      },
      {},
    );
    const cell = architecture.nodes.find(({ op }) => op === 'recurrent');
    expect(countCost(architecture).params).toBe(16 * (3 + hidden + 2));
    const found = await weights.get(cell?.id ?? '')?.['weight']?.load();
    // Gate 5 of feature 2 is stored at row 2, column 5.
    expect(found?.[5 * 3 + 2]).toBe((((2 * 16 + 5) % 7) - 2) * 0.5);
  });

  it('a bias that the exporter rounds on the way is the bias', async () => {
    const { architecture } = await read({
      nodes: [
        node('DynamicQuantizeLinear', 'x', 'q qs qz'),
        node('Mul', 'qs ws', 's'),
        node('Div', 'b s', 'd'),
        node('Floor', 'd', 'f'),
        node('Cast', 'f', 'i', { to: int(6) }),
        node('Reshape', 'i shape', 'bias'),
        node('ConvInteger', 'q w qz', 'product'),
        node('Add', 'product bias', 'sum'),
        node('Cast', 'sum', 'float', { to: int(1) }),
        node('Mul', 'float s', 'y'),
      ],
      initializers: [
        floats('b', [2], [0.3, -0.7]),
        floats('ws', [1], [0.25]),
        integers('shape', [1, 2, 1, 1]),
        { name: 'w', type: 'int8', dims: [2, 3, 1, 1], bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      ],
    });
    expect(countCost(architecture).params).toBe(6 + 2);
  });
});

describe('a file that is written again', () => {
  it('gives no part of an operator the name of another operator', async () => {
    const nodes = [node('Reshape', 'x shape', 'a', {}, 'a'), node('Relu', 'a', 'a/constant', {}, 'a/constant')];
    const reading = await read({
      nodes: [...nodes, node('Mul', 'a/constant half', 'y')],
      initializers: [integers('shape', [0, -1]), floats('half', [], [0.5])],
    });
    const bytes = await writeOnnx(reading.architecture, { weights: reading.weights });
    const again = await readOnnx(bytesSource(bytes));
    expect(again.architecture.nodes.map(({ id }) => id)).toEqual(reading.architecture.nodes.map(({ id }) => id));
  });
});
