/** `assay show <arch|model>`: the parts of an architecture, and where its cost is. */
import { formatCount, formatSize } from '../core/format-number.js';
import { greatest } from '../core/greatest.js';
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { countCost } from '../arch/cost.js';
import { graphTopology } from '../arch/graph-topology.js';
import { fitDevice } from '../arch/memory/device-fit.js';
import { devices } from '../arch/memory/devices.js';
import { peakActivationBytes } from '../arch/memory/file-order-peak.js';
import { costliestHalf, partsOf, type Part } from '../arch/parts.js';
import { drawCellText } from '../drawing/cell-text.js';
import { openAnySpace } from '../platform/node/user-code/load-space.js';
import { inputFiles } from '../platform/node/requests/input-files.js';
import { cellsOf } from '../search/scoring/cells-of.js';
import { readOne } from '../search/scoring/read-items.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions } from './model-options.js';
import { faint, print, say, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { readLatencyTable } from '../platform/node/files/latency-table-file.js';
import { describeLatencyTable, type LatencyTable } from '../runtime/latency/latency-table.js';
import { operatorsWithoutTime, predictLatency } from '../runtime/latency/operator-table.js';
import { openDevice } from '../platform/node/files/device-file.js';
import { deviceJson, printDevice } from './show-device.js';

interface ShowOptions extends ModelOptions {
  readonly space?: string;
  readonly nodes?: boolean;
  readonly device?: string;
  readonly latencyTable?: string;
  readonly json?: boolean;
}

/** The length of a full bar, in blocks; the largest share has a full bar. */
const barLength = 12;

function shareBar(macs: number, largest: number, total: number): string {
  if (total === 0) return '';
  const share = `${((100 * macs) / total).toFixed(1)} %`.padStart(7);
  return `${share} ${'█'.repeat(Math.round((barLength * macs) / largest))}`;
}

function printParts(parts: readonly Part[], macs: number, everyNode: boolean): void {
  const largest = greatest(parts.map((part) => part.macs));
  print(
    plainTable(
      ['part', everyNode ? 'op' : 'what', 'output', 'bytes', 'params', 'macs', 'share of macs'],
      parts.map((part) => [
        part.id,
        part.label,
        part.shape.slice(1).join(' x '),
        formatCount(part.activationBytes),
        formatCount(part.params),
        formatCount(part.macs),
        shareBar(part.macs, largest, macs),
      ]),
      [3, 4, 5],
    ),
  );
}

/** A sentence that names the parts that together do half of the work. */
function whereCostIs(parts: readonly Part[], macs: number): string | undefined {
  const most = costliestHalf(parts, macs);
  if (most.length === 0) return undefined;
  const names = most
    .slice(0, 3)
    .map(({ id }) => id)
    .join(', ');
  return `half of the MACs: ${most.length === 1 ? `one part, ${names}` : `${most.length} of ${parts.length} parts${most.length > 3 ? `, ${names} first` : `, ${names}`}`}`;
}

async function show(text: string, options: ShowOptions): Promise<void> {
  const given = options.device === undefined ? undefined : await openDevice(options.device);
  const { item, space, architecture } = await readOne(text, {
    ...options,
    files: inputFiles,
    space: { named: options.space, openSpace: openAnySpace },
  });
  const network = architecture();
  const device = given === undefined ? undefined : fitDevice(network, given);
  const times = options.latencyTable === undefined ? undefined : readLatencyTable(options.latencyTable);
  const latencyMs = times === undefined ? undefined : predictLatency(times.table, network);
  const everyNode = options.nodes === true;
  const parts = partsOf(network, { folded: !everyNode });
  const { params, macs } = countCost(network);
  const peak = peakActivationBytes(network);
  for (const remark of item.remarks ?? []) say(`assay: ${item.name}: ${remark}`);
  if (options.json === true) {
    for (const { id, label, shape, group, nodes, params: own, macs: work, activationBytes } of parts)
      print(
        JSON.stringify({
          part: id,
          what: label,
          shape,
          ...(group === undefined ? {} : { group }),
          nodes,
          params: own,
          macs: work,
          activationBytes,
        }),
      );
    print(
      JSON.stringify({
        arch: item.name,
        inputs: network.inputs,
        nodes: network.nodes.length,
        params,
        macs,
        peakActivationBytes: peak,
        ...(times === undefined
          ? {}
          : {
              predictedLatencyMs: latencyMs,
              latencyOf: times.machine,
              latencyError: times.heldOut ?? null,
              operatorsWithoutTime: operatorsWithoutTime(times.table, network),
            }),
      }),
    );
    if (device !== undefined) print(JSON.stringify(deviceJson(device)));
    return;
  }
  print(strong(item.name));
  if (space !== undefined && typeof item.candidate === 'string')
    print(faint(`${space.id}, canonical form ${item.known?.canonical() ?? ''}`));
  else
    print(
      faint(
        [
          ...(network.name === undefined ? [] : [network.name]),
          plural(network.nodes.length, 'operator'),
          ...network.inputs.map(({ id, shape }) => `${id} ${shape.slice(1).join(' x ')}`),
        ].join(', '),
      ),
    );
  const cells = cellsOf(item);
  // A network of many kinds of blocks is described by the most frequent ones.
  for (const { name, repeats, cell } of cells.slice(0, 3)) {
    print();
    print(
      drawCellText(cell, {
        title: repeats > 1 ? `${name} (counts ${repeats} times)` : name,
        colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? 'ansi' : 'none',
      }),
    );
  }
  if (cells.length > 3) print(faint(`and ${plural(cells.length - 3, 'more kind', 'more kinds')} of parts`));
  if (cells.length === 0 && typeof item.candidate !== 'string') {
    const found = graphTopology(item.candidate);
    if (!found.ok) print(faint(`no cells: ${found.reason}`));
  }
  print();
  printParts(parts, macs, everyNode);
  print(
    `${formatCount(params)} params, ${formatCount(macs)} MACs, activations of one sample ${formatCount(peak)} (${formatSize(peak)}) bytes at the fullest moment, in float32`,
  );
  const costliest = whereCostIs(parts, macs);
  if (costliest !== undefined) print(costliest);
  if (times !== undefined && latencyMs !== undefined) printLatency(times, latencyMs, operatorsWithoutTime(times.table, network));
  if (device !== undefined) printDevice(device);
}

/** @param missing kinds of operators without a time. */
function printLatency(table: LatencyTable, ms: number, missing: readonly string[]): void {
  print();
  print(`predicted latency ${ms.toPrecision(3)} ms: ${describeLatencyTable(table)}`);
  if (missing.length > 0) print(`no time is known for ${missing.join(', ')}: counted as 0`);
}

/** `assay show <arch|model>` */
export function showCommand(): Command {
  const command = new Command('show')
    .description(
      'Shows an architecture: its cells drawn in characters, its parts with shapes, params, MACs and bytes of activations',
    )
    .argument('<architecture>', 'a published string, an .onnx model, or an IR .json file')
    .option(
      '--space <spec>',
      'the space of the string, with options such as nas-bench-201:C=4:N=1, or your own in a file: ./my-space.mjs',
    )
    .option('--nodes', 'list every node instead of one line for each part')
    .option(
      '--device <id>',
      `check whether it fits a small device (elsewhere --device is what runs networks): ${devices.map(({ id }) => id).join(', ')}, or ./mine.json`,
    )
    .option('--latency-table <file>', 'predict its latency from a table that assay latency wrote, on this machine or another')
    .option('--json', 'print one JSON object for each part, then one for the network');
  return addModelOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  assay show '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay show resnet18.onnx
  assay show model.onnx --device stm32f746
  assay show model.onnx --latency-table pi.json
  assay show model.onnx --nodes --json
  assay show network.json --nodes`,
    )
    .action(show);
}
