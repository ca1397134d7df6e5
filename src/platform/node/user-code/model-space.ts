/**
 * A model file as a space of its smaller versions: `./model.onnx:vary=widths,depths:keep=conv1:multiple=4`. How the file is read stands
 * there too, several inputs with semicolons between: `./model.onnx:shape=ids=1,8;mask=1,8:set=rate=16000:outputs=logits`.
 */
import { AssayError, quote, usageError } from '../../../core/errors.js';
import { parseSpec, resolveOptions } from '../../../core/options.js';
import { unknownName } from '../../../core/suggest.js';
import { readModel } from '../../../search/scoring/model-files.js';
import { dialKinds, type DialKind } from '../../../spaces/shrunk/dials.js';
import { shrunkSpace, type ShrunkSpace } from '../../../spaces/shrunk/shrunk-space.js';
import { inputFiles } from '../requests/input-files.js';
import { modelFileOf } from './user-file.js';

const multipleOption = {
  multiple: { kind: 'integer', default: 8, min: 1, max: 1024, help: 'widths are multiples of it' },
} as const;

/** What of a model may vary, as `openModelSpace` reads it. */
export interface ModelSpaceOptions {
  /** Kinds, separated by commas: widths, heads, depths, kernels, size. */
  readonly vary?: string;
  /** Nodes that stay as they are, separated by commas. */
  readonly keep?: string;
  readonly multiple?: number;
  /** Shapes of inputs, by input. */
  readonly shape?: { readonly [input: string]: readonly number[] };
  /** Inputs that are always one number, by input. */
  readonly set?: { readonly [input: string]: number };
  /** Values or nodes at which the network ends. */
  readonly outputs?: readonly string[];
}

/** The spec of a model's space. */
export function modelSpaceSpec(path: string, { vary, keep, multiple, shape, set, outputs }: ModelSpaceOptions): string {
  const list = (entries: { readonly [input: string]: unknown } | undefined): string | undefined =>
    entries &&
    Object.entries(entries)
      .map(([input, value]) => `${input}=${String(value)}`)
      .join(';');
  const options = { vary, keep, multiple, shape: list(shape), set: list(set), outputs: outputs?.join() };
  return [path, ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))].join(
    ':',
  );
}

/** The space of a model, and lines about what of its file was not understood. */
interface ModelSpace extends ShrunkSpace {
  readonly remarks: readonly string[];
}

/** @throws usage errors for options, data errors for the file, and for a network of which nothing may vary. */
export async function openModelSpace(spec: string): Promise<ModelSpace> {
  const file = modelFileOf(spec);
  if (file === undefined)
    throw usageError('model', { expected: 'a file ending in .onnx or .json', got: quote(spec), code: 'malformed' });
  const { path } = file;
  const { vary, keep, shape, set, outputs, ...rest } = parseSpec(`model${file.options}`, 'space').options;
  const { multiple } = resolveOptions(path, multipleOption, rest);
  const { architecture, remarks } = await readModel(path, inputFiles, {
    ...(shape === undefined ? {} : { shape: numbersOf(shape, 'shape', path) }),
    ...(set === undefined
      ? {}
      : { set: Object.fromEntries(Object.entries(numbersOf(set, 'set', path)).map(([name, [value = NaN]]) => [name, value])) }),
    ...(outputs === undefined ? {} : { outputs: listOf(outputs) }),
  });
  const options = {
    where: path,
    multiple,
    ...(vary === undefined ? {} : { vary: kindsOf(vary, path) }),
    ...(keep === undefined ? {} : { keep: listOf(keep) }),
  };
  try {
    return { ...shrunkSpace(architecture, options), remarks };
  } catch (error) {
    const [remark] = remarks;
    if (remark === undefined || !(error instanceof AssayError) || error.kind !== 'data') throw error;
    throw new AssayError('data', `${error.message}; not all of it was understood: ${remark}`, { code: error.code });
  }
}

/** `ids=1,8;mask=1,8` by input. */
function numbersOf(text: string, option: 'shape' | 'set', path: string): { readonly [input: string]: readonly number[] } {
  return Object.fromEntries(
    text.split(';').map((part) => {
      const at = part.lastIndexOf('=');
      const numbers = part
        .slice(at + 1)
        .split(',')
        .map((number) => (number.trim() === '' ? NaN : Number(number)));
      const isWhole = option === 'set' || numbers.every((number) => Number.isInteger(number) && number > 0);
      if (at <= 0 || !numbers.every(Number.isFinite) || !isWhole || (option === 'set' && numbers.length > 1))
        throw usageError(`${path}: ${option}`, {
          expected: option === 'shape' ? 'inputs and lengths (shape=ids=1,8;mask=1,8)' : 'inputs and numbers (set=rate=16000)',
          got: quote(part),
          code: 'malformed',
        });
      return [part.slice(0, at), numbers];
    }),
  );
}

const listOf = (text: string): string[] => text.split(',').map((one) => one.trim());

function kindsOf(text: string, path: string): DialKind[] {
  return listOf(text).map((given) => {
    const kind = dialKinds.find((known) => known === given);
    if (kind === undefined) throw unknownName(`${path}: vary`, 'kind', given, dialKinds);
    return kind;
  });
}
