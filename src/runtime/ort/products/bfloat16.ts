import { product } from '../../../arch/ops/shapes.js';
import { bytesOf, int } from '../../../onnx/lower/graph-builder.js';
import type { OnnxTensor } from '../../../onnx/proto/types.js';
import { keptWith } from '../kept-with-weights.js';
import type { NarrowRule } from './types.js';

/** ONNX's numbers of these types. */
const types = { float: 1, bfloat16: 16 } as const;

/** Numbers rounded to the nearest of 8 significant bits, ties to even, as float32; what is not finite stays. */
export function roundToBfloat16(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.slice().buffer);
  for (let i = 0; i < bits.length; i++) {
    const own = bits[i] as number;
    if ((own & 0x7f800000) !== 0x7f800000) bits[i] = (own + 0x7fff + ((own >>> 16) & 1)) & 0xffff0000;
  }
  return new Float32Array(bits.buffer);
}

function rounded(weight: OnnxTensor): OnnxTensor {
  const round = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
    bytesOf(roundToBfloat16(new Float32Array(buffer, byteOffset, byteLength / 4)));
  return {
    name: `${weight.name} as bfloat16`,
    type: 'float',
    dims: weight.dims,
    byteLength: 4 * product(weight.dims),
    get bytes() {
      return weight.byteLength === undefined ? keptWith(weight, 'bfloat16', round) : round(weight.bytes);
    },
  };
}

/** Weight and map rounded; a bias is added in float32. */
export const roundedToBfloat16: NarrowRule = (node, weight, graph) => {
  const [x = '', , ...rest] = node.inputs;
  const [narrow = ''] = graph.emit('Cast', [x], { attrs: { to: int(types.bfloat16) } });
  const [wide = ''] = graph.emit('Cast', [narrow], { attrs: { to: int(types.float) } });
  graph.write({ ...node, inputs: [wide, graph.initializer(rounded(weight)), ...rest] });
};
