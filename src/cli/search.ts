/** `assay search <space>`: proposes, scores, combines, prints the best and writes the run's folder (journal, scores, report). */
import { Command } from 'commander';
import { quantityIds } from '../engine/limits/quantities.js';
import { searchers } from '../searchers/index.js';
import { defaultDraws, defaultKept } from '../searchers/shortlist.js';
import { cacheOption } from './cache-option.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { refuseReading } from '../platform/node/requests/refuse-reading.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions } from './model-options.js';
import { addQueueOption, type QueueCommandOptions } from './queue-option.js';
import { addRunOptions, collectList, readInteger, readNumber, type RunOptions, resumeOption } from './run-options.js';
import { chipOption, costsOption, latencyTableOption } from './cost-options.js';
import { printTotal, runSearchCommand } from './run-search.js';
import { namesFolder, searchFolder } from './search-folder.js';
import { printSearch, requireBest } from './search-output.js';
import { addShardOption } from './shard-option.js';

export interface SearchCommandOptions extends RunOptions, QueueCommandOptions, DeviceCommandOptions, ModelOptions {
  readonly searcher?: string;
  readonly budget?: number;
  readonly seconds?: number;
  readonly where?: string;
  readonly objective?: readonly string[];
  readonly combine?: string;
  readonly out?: string;
  readonly resume?: string | true;
  readonly shard?: string;
  readonly cache?: string;
  readonly costs?: string;
  readonly latencyTable?: string;
  readonly chip?: string;
  readonly table?: string;
  readonly train?: number;
  readonly trainer?: string;
  readonly trainData?: string;
  readonly trainValidation?: string;
  readonly top: number;
  readonly json?: boolean;
}

async function search(space: string, options: SearchCommandOptions, command: Command): Promise<void> {
  if (namesFolder(space)) return searchFolder(space, options, command);
  refuseReading(space, options);
  const run = await runSearchCommand(space, options, { name: space.split(':', 1).join() });
  if (run === undefined) return;
  printSearch({ ...run, json: options.json === true });
  if (options.json !== true) printTotal(run, options);
  requireBest(run.result);
}

/** `assay search <space>` */
export function searchCommand(): Command {
  const command = new Command('search')
    .description('Searches a space: scores its architectures, combines the ranks, prints the best and writes a report')
    .argument(
      '<space>',
      'a space, with options such as nas-bench-201:C=4:N=1, your own in a file: ./my-space.mjs, or a folder of models, which are scored and ranked, as assay score does, with a report',
    )
    .option(
      '--searcher <spec>',
      `how to propose architectures: ${searchers.map(({ id }) => id).join(', ')} (default: exhaustive; with a --budget below the size of the space, random if no proxy runs a network; shortlist in large spaces and with --seconds)`,
    )
    .option(
      '--budget <n>',
      `the most architectures to propose (default: 1000; exhaustive proposes all, shortlist draws ${defaultDraws.counted}, or ${defaultDraws.built} where every proxy needs the built network, and lists the best ${defaultKept})`,
      readInteger,
    )
    .option('--seconds <n>', 'time for everything, counted from the start of the process', readNumber)
    .option(
      '--where <condition>',
      `limits over ${quantityIds.join(', ')}, latencyMs (measured here), predictedLatencyMs (--latency-table), table.COLUMN (--costs, --table): 'params<4e6 and macs<600M'`,
    )
    .option(...costsOption)
    .option(...chipOption)
    .option(...latencyTableOption)
    .option(
      '--objective <names>',
      'what to optimise: score, a proxy, or a quantity; several give a Pareto front (score,macs)',
      collectList,
    )
    .option('--combine <spec>', 'how to combine the scores: rank-sum:sed=1:epsilon=0.2, log-rank, z-mean, vote')
    .option('--out <dir>', 'folder for journal, scores and report (default: a new one under runs)')
    .option(...resumeOption)
    .option(...cacheOption)
    .option('--table <file>', 'accuracies that the report compares with: a Parquet table (assay import), or CSV, plain or gzip')
    .option('--train <n>', 'train so many of the best at the end', readInteger)
    .option(
      '--trainer <spec>',
      'who trains: assay:epochs=3:batch=128:lr=0.05 (this machine, the default), table:accuracy=COLUMN (of --table), or a program: ./train.sh',
    )
    .option('--train-data <source>', 'images to train on: a folder, cifar10:DIR, cifar10:FILE, folder:DIR (default: --data)')
    .option('--train-validation <source>', 'images to validate with, or a share such as 0.2')
    .option('--top <n>', 'how many of the best architectures to print', readInteger, 10)
    .option('--json', 'print the best as JSON, one object a line');
  return addDeviceOption(addQueueOption(addShardOption(addModelOptions(addRunOptions(command)))))
    .addHelpText(
      'after',
      `
Examples:
  assay search nas-bench-201
  assay search nas-bench-201 --proxy sed-epsilon --batch 256 --out run1
  assay search nas-bench-201 --proxy sed-epsilon --batch 256 --resume run1
  assay search nas-bench-201 --searcher random --budget 500 --proxy sed,naswot --seed 3
  assay search darts --seconds 1
  assay search ./my-space.mjs:classes=100 --searcher random --budget 500
  assay search models/ --shape image=1,3,224,224
  assay search darts --searcher evolution --budget 2000 --where 'params<4e6 and macs<600e6' --objective score,macs --out run2
  assay search nas-bench-201 --effort forward --budget 200 --searcher random --data cifar10:data_batch_1.bin --table nb201.csv.gz
  assay search nas-bench-201 --train 3 --trainer assay:epochs=3 --train-data cifar-10-batches-bin
  assay search nas-bench-201 --train 3 --trainer ./train.sh
  assay search nas-bench-101 --searcher exhaustive --proxy sed --shard 3/16 --out parts/3
  assay search nas-bench-201 --proxy epads --queue redis://lab:6379 --out run3`,
    )
    .action(search);
}
