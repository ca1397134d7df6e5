import type { Architecture } from '../../../arch/types.js';
import { AssayError, errorWithin } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import {
  chooseWeights,
  exportArchitecture as exportPure,
  hasWeights,
  holdsWeights,
  writeFormat,
} from '../../../search/export/export-architecture.js';
import { exportOptional, exportRequired, type Exported, type ExportRequest } from '../../../search/export/types.js';
import { readOne } from '../../../search/scoring/read-items.js';
import type { ModelOptions } from '../../../search/scoring/types.js';
import { openAnySpace } from '../user-code/load-space.js';
import { inputFiles } from './input-files.js';
import { modelFields } from './path-fields.js';

/** How an architecture is written, and how its file is read. */
export interface NodeExportRequest extends ExportRequest, Pick<ModelOptions, 'partial' | 'shape' | 'set' | 'outputs'> {}

const schema = requestSchema<NodeExportRequest>(exportRequired, { ...exportOptional, ...modelFields });

/**
 * An architecture as an ONNX model, a PyTorch module, IR as JSON, a drawing as SVG, or a graph as Graphviz DOT.
 * @param given a published string, the path of an .onnx or .json model, or a network.
 * @throws usage errors for the request, data errors for the file or the string.
 */
export async function exportArchitecture(given: string | Architecture, request: NodeExportRequest): Promise<Exported> {
  checkRequest('exportArchitecture', schema, request);
  if (typeof given !== 'string') return await exportPure(given, request);
  const { space: named, ...options } = request;
  const { item, architecture } = await readOne(given, {
    ...options,
    files: inputFiles,
    space: { named, openSpace: openAnySpace },
  });
  const weights = chooseWeights(request, item);
  // Weights are read when they are written: the file stays open until then.
  const file =
    item.path !== undefined && weights.kind === 'keep' && holdsWeights(request.to)
      ? await inputFiles.openOnnx(item.path, options)
      : undefined;
  try {
    return await writeFormat({ item, architecture: architecture(), stored: file?.weights }, request, weights);
  } catch (error) {
    throw error instanceof AssayError && error.kind === 'data' && !error.message.includes(given) && hasWeights(item)
      ? errorWithin(given, error)
      : error;
  } finally {
    file?.close();
  }
}
