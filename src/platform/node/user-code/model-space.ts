/** A model file as a space of its smaller versions: `./model.onnx:vary=widths,depths:keep=conv1:multiple=4`. */
import { quote, usageError } from '../../../core/errors.js';
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
  /** Kinds, separated by commas: widths, depths, kernels, size. */
  readonly vary?: string;
  /** Nodes that stay as they are, separated by commas. */
  readonly keep?: string;
  readonly multiple?: number;
}

/** The spec of a model's space. */
export function modelSpaceSpec(path: string, { vary, keep, multiple }: ModelSpaceOptions): string {
  const options = { vary, keep, multiple };
  return [path, ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))].join(
    ':',
  );
}

/** @throws usage errors for options, data errors for the file, and for a network of which nothing may vary. */
export async function openModelSpace(spec: string): Promise<ShrunkSpace> {
  const file = modelFileOf(spec);
  if (file === undefined)
    throw usageError('model', { expected: 'a file ending in .onnx or .json', got: quote(spec), code: 'malformed' });
  const { path } = file;
  const { vary, keep, ...rest } = parseSpec(`model${file.options}`, 'space').options;
  const { multiple } = resolveOptions(path, multipleOption, rest);
  const { architecture } = await readModel(path, inputFiles, {});
  return shrunkSpace(architecture, {
    where: path,
    multiple,
    ...(vary === undefined ? {} : { vary: kindsOf(vary, path) }),
    ...(keep === undefined ? {} : { keep: listOf(keep) }),
  });
}

const listOf = (text: string): string[] => text.split(',').map((one) => one.trim());

function kindsOf(text: string, path: string): DialKind[] {
  return listOf(text).map((given) => {
    const kind = dialKinds.find((known) => known === given);
    if (kind === undefined) throw unknownName(`${path}: vary`, 'kind', given, dialKinds);
    return kind;
  });
}
