import { forAxis } from '../../../arch/ops/shapes.js';
import type { WindowAttrs } from '../../../arch/types.js';
import type { Call } from '../call.js';
import { fixedDim } from '../handler.js';
import type { NodeValue } from '../values.js';

/** The largest side of a window; no network has a larger one. */
const mostTaps = 1 << 16;

/** Kernel, stride, padding and dilation of a Conv or pool, with `auto_pad` worked out for the input at hand. */
export function windowAttrs(call: Call, x: NodeValue, kernel: readonly number[]): WindowAttrs {
  const rank = x.shape.length - 2;
  if (rank < 1 || kernel.length !== rank) throw call.fault(`a window of ${Math.max(rank, 1)} sides`, `${kernel.length}`);
  const list = (name: string, length: number, none: number): readonly number[] => {
    const given = call.ints(name) ?? new Array<number>(length).fill(none);
    if (given.length !== length) throw call.fault(`${length} numbers in ${name}`, `${given.length}`);
    return given;
  };
  const stride = list('strides', rank, 1);
  const dilation = list('dilations', rank, 1);
  for (const [name, numbers] of [
    ['kernel_shape', kernel],
    ['strides', stride],
    ['dilations', dilation],
  ] as const) {
    if (numbers.some((own) => !(own >= 1 && own <= mostTaps)))
      throw call.fault(`${name} from 1 to ${mostTaps}`, numbers.join(', '));
  }
  const auto = call.text('auto_pad') ?? 'NOTSET';
  const padding =
    auto === 'NOTSET' || auto === '' ? list('pads', 2 * rank, 0) : autoPadding(call, x, auto, { kernel, stride, dilation });
  return { kernel, stride, padding, dilation };
}

/** SAME_UPPER and SAME_LOWER: as many outputs as strides fit into the input, the odd pixel at the end or at the beginning. */
function autoPadding(
  call: Call,
  x: NodeValue,
  auto: string,
  { kernel, stride, dilation }: Omit<WindowAttrs, 'padding'>,
): number[] {
  if (auto === 'VALID') return new Array<number>(2 * kernel.length).fill(0);
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') throw call.fault('a known auto_pad', auto);
  const totals = kernel.map((length, axis) => {
    const input = fixedDim(call, x.shape, axis + 2);
    const step = forAxis(stride, axis);
    return Math.max(0, (Math.ceil(input / step) - 1) * step + (length - 1) * forAxis(dilation, axis) + 1 - input);
  });
  const smaller = totals.map((total) => Math.floor(total / 2));
  const larger = totals.map((total) => total - Math.floor(total / 2));
  return auto === 'SAME_UPPER' ? [...smaller, ...larger] : [...larger, ...smaller];
}

/** The same of a transposed convolution: padding as written, or as a stated `output_shape` or `auto_pad` asks for it. */
export function transposedAttrs(
  call: Call,
  x: NodeValue,
  kernel: readonly number[],
): WindowAttrs & { readonly outputPadding: readonly number[] } {
  const auto = call.text('auto_pad') ?? 'NOTSET';
  const plain: Call = { ...call, text: () => undefined };
  const { stride, dilation, padding } = windowAttrs(plain, x, kernel);
  const added = [...(call.ints('output_padding') ?? kernel.map(() => 0))];
  if (added.length !== kernel.length) throw call.fault(`${kernel.length} numbers in output_padding`, `${added.length}`);
  const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  const wanted =
    call.ints('output_shape')?.slice(-kernel.length) ??
    (isSame ? kernel.map((_, axis) => fixedDim(call, x.shape, axis + 2) * forAxis(stride, axis)) : undefined);
  if (wanted === undefined)
    return { kernel, stride, dilation, outputPadding: added, padding: auto === 'VALID' ? padding.map(() => 0) : padding };
  if (wanted.length !== kernel.length) throw call.fault(`${kernel.length} numbers in output_shape`, `${wanted.length}`);
  const surplus = kernel.map((length, axis) => {
    const reach = forAxis(stride, axis) * (fixedDim(call, x.shape, axis + 2) - 1) + (length - 1) * forAxis(dilation, axis) + 1;
    return reach + forAxis(added, axis) - forAxis(wanted, axis);
  });
  const outputPadding = surplus.map((total, axis) => forAxis(added, axis) - Math.min(0, total));
  const totals = surplus.map((total) => Math.max(0, total));
  const halves = totals.map((total) => Math.floor(total / 2));
  const rest = totals.map((total) => total - Math.floor(total / 2));
  return {
    kernel,
    stride,
    dilation,
    outputPadding,
    padding: auto === 'SAME_UPPER' ? [...halves, ...rest] : [...rest, ...halves],
  };
}
