import { directionsOf } from '../../arch/ops/recurrent.js';
import type { OpAttrs } from '../../arch/types.js';
import { int, ints, type OnnxAttributes } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

const operators = { lstm: 'LSTM', gru: 'GRU', rnn: 'RNN', rnnRelu: 'RNN' } as const;

function attributes(attrs: OpAttrs['recurrent']): OnnxAttributes {
  const { cell, hidden, direction, resetAfter } = attrs;
  return {
    hidden_size: int(hidden),
    direction: { text: direction === 'both' ? 'bidirectional' : direction },
    ...(cell === 'gru' ? { linear_before_reset: int(resetAfter ? 1 : 0) } : {}),
    ...(cell === 'rnnRelu' ? { activations: { texts: new Array<string>(directionsOf(attrs)).fill('Relu') } } : {}),
  };
}

/** ONNX has steps first; the states of both directions are on a separate axis. */
export const recurrent: LoweringFamily<'recurrent'> = {
  recurrent(attrs, [x, ...states], { graph, parameter }) {
    const { hidden, cell, bias, finalCell } = attrs;
    const directions = directionsOf(attrs);
    const width = directions * hidden;
    const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
    const stepsFirst = graph.node('Transpose', [x.name], { perm: ints([1, 0, 2]) });
    const first = states.map(({ name }) =>
      graph.node('Transpose', [graph.node('Reshape', [name, list([0, directions, hidden])])], { perm: ints([1, 0, 2]) }),
    );
    const inputs = [stepsFirst, parameter('weight'), parameter('recurrent'), bias ? parameter('bias') : '', '', ...first];
    while (inputs.at(-1) === '') inputs.pop();
    const made = graph.emit(operators[cell], inputs, attributes(attrs), { outputs: finalCell ? 3 : 1 });
    const batchFirst = graph.node('Transpose', [made[0]], { perm: ints([2, 0, 1, 3]) });
    const joined = graph.node('Reshape', [batchFirst, list([0, x.shape[1], width])]);
    if (!finalCell) return joined;
    const cells = graph.node('Reshape', [graph.node('Transpose', [made[2]], { perm: ints([1, 0, 2]) }), list([0, 1, width])]);
    return graph.node('Concat', [joined, cells], { axis: int(1) });
  },
};
