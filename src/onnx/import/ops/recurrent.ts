/** LSTM, GRU and RNN: ONNX has steps first and an axis of directions, the IR the batch first and directions side by side. */
import type { OpAttrs } from '../../../arch/types.js';
import type { Call } from '../call.js';
import { fixedDim, required, tensorInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import { plainList } from '../resolve.js';
import type { DraftWeights, NodeValue, Value } from '../values.js';

type Attrs = OpAttrs['recurrent'];

const usual = {
  lstm: ['sigmoid', 'tanh', 'tanh'],
  gru: ['sigmoid', 'tanh'],
  rnn: ['tanh'],
} as const;

/** The kind of cell. @throws if its activations are not the usual ones of PyTorch and Keras. */
function cellOf(call: Call, directions: number): Attrs['cell'] {
  const op = call.node.op.replace('DynamicQuantize', '');
  const given = (call.node.attributes.get('activations')?.texts ?? []).map((name) => name.toLowerCase());
  const same = (wanted: readonly string[]): boolean =>
    given.length === wanted.length * directions && given.every((name, i) => name === wanted[i % wanted.length]);
  if (op === 'RNN' && same(['relu'])) return 'rnnRelu';
  const cell = op === 'LSTM' ? 'lstm' : op === 'GRU' ? 'gru' : 'rnn';
  if (given.length > 0 && !same(usual[cell])) throw call.fault(`activations ${usual[cell].join(', ')}`, given.join(', '));
  return cell;
}

function weightsOf(call: Call, inputs: readonly (Value | undefined)[], directions: number, rows: number): DraftWeights {
  const names = ['weight', 'recurrent', 'bias'] as const;
  const weights: { [name: string]: DraftWeights[string] } = {};
  for (const [i, name] of names.entries()) {
    if (inputs[i + 1] === undefined && name === 'bias') continue;
    const tensor = tensorInput(call, inputs, i + 1, `a ${name}`);
    const lengths = name === 'bias' ? [directions, 2 * rows] : [directions, rows];
    if (tensor.shape.length !== (name === 'bias' ? 2 : 3) || lengths.some((length, axis) => tensor.shape[axis] !== length))
      throw call.fault(`a ${name} (${lengths.join(', ')}${name === 'bias' ? '' : ', ...'})`, `(${tensor.shape.join(', ')})`);
    weights[name] = tensor;
  }
  return weights;
}

/** (directions, batch, hidden) as (batch, directions x hidden); none where it is zeros. */
function firstState(
  value: Value | undefined,
  width: number,
  like: NodeValue,
  { draft }: Translation,
  part: string,
): NodeValue | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'fill' && value.value === 0) return undefined;
  if (value.kind === 'known' && value.data.every((number) => number === 0)) return undefined;
  if (value.kind === 'weight' && value.loaded !== undefined && Array.from(value.loaded).every((number) => number === 0))
    return undefined;
  if (value.kind === 'node') {
    const turned = draft.emit('transpose', [value], { permutation: [1, 0, 2] }, { part: `${part}/turned` });
    return draft.emit('reshape', [turned], { shape: [0, width] }, { part });
  }
  // Stored states are the same for every sample.
  const shape = [1, width];
  const moved: Value = value.kind === 'fill' ? { kind: 'known', shape, data: [value.value], isFloat: true } : { ...value, shape };
  if (moved.kind === 'weight')
    return draft.repeated({ ...moved, moves: [...moved.moves, { op: 'reshape', attrs: { shape }, shape }] }, like);
  return draft.repeated(moved, like);
}

