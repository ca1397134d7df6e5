/** Writes an architecture as a file that needs no Assay. */
import type { Architecture } from '../../arch/types.js';
import { parameter, usageError } from '../../core/errors.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { weightsChoice, type WeightsChoice } from '../../runtime/weights/weights-choice.js';
import { itemOf } from '../scoring/item-of.js';
import type { GoodItem } from '../scoring/types.js';
import { formats, type Chosen } from './formats.js';
import { exportOptional, exportRequired, type Exported, type ExportRequest } from './types.js';

const schema = requestSchema<ExportRequest>(exportRequired, exportOptional);

/**
 * An architecture as an ONNX model, a PyTorch module, IR as JSON, a drawing as SVG, or a graph as Graphviz DOT.
 * @param given a published string or a network; `assay/node` takes paths of models too.
 * @throws usage errors for the request, a data error for a string that its space does not read.
 */
export async function exportArchitecture(given: string | Architecture, request: ExportRequest): Promise<Exported> {
  checkRequest('exportArchitecture', schema, request);
  const { item, architecture } = await itemOf(given, request.space);
  return await writeFormat({ item, architecture: architecture(), stored: undefined }, request, chooseWeights(request, item));
}

/** Whether weights may be written with a format. */
export const holdsWeights = (to: ExportRequest['to']): boolean => formats[to].holdsWeights === true;

/** Whether an item has weights of its own, in an .onnx file. */
export const hasWeights = ({ path }: GoodItem): boolean => path?.toLowerCase().endsWith('.onnx') ?? false;

/** The weights to write. @throws a usage error for weights in a format that holds none, and for an unknown initialisation. */
export function chooseWeights({ to, weights, seed = 0 }: ExportRequest, item: GoodItem): WeightsChoice {
  if (weights !== undefined && !holdsWeights(to))
    throw usageError(parameter('weights'), {
      expected: 'a format that holds weights (onnx, pytorch)',
      got: to,
      code: 'unsupported',
    });
  return weightsChoice(weights, seed, hasWeights(item));
}

/** Writes what was read. */
export async function writeFormat(chosen: Chosen, request: ExportRequest, weights: WeightsChoice): Promise<Exported> {
  const format = formats[request.to];
  const { content, beside = {} } = await format.write(chosen, request, weights);
  return { content, beside, isBinary: format.isBinary === true, remarks: chosen.item.remarks ?? [] };
}
