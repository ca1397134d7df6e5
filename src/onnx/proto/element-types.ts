/** Element types of ONNX tensors that can be read as numbers, by TensorProto.DataType. */
interface ElementType {
  readonly name: string;
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
};

/** Number a half float's bits stand for, as protobuf's integer lists hold them. */
export function fromBits(type: number, bits: number): number {
  return type === 10 ? half(bits) : type === 16 ? brain(bits) : bits;
}
