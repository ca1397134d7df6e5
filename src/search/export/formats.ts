/** The formats that `assay export` writes, one entry a format. */
import { toDot } from '../../arch/dot.js';
import { printArchitecture } from '../../arch/json.js';
import type { Architecture } from '../../arch/types.js';
import type { Weights } from '../../arch/weights.js';
import { parameter, usageError } from '../../core/errors.js';
import { drawArchitectureSvg } from '../../drawing/architecture-svg.js';
import { drawCellSvg } from '../../drawing/cell-svg.js';
import { writeOnnx } from '../../onnx/write.js';
import { stateDictOf } from '../../pytorch/state-dict.js';
import { toPyTorch } from '../../pytorch/to-pytorch.js';
import { writeSafetensors } from '../../pytorch/write-safetensors.js';
import { weightsFor, type WeightsChoice } from '../../runtime/weights/weights-choice.js';
import { cellsOf } from '../scoring/cells-of.js';
import type { GoodItem } from '../scoring/types.js';
import type { ExportFormat, ExportRequest, Exported } from './types.js';

/** What is to be written. */
export interface Chosen {
  readonly item: GoodItem;
  readonly architecture: Architecture;
  /** The weights of its file, where it has one. */
  readonly stored: Weights | undefined;
}

/** How one format is written. */
interface Format {
  /** Whether weights may be written with it. */
  readonly holdsWeights?: boolean;
  readonly isBinary?: boolean;
  write(
    chosen: Chosen,
    request: ExportRequest,
    weights: WeightsChoice,
  ):
    | (Pick<Exported, 'content'> & Partial<Pick<Exported, 'beside'>>)
    | Promise<Pick<Exported, 'content'> & Partial<Pick<Exported, 'beside'>>>;
}

function cellSvg({ item }: Chosen, name: string | undefined): string {
  const cells = cellsOf(item);
  const found = name === undefined ? cells[0] : cells.find((cell) => cell.name === name);
  if (found === undefined)
    throw usageError(parameter('cell'), {
      expected:
        cells.length === 0 ? 'an architecture with cells' : `one of ${[...new Set(cells.map((cell) => cell.name))].join(', ')}`,
      got: name ?? 'none',
      code: 'unknown-name',
    });
  return drawCellSvg(found.cell, { title: typeof item.candidate === 'string' ? item.name : found.name });
}

/** The name without its folder and its ending. */
const baseName = (path: string): string => path.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');

export const formats: { readonly [format in ExportFormat]: Format } = {
  onnx: {
    holdsWeights: true,
    isBinary: true,
    write: async ({ architecture, stored }, _, weights) => ({
      content: await writeOnnx(architecture, {
        // Tensors without values become inputs of the graph.
        weights: weightsFor(weights, architecture, stored) ?? 'inputs',
      }),
    }),
  },
  pytorch: {
    holdsWeights: true,
    async write({ architecture, stored }, { file }, weights) {
      const values = file === undefined ? undefined : weightsFor(weights, architecture, stored);
      const module = toPyTorch(
        architecture,
        file === undefined || values === undefined ? {} : { weightsFile: `${baseName(file)}.safetensors` },
      );
      return {
        content: module.source,
        ...(values === undefined ? {} : { beside: { '.safetensors': writeSafetensors(await stateDictOf(module, values)) } }),
      };
    },
  },
  json: { write: ({ architecture }) => ({ content: printArchitecture(architecture) }) },
  svg: {
    write: (chosen, { cell }) => ({
      content: cell === undefined ? drawArchitectureSvg(chosen.architecture) : cellSvg(chosen, cell === true ? undefined : cell),
    }),
  },
  dot: { write: ({ architecture }, { folded }) => ({ content: toDot(architecture, { folded: folded === true }) }) },
};
