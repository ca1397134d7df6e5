import { Command } from 'commander';
import { countCost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { describeNodes } from '../arch/table.js';
import { drawCellText } from '../drawing/cell-text.js';
import { readOne } from './candidates.js';
import { faint, formatCount, print, strong } from './output.js';
import { plainTable } from './plain-table.js';

function printNodes(architecture: Architecture, everyNode: boolean): void {
  const rows = describeNodes(architecture, { folded: !everyNode });
  print(plainTable(
    ['part', everyNode ? 'op' : 'what', 'output', 'params', 'macs'],
    rows.map((row) => [row.id, row.label, row.shape.slice(1).join(' x '), formatCount(row.params), formatCount(row.macs)]),
    [3, 4],
  ));
}

/** `assay show <arch>` */
export function showCommand(): Command {
  return new Command('show')
    .description('An architecture: its cell drawn in characters, its parts with shapes, params and MACs')
    .argument('<architecture>', 'a published string, or an IR .json file')
    .option('--space <spec>', 'the space of the string, with options such as nas-bench-201:C=4:N=1, or a file: ./my-space.mjs')
    .option('--nodes', 'every node instead of one line a part')
    .addHelpText('after', `
Examples:
  assay show '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay show network.json --nodes`)
    .action(async (text: string, options: { space?: string; nodes?: boolean }) => {
      const { item, space, architecture } = await readOne(text, options.space);
      const network = architecture();
      print(strong(item.name));
      if (space !== undefined && typeof item.candidate === 'string') {
        const genotype = space.decode(item.candidate);
        print(faint(`${space.id}, canonical form ${space.canonical(genotype)}`));
        for (const { name, repeats, cell } of space.topology?.(genotype).cells ?? []) {
          print();
          print(drawCellText(cell, { title: repeats > 1 ? `${name} (counts ${repeats} times)` : name, colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? 'ansi' : 'none' }));
        }
      }
      print();
      printNodes(network, options.nodes === true);
      const { params, macs } = countCost(network);
      print(`${formatCount(params)} params, ${formatCount(macs)} MACs`);
    });
}
