/** `assay show <arch|model>`: the parts of an architecture, and where its cost is. */
import { formatCount, formatSize } from '../core/format-number.js';
import { greatest } from '../core/greatest.js';
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { devices } from '../arch/memory/devices.js';
import type { Part } from '../arch/parts.js';
import { drawCellText } from '../drawing/cell-text.js';
import { describeArchitecture } from '../platform/node/requests/describe-architecture.js';
import type { ArchitectureFacts } from '../search/describe/types.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions } from './model-options.js';
import { drawingOptions } from './drawing-options.js';
import { faint, notify, print, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { describeLatencyTable, type LatencyTable } from '../runtime/latency/latency-table.js';
import { openDevice } from '../platform/node/files/device-file.js';
import { requireSmallDevice } from './device-option.js';
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
  if (total === 0 || Number.isNaN(total)) return '';
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
function whereCostIs(most: readonly Part[], all: number): string {
  const names = most
    .slice(0, 3)
    .map(({ id }) => id)
    .join(', ');
  return `half of the MACs: ${most.length === 1 ? `one part, ${names}` : `${most.length} of ${all} parts${most.length > 3 ? `, ${names} first` : `, ${names}`}`}`;
}

/** One object a part, then one for the network. */
function printJson(facts: ArchitectureFacts): void {
  for (const { id, label, shape, group, nodes, params, macs, activationBytes } of facts.parts)
    print(
      JSON.stringify({
        part: id,
        what: label,
        shape,
        ...(group === undefined ? {} : { group }),
        nodes,
        params,
        macs,
        activationBytes,
      }),
    );
  const { name, network, params, macs, peakActivationBytes, latency, chip } = facts;
  print(
    JSON.stringify({
      arch: name,
      inputs: network.inputs,
      nodes: network.nodes.length,
      params,
      macs,
      peakActivationBytes,
      ...(latency === undefined
        ? {}
        : {
            predictedLatencyMs: latency.ms,
            latencyOf: latency.table.machine,
            latencyError: latency.table.heldOut ?? null,
            operatorsWithoutTime: latency.missing,
          }),
    }),
  );
  if (chip !== undefined) print(JSON.stringify(deviceJson(chip)));
}

async function show(text: string, { json, device, ...request }: ShowOptions): Promise<void> {
  if (device !== undefined) requireSmallDevice(device, text);
  const facts = await describeArchitecture(text, {
    ...request,
    ...(device === undefined ? {} : { chip: await openDevice(device) }),
  });
  for (const remark of facts.remarks) notify(`assay: ${facts.name}: ${remark}`);
  if (json === true) return printJson(facts);
  const { name, network, space, cells, noCells, parts, costliest, params, macs, peakActivationBytes: peak } = facts;
  print(strong(name));
  print(
    faint(
      space !== undefined
        ? `${space.id}, canonical form ${space.canonical}`
        : [
            ...(network.name === undefined ? [] : [network.name]),
            plural(network.nodes.length, 'operator'),
            ...network.inputs.map(({ id, shape }) => `${id} ${shape.slice(1).join(' x ')}`),
          ].join(', '),
    ),
  );
  // A network of many kinds of blocks is described by the most frequent ones.
  for (const { name: kind, repeats, cell } of cells.slice(0, 3)) {
    print();
    print(
      drawCellText(cell, {
        title: repeats > 1 ? `${kind} (counts ${repeats} times)` : kind,
        ...drawingOptions(process.stdout),
      }),
    );
  }
  if (cells.length > 3) print(faint(`and ${plural(cells.length - 3, 'more kind', 'more kinds')} of parts`));
  if (cells.length === 0 && noCells !== undefined) print(faint(`no cells: ${noCells}`));
  print();
  printParts(parts, macs, request.nodes === true);
  print(
    `${formatCount(params)} params, ${formatCount(macs)} MACs, activations of one sample ${formatCount(peak)} (${formatSize(peak)}) bytes at the fullest moment, in float32`,
  );
  if (costliest.length > 0) print(whereCostIs(costliest, parts.length));
  if (facts.latency !== undefined) printLatency(facts.latency.table, facts.latency.ms, facts.latency.missing);
  if (facts.chip !== undefined) printDevice(facts.chip);
}

/** @param missing kinds of operators without a time. */
function printLatency(table: LatencyTable, ms: number, missing: readonly string[]): void {
  print();
  const isKnown = !Number.isNaN(ms);
  print(`predicted latency ${isKnown ? `${ms.toPrecision(3)} ms` : 'unknown'}: ${describeLatencyTable(table)}`);
  if (missing.length > 0) print(`no time is known for ${missing.join(', ')}${isKnown ? ': counted as 0' : ''}`);
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
