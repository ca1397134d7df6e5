/** `assay latency <space>`: measures random architectures on this machine, fits a table of operators to them and checks it on others. */
import { formatCount, formatSeconds } from '../core/format-number.js';
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { percentile } from '../core/statistics/index.js';
import { requireWritable } from '../platform/node/files/files.js';
import { fitLatencyTable } from '../platform/node/requests/fit-latency-table.js';
import { writeLatencyTable } from '../platform/node/files/latency-table-file.js';
import { describeHeldOut } from '../runtime/latency/held-out.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { shownWork } from './shown-work.js';
import { print } from './output.js';
import { readInteger } from './run-options.js';

interface LatencyOptions extends DeviceCommandOptions {
  readonly sample: number;
  readonly test: number;
  readonly batch: number;
  readonly threads: number;
  readonly runs: number;
  readonly seed: number;
  readonly on?: string;
  readonly out?: string;
  readonly json?: boolean;
}

async function latency(space: string, { out, json, ...request }: LatencyOptions): Promise<void> {
  if (out !== undefined) requireWritable('--out', out);
  const { table, measuredMs, heldOut, checks } = await shownWork(
    () => 'no table was written',
    (signal, show) =>
      fitLatencyTable(space, {
        ...request,
        onProgress: (done, total) => show('measuring ', done, total),
        signal,
      }),
  );
  if (out !== undefined) writeLatencyTable(out, table);
  const { machine, batch, threads, runs, networks } = table;
  const operators = Object.keys(table.table.operators).length;
  if (json === true) {
    print(JSON.stringify({ space, machine, batch, threads, runs, networks, operators, heldOut, latencies: checks }));
    return;
  }
  print(`${machine.device}, ${machine.engine}: batch ${batch}, ${plural(threads, 'thread')}, median of ${plural(runs, 'run')}`);
  print(
    `${plural(measuredMs.length, 'network')} of ${space} take ${percentile(measuredMs, 0).toPrecision(3)} to ${percentile(measuredMs, 100).toPrecision(3)} ms, the middle one ${percentile(measuredMs, 50).toPrecision(3)} ms`,
  );
  print(
    `a table of ${plural(operators, 'operator')}, fitted to ${formatCount(networks)} of them, predicts the other ${heldOut.networks}:`,
  );
  print(`  ${describeHeldOut(heldOut)}`);
  print();
  print(
    `total ${formatSeconds(performance.now() / 1000)}${out === undefined ? '' : `; table ${out}: assay search ${space} --latency-table ${out} --where 'predictedLatencyMs<${percentile(measuredMs, 50).toPrecision(2)}'`}`,
  );
}

/** `assay latency <space>` */
export function latencyCommand(): Command {
  return addDeviceOption(new Command('latency'))
    .description('Measures architectures on this machine and fits a table of operators to them, for fast prediction of latencies')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1')
    .option('--sample <n>', 'how many random architectures the table is fitted to', readInteger, 80)
    .option('--test <n>', 'how many others it is checked on (4 or more give a rank correlation)', readInteger, 20)
    .option('--batch <n>', 'samples in one run', readInteger, 1)
    .option('--threads <n>', 'threads that run one network', readInteger, 1)
    .option('--runs <n>', 'timed runs of each network', readInteger, 20)
    .option('--seed <n>', 'seed of the random architectures', readInteger, 0)
    .option('--on <name>', 'what the table calls this machine, for predictions on another (default: its processor)')
    .option('--out <file>', 'where to write the table, for search --latency-table')
    .option('--json', 'print one JSON object with every measured and predicted latency of the check')
    .addHelpText(
      'after',
      `
Examples:
  assay latency nas-bench-201 --out latency.json
  assay latency model.onnx --on 'raspberry pi 5' --out pi.json      on the device; then anywhere:
  assay show model.onnx --latency-table pi.json
  assay latency nas-bench-201 --device cuda --batch 64 --out card.json
  assay search nas-bench-201 --latency-table latency.json --where 'predictedLatencyMs<5'
  assay search nas-bench-201 --where 'latencyMs<5'      measures every candidate`,
    )
    .action(latency);
}
