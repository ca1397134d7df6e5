/** `assay export <arch|model> --to FORMAT`: writes files that need no Assay. */
import { formatSize } from '../core/format-number.js';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { toDot } from '../arch/dot.js';
import { printArchitecture } from '../arch/json.js';
import type { Architecture } from '../arch/types.js';
import { drawArchitectureSvg } from '../drawing/architecture-svg.js';
import { drawCellSvg } from '../drawing/cell-svg.js';
import { AssayError, errorWithin, usageError } from '../core/errors.js';
import { writeOnnx } from '../onnx/write.js';
import { writeWhole } from '../platform/node/files/files.js';
import type { OnnxFile } from '../platform/node/files/onnx-file.js';
import { stateDictOf } from '../pytorch/state-dict.js';
import { toPyTorch } from '../pytorch/to-pytorch.js';
import { writeSafetensors } from '../pytorch/write-safetensors.js';
import { openAnySpace } from '../platform/node/user-code/load-space.js';
import { inputFiles } from '../platform/node/requests/input-files.js';
import { cellsOf } from '../search/scoring/cells-of.js';
import { readOne } from '../search/scoring/read-items.js';
import type { GoodItem, ModelOptions } from '../search/scoring/types.js';
import { weightsChoice, weightsFor, type WeightsChoice } from '../runtime/weights/weights-choice.js';
import { addModelOptions } from './model-options.js';
import { say } from './output.js';
import { readInteger } from './run-options.js';

interface ExportOptions extends ModelOptions {
  readonly to: keyof typeof formats;
  readonly out?: string;
  readonly space?: string;
  readonly cell?: string | true;
  readonly folded?: boolean;
  readonly weights?: string;
  readonly seed: number;
}

/** What is to be written. */
interface Chosen {
  readonly item: GoodItem;
  readonly architecture: Architecture;
  readonly file: OnnxFile | undefined;
}

/** A file, and the files that belong beside it, by the extension that replaces the file's. */
interface Written {
  readonly content: string | Uint8Array;
  readonly beside?: { readonly [ending: string]: Uint8Array };
}

interface Format {
  /** Whether weights may be written with it. */
  readonly holdsWeights?: boolean;
  /** Bytes that a terminal cannot show. */
  readonly isBinary?: boolean;
  write(chosen: Chosen, options: ExportOptions, weights: WeightsChoice): Written | Promise<Written>;
}

function cellSvg({ item }: Chosen, name: string | undefined): string {
  const cells = cellsOf(item);
  const found = name === undefined ? cells[0] : cells.find((cell) => cell.name === name);
  if (found === undefined)
    throw usageError('--cell', {
      expected:
        cells.length === 0 ? 'an architecture with cells' : `one of ${[...new Set(cells.map((cell) => cell.name))].join(', ')}`,
      got: name ?? 'none',
      code: 'unknown-name',
    });
  return drawCellSvg(found.cell, { title: typeof item.candidate === 'string' ? item.name : found.name });
}

const withoutEnding = (path: string): string => path.replace(/\.\w+$/, '');

const formats = {
  onnx: {
    holdsWeights: true,
    isBinary: true,
    write: async ({ architecture, file }, _, weights) => ({
      content: await writeOnnx(architecture, {
        // Tensors without values become inputs of the graph.
        weights: weightsFor(weights, architecture, file?.weights) ?? 'inputs',
      }),
    }),
  },
  pytorch: {
    holdsWeights: true,
    async write({ architecture, file }, { out }, weights) {
      const values = out === undefined ? undefined : weightsFor(weights, architecture, file?.weights);
      const module = toPyTorch(
        architecture,
        out === undefined || values === undefined ? {} : { weightsFile: `${basename(withoutEnding(out))}.safetensors` },
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
} satisfies { readonly [format: string]: Format };

function deliver({ content, beside = {} }: Written, { out, to }: ExportOptions): void {
  const ended = typeof content === 'string' && !content.endsWith('\n') ? `${content}\n` : content;
  if (out === undefined) {
    const format: Format = formats[to];
    if (format.isBinary === true && process.stdout.isTTY)
      throw usageError('--out', { expected: `a file, because ${to} is no text`, got: 'none', code: 'missing' });
    process.stdout.write(ended);
    return;
  }
  const base = withoutEnding(out);
  for (const [path, bytes] of [
    [out, ended] as const,
    ...Object.entries(beside).map(([ending, own]) => [`${base}${ending}`, own] as const),
  ]) {
    writeWhole(`--out ${path}`, path, bytes);
    say(`wrote ${path} (${formatSize(typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length)} bytes)`);
  }
}

async function exportArchitecture(given: string, options: ExportOptions): Promise<void> {
  const { item, architecture } = await readOne(given, {
    ...options,
    files: inputFiles,
    space: { named: options.space, openSpace: openAnySpace },
  });
  for (const remark of item.remarks ?? []) say(`assay: ${item.name}: ${remark}`);
  const format: Format = formats[options.to];
  const hasOwn = item.path?.toLowerCase().endsWith('.onnx') ?? false;
  if (options.weights !== undefined && format.holdsWeights !== true)
    throw usageError('--weights', {
      expected: 'a format that holds weights (onnx, pytorch)',
      got: options.to,
      code: 'unsupported',
    });
  const weights = weightsChoice(options.weights, options.seed, hasOwn);
  // Weights are read when they are written: the file stays open until then.
  const file =
    hasOwn && weights.kind === 'keep' && format.holdsWeights === true
      ? await inputFiles.openOnnx(item.path as string, options)
      : undefined;
  try {
    deliver(await format.write({ item, architecture: architecture(), file }, options, weights), options);
  } catch (error) {
    throw error instanceof AssayError && error.kind === 'data' && !error.message.includes(given) && hasOwn
      ? errorWithin(given, error)
      : error;
  } finally {
    file?.close();
  }
}

/** `assay export <arch|model> --to FORMAT` */
export function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'Writes an architecture as a file that needs no Assay: an ONNX model, a PyTorch module, IR as JSON, a drawing as SVG, a graph as Graphviz DOT',
    )
    .argument('<architecture>', 'a published string, an .onnx model, or an IR .json file')
    .addOption(new Option('--to <format>', 'the format to write').choices(Object.keys(formats)).makeOptionMandatory())
    .option('--out <file>', 'where to write it (default: standard output)')
    .option(
      '--weights <which>',
      'onnx, pytorch: none, keep (the default for an .onnx file), or how to draw them (default: kaiming-uniform); for pytorch they go into a .safetensors file beside the module',
    )
    .option('--seed <n>', 'seed of the drawn weights', readInteger, 0)
    .option('--space <spec>', 'the space of the string, or a file: ./my-space.mjs')
    .option('--cell [name]', 'svg: draw the cell instead of the entire network')
    .option('--folded', 'dot: one box for each part instead of each node');
  return addModelOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  assay export '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --to onnx --out winner.onnx
  assay export '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --to pytorch --out winner.py
  assay export model.onnx --to pytorch --weights keep --out model.py
  assay export model.onnx --to json --out model.json
  assay export network.json --to onnx --weights none --out network.onnx
  assay export network.json --to dot --folded | dot -Tpng > network.png
  assay export '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --to svg --cell --out cell.svg`,
    )
    .action(exportArchitecture);
}
