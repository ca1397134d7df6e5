/** Element types of ONNX tensors that can be read as numbers, by TensorProto.DataType. */
interface ElementType {
  readonly name: string;
  /** Half a byte where two numbers share one, the first in its lower half. */
  readonly bytes: number;
  /** A number a weight or an activation may be. */
  readonly isFloat: boolean;
  read(view: DataView, at: number): number;
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bfloat = new DataView(new ArrayBuffer(4));
function brain(bits: number): number {
  bfloat.setUint16(2, bits, true);
  return bfloat.getFloat32(0, true);
}

/** A number of 4 bits; `at` counts bytes in halves. */
function nibble(view: DataView, at: number): number {
  const byte = view.getUint8(Math.floor(at));
  return Number.isInteger(at) ? byte & 0xf : byte >> 4;
}

/** Numbers of at most a byte: sign, exponent, fraction. */
interface SmallFloat {
  readonly exponent: number;
  readonly fraction: number;
  readonly bias: number;
  /** Bit patterns without the sign that are no finite number; `negativeZero` is the one pattern of the forms without infinities. */
  readonly special: 'infinities' | 'lastIsNaN' | 'negativeZero' | 'none';
}

function smallFloat({ exponent, fraction, bias, special }: SmallFloat, bits: number): number {
  const size = exponent + fraction;
  const sign = (bits >> size) & 1;
  const low = bits & ((1 << size) - 1);
  const power = low >> fraction;
  const part = low & ((1 << fraction) - 1);
  if (special === 'negativeZero' && sign === 1 && low === 0) return NaN;
  if (special === 'infinities' && power === (1 << exponent) - 1) return part === 0 ? (sign === 1 ? -Infinity : Infinity) : NaN;
  if (special === 'lastIsNaN' && low === (1 << size) - 1) return NaN;
  const magnitude = power === 0 ? (part / 2 ** fraction) * 2 ** (1 - bias) : (1 + part / 2 ** fraction) * 2 ** (power - bias);
  return sign === 1 ? -magnitude : magnitude;
}

function float8(name: string, form: SmallFloat): ElementType {
  return { name, bytes: 1, isFloat: true, read: (view, at) => smallFloat(form, view.getUint8(at)) };
}

export const elementTypes: { readonly [type: number]: ElementType } = {
  1: { name: 'float', bytes: 4, isFloat: true, read: (view, at) => view.getFloat32(at, true) },
  2: { name: 'uint8', bytes: 1, isFloat: false, read: (view, at) => view.getUint8(at) },
  3: { name: 'int8', bytes: 1, isFloat: false, read: (view, at) => view.getInt8(at) },
  4: { name: 'uint16', bytes: 2, isFloat: false, read: (view, at) => view.getUint16(at, true) },
  5: { name: 'int16', bytes: 2, isFloat: false, read: (view, at) => view.getInt16(at, true) },
  6: { name: 'int32', bytes: 4, isFloat: false, read: (view, at) => view.getInt32(at, true) },
  7: { name: 'int64', bytes: 8, isFloat: false, read: (view, at) => Number(view.getBigInt64(at, true)) },
  9: { name: 'bool', bytes: 1, isFloat: false, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  10: { name: 'float16', bytes: 2, isFloat: true, read: (view, at) => half(view.getUint16(at, true)) },
  11: { name: 'double', bytes: 8, isFloat: true, read: (view, at) => view.getFloat64(at, true) },
  12: { name: 'uint32', bytes: 4, isFloat: false, read: (view, at) => view.getUint32(at, true) },
  13: { name: 'uint64', bytes: 8, isFloat: false, read: (view, at) => Number(view.getBigUint64(at, true)) },
  16: { name: 'bfloat16', bytes: 2, isFloat: true, read: (view, at) => brain(view.getUint16(at, true)) },
  17: float8('float8e4m3fn', { exponent: 4, fraction: 3, bias: 7, special: 'lastIsNaN' }),
  18: float8('float8e4m3fnuz', { exponent: 4, fraction: 3, bias: 8, special: 'negativeZero' }),
  19: float8('float8e5m2', { exponent: 5, fraction: 2, bias: 15, special: 'infinities' }),
  20: float8('float8e5m2fnuz', { exponent: 5, fraction: 2, bias: 16, special: 'negativeZero' }),
  21: { name: 'uint4', bytes: 0.5, isFloat: false, read: nibble },
  22: { name: 'int4', bytes: 0.5, isFloat: false, read: (view, at) => (nibble(view, at) ^ 8) - 8 },
  23: {
    name: 'float4e2m1',
    bytes: 0.5,
    isFloat: true,
    read: (view, at) => smallFloat({ exponent: 2, fraction: 1, bias: 1, special: 'none' }, nibble(view, at)),
  },
};

/** Number a half float's bits stand for, as protobuf's integer lists hold them. */
export function fromBits(type: number, bits: number): number {
  return type === 10 ? half(bits) : type === 16 ? brain(bits) : bits;
}
