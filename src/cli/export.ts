import { Command, Option } from 'commander';
import { toDot } from '../arch/dot.js';
import { printArchitecture } from '../arch/json.js';
import type { Architecture } from '../arch/types.js';
import { drawArchitectureSvg } from '../drawing/architecture-svg.js';
import { drawCellSvg } from '../drawing/cell-svg.js';
import { usageError } from '../core/errors.js';
import { writeWhole } from '../platform/node/files.js';
import type { SearchSpace } from '../spaces/types.js';
import { readOne } from './candidates.js';
import { say } from './output.js';

interface Chosen {
  readonly architecture: () => Architecture;
  readonly space: SearchSpace | undefined;
  readonly text: string | undefined;
}

function cellSvg({ space, text }: Chosen, name: string | undefined): string {
  const cells = text === undefined ? [] : (space?.topology?.((space as SearchSpace).decode(text)).cells ?? []);
  const found = name === undefined ? cells[0] : cells.find((cell) => cell.name === name);
  if (found === undefined) throw usageError('--cell', { expected: cells.length === 0 ? 'an architecture of a space with cells' : `one of ${cells.map((cell) => cell.name).join(', ')}`, got: name ?? 'none' });
  return drawCellSvg(found.cell, { title: text ?? found.name });
}

const writers: { readonly [format: string]: (chosen: Chosen, options: { folded?: boolean; cell?: string | true }) => string } = {
  json: ({ architecture }) => printArchitecture(architecture()),
  dot: ({ architecture }, { folded }) => toDot(architecture(), { folded: folded === true }),
  svg: (chosen, { cell }) => (cell === undefined ? drawArchitectureSvg(chosen.architecture()) : cellSvg(chosen, cell === true ? undefined : cell)),
};

/** `assay export <arch> --to FORMAT` */
export function exportCommand(): Command {
  return new Command('export')
    .description('An architecture as a file that needs no Assay: IR as JSON, a drawing as SVG, a graph as Graphviz DOT')
    .argument('<architecture>', 'a published string, or an IR .json file')
    .addOption(new Option('--to <format>', 'what to write').choices(Object.keys(writers)).makeOptionMandatory())
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--space <spec>', 'the space of the string, or a file: ./my-space.mjs')
    .option('--cell [name]', 'svg: draw the cell instead of the whole network')
    .option('--folded', 'dot: one box a part instead of one a node')
    .addHelpText('after', `
Examples:
  assay export '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --to json --out network.json
  assay export network.json --to dot --folded | dot -Tpng > network.png
  assay export '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --to svg --cell --out cell.svg`)
    .action(async (given: string, options: { to: string; out?: string; space?: string; cell?: string | true; folded?: boolean }) => {
      const { item, space, architecture } = await readOne(given, options.space);
      const text = writers[options.to]({ architecture, space, text: typeof item.candidate === 'string' ? item.candidate : undefined }, options);
      const content = text.endsWith('\n') ? text : `${text}\n`;
      if (options.out === undefined) process.stdout.write(content);
      else {
        writeWhole(`--out ${options.out}`, options.out, content);
        say(`wrote ${options.out}`);
      }
    });
}
