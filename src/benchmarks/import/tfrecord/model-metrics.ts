/**
 * The protobuf messages inside NAS-Bench-101's records. ModelMetrics: 1 evaluations, 2 trainable parameters, 3 total time. EvaluationData, all doubles:
 * 1 epoch, 2 training time, 3 to 5 accuracies of training, validation and test (shares of 1), 6 a checkpoint's path.
 */
import { dataError } from '../../../core/errors.js';

export interface Evaluation {
  epoch: number;
  trainingSeconds: number;
  train: number;
  validation: number;
  test: number;
}

interface ModelMetrics {
  readonly evaluations: readonly Evaluation[];
  readonly params: number;
}

const fields = [undefined, 'epoch', 'trainingSeconds', 'train', 'validation', 'test'] as const;

/** Calls `visit` for every field of a message: integers as numbers, eight bytes as doubles, the rest as bytes. */
function walk(bytes: Uint8Array, where: string, visit: (field: number, value: number | Uint8Array) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const cut = (): Error =>
    dataError(where, { expected: 'a complete protobuf message', got: `its end at byte ${bytes.length}`, code: 'damaged' });
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = bytes[at++];
      if (byte === undefined) throw cut();
      value += (byte & 127) * 2 ** (7 * shift);
      if (byte < 128) return value;
    }
    throw dataError(where, { expected: 'an integer of at most ten bytes', got: 'a longer one' });
  };
  const step = (count: number): number => {
    if (count > bytes.length - at) throw cut();
    at += count;
    return at - count;
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) visit(field, varint());
    else if (wire === 1) visit(field, view.getFloat64(step(8), true));
    else if (wire === 2) {
      const length = varint();
      const start = step(length);
      visit(field, bytes.subarray(start, start + length));
    } else if (wire === 5) step(4);
    else throw dataError(where, { expected: 'a protobuf field', got: `wire type ${wire}` });
  }
}

/** @throws a data error at `where`. */
export function readModelMetrics(bytes: Uint8Array, where: string): ModelMetrics {
  const evaluations: Evaluation[] = [];
  let params = NaN;
  walk(bytes, where, (field, value) => {
    if (field === 2 && typeof value === 'number') params = value;
    if (field !== 1 || !(value instanceof Uint8Array)) return;
    const evaluation: Evaluation = { epoch: 0, trainingSeconds: 0, train: 0, validation: 0, test: 0 };
    walk(value, where, (part, number) => {
      const name = fields[part];
      if (name !== undefined && typeof number === 'number') evaluation[name] = number;
    });
    evaluations.push(evaluation);
  });
  return { evaluations, params };
}
