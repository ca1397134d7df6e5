/** `assay bench <space> --table FILE`: rank correlations of proxies with a table's accuracies. */
import { Command, Option } from 'commander';
import { usageError } from '../core/errors.js';
import { benchLegend, formatBench } from '../benchmarks/format-bench.js';
import { benchProxies } from '../platform/node/requests/bench-proxies.js';
import type { BenchResult } from '../benchmarks/bench-proxies.js';
import { renderReport } from '../report/render-report.js';
import { benchReportData } from '../search/result/bench-report.js';
import { writeWhole } from '../platform/node/files/files.js';
import { runFiles } from '../platform/node/run-folder/run-report.js';
import { interruptible } from './interrupt.js';
import { faint, notify, print, say } from './output.js';
import { startProgress, type Progress } from './progress.js';
import { keptIn, savedRun } from './run-folder.js';
import { addShardOption, printPart, namedShard } from './shard-option.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { addQueueOption, type QueueCommandOptions } from './queue-option.js';
import { addRunOptions, collectList, readInteger, type RunOptions } from './run-options.js';

interface BenchOptions extends RunOptions, QueueCommandOptions, DeviceCommandOptions {
  readonly table: string;
  readonly target?: readonly string[];
  readonly population: string;
  readonly undefined: 'last' | 'omit';
  readonly combine?: string;
  readonly sample?: number;
  readonly bootstrap: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly report?: string;
  readonly resume?: string | true;
  readonly shard?: string;
}

async function bench(space: string, options: BenchOptions): Promise<void> {
  const {
    proxy,
    target,
    undefined: undefinedPolicy,
    bootstrap,
    json,
    out: _,
    resume: __,
    shard: part,
    report,
    ...same
  } = options;
  const { shard } = namedShard(part);
  if (shard !== undefined && report !== undefined)
    throw usageError('--report', {
      expected: 'a bench of all architectures',
      got: 'one of a part',
      hint: 'a part compares nothing: leave out --shard',
      code: 'mismatch',
    });
  const saved = savedRun(options);
  let progress: Progress | undefined;
  const result = await interruptible(
    () => keptIn(saved.folder),
    (signal) =>
      benchProxies(space, {
        ...same,
        ...saved,
        ...(shard === undefined ? {} : { shard }),
        onNotice: notify,
        ...(proxy === undefined ? {} : { proxies: proxy }),
        ...(target === undefined ? {} : { targets: target }),
        undefinedPolicy,
        resamples: bootstrap,
        onProxy(text, total) {
          progress?.stop();
          progress = startProgress(text.padEnd(10), total);
        },
        onProgress: (done) => progress?.update(done),
        signal,
      }),
  ).finally(() => progress?.stop());
  if (shard !== undefined) return printPart(shard, 'scored', saved.folder ?? '');
  if (saved.folder !== undefined) writeWhole('--out', runFiles(saved.folder).scores, result.csv());
  if (report !== undefined) writeWhole('--report', report, renderReport(await benchReportData(result)));
  printBench(result, json === true);
  if (report !== undefined) say(`report ${report}`);
}

/** The rows as a table or as JSON, and the notes. */
export function printBench({ rows, notes }: Pick<BenchResult, 'rows' | 'notes'>, isJson: boolean): void {
  if (isJson) {
    for (const row of rows) print(JSON.stringify(row));
    for (const note of notes) say(note);
    return;
  }
  print(formatBench(rows));
  print();
  for (const line of [...notes, ...benchLegend]) print(faint(line));
}

/** `assay bench <space> --table FILE` */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description(
      "Measures how well proxies rank: correlations with a table's accuracies, always with params and MACs for comparison",
    )
    .argument(
      '<space>',
      'the space of the table, with options such as nas-bench-201:C=4:N=1, or your own in a file: ./my-space.mjs',
    )
    .requiredOption('--table <file>', 'accuracies: a Parquet table (assay import), or CSV with a header, plain or gzip')
    .option(
      '--target <names>',
      "accuracies to compare with: a target's name, a column, or name=column (default: the table's test accuracies)",
      collectList,
    )
    .option('--population <id>', 'all, connected, live (no dead branch) or distinct', 'all')
    .addOption(
      new Option('--undefined <policy>', 'what to do with undefined scores: rank them last, or omit them as papers do')
        .choices(['last', 'omit'])
        .default('last'),
    )
    .option('--combine <spec>', "a combination of scores to add (default: the space's combination when no proxies are named)")
    .option('--sample <n>', 'use only a random sample of n architectures', readInteger)
    .option('--bootstrap <n>', 'bootstrap resamples for 95 % intervals (0: no intervals)', readInteger, 0)
    .option('--out <dir>', 'a folder for the scores: a journal, so that an interrupted bench can be continued, and scores.csv')
    .option('--resume [dir]', 'continue an interrupted bench in its folder, with the same settings')
    .option('--report <file>', 'write a page: every score against the accuracies, the best scored, the correlations')
    .option('--json', 'print one JSON object for each proxy and target');
  return addDeviceOption(addQueueOption(addShardOption(addRunOptions(command))))
    .addHelpText(
      'after',
      `
Examples:
  assay bench nas-bench-201 --table nb201.csv.gz
  assay bench nas-bench-201 --table nb201.csv.gz --proxy epsilon:arithmetic=float32 --batch 256 --undefined omit
  assay bench nas-bench-201 --table nats.parquet --target c10-val,c100-test
  assay bench nas-bench-201 --table nb201.csv.gz --report bench.html
  assay bench nas-bench-201 --table nb201.csv.gz --sample 1000 --bootstrap 1000 --json
  assay bench nas-bench-201 --table nb201.csv.gz --shard 3/16 --out parts/3
  assay bench nas-bench-201 --table nb201.csv.gz --proxy epads --queue redis://lab:6379`,
    )
    .action(bench);
}
