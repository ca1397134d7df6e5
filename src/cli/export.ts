/** `assay export <arch|model> --to FORMAT`: writes files that need no Assay. */
import { Command, Option } from 'commander';
import { usageError } from '../core/errors.js';
import { formatSize } from '../core/format-number.js';
import { writeWhole } from '../platform/node/files/files.js';
import { exportArchitecture, type NodeExportRequest } from '../platform/node/requests/export-architecture.js';
import { exportFormats, type Exported } from '../search/export/types.js';
import { addModelOptions } from './model-options.js';
import { notify, say } from './output.js';
import { readInteger } from './run-options.js';

type ExportOptions = Omit<NodeExportRequest, 'file'> & { readonly out?: string };

function deliver({ content, beside, isBinary }: Exported, to: string, out: string | undefined): void {
  const ended = typeof content === 'string' && !content.endsWith('\n') ? `${content}\n` : content;
  if (out === undefined) {
    if (isBinary && process.stdout.isTTY)
      throw usageError('--out', { expected: `a file, because ${to} is no text`, got: 'none', code: 'missing' });
    process.stdout.write(ended);
    return;
  }
  const base = out.replace(/\.\w+$/, '');
  for (const [path, bytes] of [
    [out, ended] as const,
    ...Object.entries(beside).map(([ending, own]) => [`${base}${ending}`, own] as const),
  ]) {
    writeWhole(`--out ${path}`, path, bytes);
    say(`wrote ${path} (${formatSize(typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length)} bytes)`);
  }
}

async function writeExport(given: string, { out, ...request }: ExportOptions): Promise<void> {
  const exported = await exportArchitecture(given, { ...request, ...(out === undefined ? {} : { file: out }) });
  for (const remark of exported.remarks) notify(`assay: ${given}: ${remark}`);
  deliver(exported, request.to, out);
}

/** `assay export <arch|model> --to FORMAT` */
export function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'Writes an architecture as a file that needs no Assay: an ONNX model, a PyTorch module, IR as JSON, a drawing as SVG, a graph as Graphviz DOT',
    )
    .argument('<architecture>', 'a published string, an .onnx model, or an IR .json file')
    .addOption(new Option('--to <format>', 'the format to write').choices(exportFormats).makeOptionMandatory())
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
    .action(writeExport);
}
