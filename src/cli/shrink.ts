/** `assay shrink <model>`: the network's smaller versions as a space, searched; the best beside the network as it is. */
import { cacheOption } from './cache-option.js';
import { latencyTableOption } from './cost-options.js';
import { basename } from 'node:path';
import { Command } from 'commander';
import { quantityIds } from '../engine/limits/quantities.js';
import { openDevice } from '../platform/node/files/device-file.js';
import { remarksOn } from '../platform/node/user-code/load-space.js';
import { modelSpaceSpec, openModelSpace, type ModelSpaceOptions } from '../platform/node/user-code/model-space.js';
import { openScoring } from '../platform/node/requests/open-scoring.js';
import { requireReachable } from '../search/reachable-limits.js';
import type { SearchSession } from '../search/open-search.js';
import { chooseShrink } from '../search/shrink/choose-shrink.js';
import { originalInReport, originalRequest } from '../search/shrink/compare-original.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import { dialKinds } from '../spaces/shrunk/dials.js';
import type { ShrunkSpace } from '../spaces/shrunk/shrunk-space.js';
import { searchers } from '../searchers/index.js';
import { notify } from './output.js';
import { addModelReading } from './model-options.js';
import { collectList, addRunOptions, readInteger, readNumber, resumeOption } from './run-options.js';
import { printTotal, runSearchCommand } from './run-search.js';
import type { SearchCommandOptions } from './search.js';
import { printDials, printShrunk } from './shrink-output.js';

interface ShrinkOptions extends SearchCommandOptions, ModelSpaceOptions {
  readonly dryRun?: boolean;
}

async function shrink(model: string, options: ShrinkOptions): Promise<void> {
  const { vary, keep, multiple, shape, set, outputs, dryRun, ...search } = options;
  const spec = modelSpaceSpec(model, {
    ...(vary === undefined ? {} : { vary }),
    ...(keep === undefined ? {} : { keep }),
    ...(multiple === undefined ? {} : { multiple }),
    ...(shape === undefined ? {} : { shape }),
    ...(set === undefined ? {} : { set }),
    ...(outputs === undefined ? {} : { outputs }),
  });
  const space = await openModelSpace(spec);
  if (dryRun === true) {
    for (const remark of remarksOn(space, spec)) notify(`assay: ${remark}`);
    printDials(space, model, options.json === true);
    return;
  }
  const chip = options.chip === undefined ? undefined : await openDevice(options.chip, 'chip');
  if (options.where !== undefined) requireReachable(options.where, space, chip);
  let original: ScoredRow | undefined;
  const run = await runSearchCommand(
    spec,
    { ...search, ...chooseShrink(options, space) },
    {
      name: basename(model).replace(/\.\w+$/, ''),
      async reportOptions(result, session) {
        original = await scoreOriginal(spec, space, session);
        return originalInReport(original, result.best(1)[0]);
      },
    },
  );
  if (run === undefined) return;
  if (original === undefined) throw new Error('the network as it is was not scored');
  printShrunk({ run, original, spec, json: options.json === true });
  if (options.json !== true) printTotal(run, options);
}

/** The network as it is, by the proxies of the search. */
async function scoreOriginal(spec: string, space: ShrunkSpace, { resolved: { plan } }: SearchSession): Promise<ScoredRow> {
  const scoring = await openScoring({ ...originalRequest(spec, space, plan), workers: 0 });
  const { rows } = await scoring.run();
  const [row] = rows;
  if (row === undefined) throw new Error('the network as it is was not scored');
  return row;
}

/** `assay shrink <model>` */
export function shrinkCommand(): Command {
  const command = new Command('shrink')
    .description(
      'Shrinks a network to limits: its widths, heads, depths, kernels and resolution as a space, searched, and compared with the network as it is',
    )
    .argument('<model>', 'an .onnx model, or an IR .json file')
    .option('--where <condition>', `limits over ${quantityIds.join(', ')}, latencyMs: 'macs<100M and peakBytes:bits=8<256kB'`)
    .option('--chip <id>', 'the small device that fits means in --where and --objective: an id of show --device, or ./mine.json')
    .option('--vary <kinds>', `what may vary, separated by commas: ${dialKinds.join(', ')} (default: all that the graph allows)`)
    .option('--keep <nodes>', 'nodes whose width, kernel and block stay, separated by commas')
    .option('--multiple <n>', 'widths are multiples of it (default: 8)', readInteger)
    .option('--dry-run', 'list what may vary, search nothing')
    .option(
      '--searcher <spec>',
      `how to propose: ${searchers.map(({ id }) => id).join(', ')} (default: evolution; small spaces: exhaustive)`,
    )
    .option('--budget <n>', 'the most networks to propose (default: 1000)', readInteger)
    .option('--seconds <n>', 'time for everything, counted from the start of the process', readNumber)
    .option('--objective <names>', 'what to optimise: score, a proxy, or a quantity; several give a Pareto front', collectList)
    .option('--combine <spec>', 'how to combine the scores')
    .option('--out <dir>', 'folder for journal, scores and report (default: a new one under runs)')
    .option(...latencyTableOption)
    .option(...resumeOption)
    .option(...cacheOption)
    .option('--top <n>', 'how many of the best to print', readInteger, 10)
    .option('--json', 'print one JSON object a line: the best, then the network as it is; with --dry-run, what may vary');
  return addRunOptions(addModelReading(command))
    .addHelpText(
      'after',
      `
Examples:
  assay shrink model.onnx --dry-run
  assay shrink model.onnx --where 'macs < 100M and peakBytes < 256kB'
  assay shrink model.onnx --where 'params < 1M' --vary widths,depths --keep conv1 --out small
  assay shrink model.onnx --latency-table pi.json --where 'predictedLatencyMs < 5'
  assay shrink bert.onnx --shape ids=1,128 --set mask=1 --vary heads,widths --where 'params < 20M'
  assay export w24.64_d1_s160 --space model.onnx --to onnx --out smaller.onnx`,
    )
    .action(shrink);
}
