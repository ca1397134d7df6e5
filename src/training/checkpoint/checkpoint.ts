/**
 * A training's state as a safetensors file: the vectors as tensors, the settings and the records of epochs as texts. A checkpoint is foreign
 * data when it is read: every part is checked.
 */
import * as v from 'valibot';
import { dataError, usageError, parameter } from '../../core/errors.js';
import { writeSafetensors } from '../../pytorch/write-safetensors.js';
import type { TrainingState } from '../training-state.js';
import type { EpochRecord } from '../types.js';

/** What must be the same for a training to go on: settings, data, network, by name. */
export type Identity = { readonly [name: string]: string | number | boolean };

const format = 'assay-training 1';
const loss = v.nullable(v.number());
const recordSchema = v.object({
  epoch: v.number(),
  learningRate: v.number(),
  trainLoss: v.number(),
  trainAccuracy: v.number(),
  validationLoss: loss,
  validationAccuracy: v.number(),
});
const entrySchema = v.object({
  dtype: v.literal('F32'),
  shape: v.tuple([v.number()]),
  data_offsets: v.tuple([v.number(), v.number()]),
});
const metadataSchema = v.object({ format: v.literal(format), identity: v.string(), records: v.string() });
const identitySchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

export function writeCheckpoint({ vectors, records }: TrainingState, identity: Identity): Uint8Array {
  const tensors = Object.entries(vectors).map(([name, values]) => ({ name, shape: [values.length], values }));
  return writeSafetensors(tensors, { format, identity: JSON.stringify(identity), records: JSON.stringify(records) });
}

/**
 * @param lengths of the vectors that must be there.
 * @throws a data error for bytes that are no checkpoint, a usage error where it is of another training.
 */
export function readCheckpoint(
  where: string,
  bytes: Uint8Array,
  identity: Identity,
  lengths: { readonly [name: string]: number },
): TrainingState {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    const header = v.parse(v.record(v.string(), v.unknown()), JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))));
    const metadata = v.parse(metadataSchema, header['__metadata__']);
    compareIdentity(where, v.parse(identitySchema, JSON.parse(metadata.identity)), identity);
    const records = v.parse(v.array(recordSchema), JSON.parse(metadata.records));
    const vectors = Object.entries(lengths).map(([name, length]) => {
      const entry = v.parse(entrySchema, header[name]);
      const [begin, end] = entry.data_offsets;
      if (entry.shape[0] !== length || end - begin !== 4 * length || start + end > bytes.length)
        throw new RangeError(`${name} does not have ${length} numbers`);
      return [name, new Float32Array(bytes.slice(start + begin, start + end).buffer)] as const;
    });
    return { vectors: Object.fromEntries(vectors), records: records.map(withInfinity) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError || v.isValiError(error))) throw error;
    throw dataError(where, {
      expected: 'the checkpoint of a training',
      got: 'something else',
      hint: error.message.split('\n')[0],
    });
  }
}

/** JSON has no infinity, which a loss may be. */
function withInfinity(record: v.InferOutput<typeof recordSchema>): EpochRecord {
  return { ...record, validationLoss: record.validationLoss ?? Infinity };
}

function compareIdentity(where: string, saved: Identity, wanted: Identity): void {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(saved)])) {
    if (Object.is(saved[name], wanted[name])) continue;
    throw usageError(parameter('resume'), {
      expected: `the ${name} of ${where}, ${saved[name] ?? 'another'}`,
      got: String(wanted[name] ?? 'another'),
      hint: 'a training goes on only as it began',
      code: 'mismatch',
    });
  }
}