export const recurrent: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const given = draft.asNode(required(call, inputs, 0));
  const hidden = call.int('hidden_size') ?? 0;
  const written = call.text('direction') ?? 'forward';
  if (written !== 'forward' && written !== 'reverse' && written !== 'bidirectional')
    throw call.fault('a known direction', written);
  const direction = written === 'bidirectional' ? 'both' : written;
  const directions = direction === 'both' ? 2 : 1;
  const isBatchFirst = call.int('layout') === 1;
  if (call.float('clip') !== undefined) throw call.fault('a cell without clipping');
  if (inputs[7] !== undefined) throw call.fault('an LSTM without peepholes');
  if (call.int('input_forget') === 1) throw call.fault('an LSTM with forget gates of its own');
  const x = isBatchFirst ? given : draft.emit('transpose', [given], { permutation: [1, 0, 2] }, { part: 'steps' });
  const steps = fixedDim(call, x.shape, 1);
  const lengths = plainList(inputs[4]);
  if (inputs[4] !== undefined && !(lengths?.every((length) => length === steps) ?? false))
    throw call.fault('sequences of full length', 'lengths of their own');
  const cell = cellOf(call, directions);
  const rows = { lstm: 4, gru: 3, rnn: 1, rnnRelu: 1 }[cell] * hidden;
  const weights = weightsOf(call, inputs, directions, rows);
  const width = directions * hidden;
  const places = cell === 'lstm' ? [5, 6] : [5];
  const states = places.map((place) => firstState(inputs[place], width, x, translation, place === 5 ? 'first' : 'firstCell'));
  const zeros = (): NodeValue => draft.repeated({ kind: 'known', shape: [1, width], data: [0], isFloat: true }, x);
  const needed = states[1] !== undefined ? [states[0] ?? zeros(), states[1]] : states[0] !== undefined ? [states[0]] : [];
  const [, , cellName = ''] = call.node.outputs;
  const finalCell = cell === 'lstm' && cellName !== '' && translation.isRead(cellName);
  const attrs: Attrs = {
    cell,
    hidden,
    direction,
    bias: weights['bias'] !== undefined,
    resetAfter: cell === 'gru' && call.int('linear_before_reset') === 1,
    finalCell,
  };
  const all = draft.emit('recurrent', [x, ...needed], attrs, { weights });
  return outputsOf(all, { steps, hidden, direction, finalCell, isBatchFirst }, translation);
};

interface Layout extends Pick<Attrs, 'hidden' | 'direction' | 'finalCell'> {
  readonly steps: number;
  readonly isBatchFirst: boolean;
}

/** Y, Y_h and Y_c in ONNX's layout; outputs that are not read are dropped. */
function outputsOf(
  all: NodeValue,
  { steps, hidden, direction, finalCell, isBatchFirst }: Layout,
  { draft }: Translation,
): Value[] {
  const directions = direction === 'both' ? 2 : 1;
  const cut = (from: NodeValue, axis: number, start: number, end: number, part: string): NodeValue =>
    draft.emit('slice', [from], { axis, start, end, step: 1 }, { part });
  const hiddenStates = finalCell ? cut(all, 1, 0, steps, 'all') : all;
  const apart = draft.emit('reshape', [hiddenStates], { shape: [0, steps, directions, hidden] }, { part: 'apart' });
  const y = draft.emit('transpose', [apart], { permutation: isBatchFirst ? [0, 1, 2, 3] : [1, 2, 0, 3] }, { part: 'output' });
  const last = (): NodeValue => cut(all, 1, steps - 1, steps, 'last');
  const first = (): NodeValue => cut(all, 1, 0, 1, 'first');
  const ends =
    direction === 'forward'
      ? last()
      : direction === 'reverse'
        ? first()
        : draft.emit(
            'concat',
            [cut(last(), 2, 0, hidden, 'lastForward'), cut(first(), 2, hidden, 2 * hidden, 'lastBackward')],
            { axis: 2 },
            { part: 'ends' },
          );
  const asStates = (state: NodeValue, part: string): NodeValue => {
    const split = draft.emit('reshape', [state], { shape: [0, directions, hidden] }, { part: `${part}/apart` });
    return isBatchFirst ? split : draft.emit('transpose', [split], { permutation: [1, 0, 2] }, { part });
  };
  const states = asStates(ends, 'state');
  return finalCell ? [y, states, asStates(cut(all, 1, steps, steps + 1, 'cell'), 'cellState')] : [y, states];
}

export const recurrentOps: HandlerFamily = { LSTM: recurrent, GRU: recurrent, RNN: recurrent };
