/** `assay fit <space> --known FILE --out judge.json`: a judgement learned from a few networks with known accuracies. */
import { formatSeconds } from '../core/format-number.js';
import { Command } from 'commander';
import { describeFit } from '../known/describe-fit.js';
import { requireWritable } from '../platform/node/files/files.js';
import { writeFitted } from '../platform/node/files/fitted-file.js';
import { fitNetworks } from '../platform/node/requests/fit-networks.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions, withReading } from './model-options.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { shownWork } from './shown-work.js';
import { faint, notify, print, say } from './output.js';
import { withFlags } from './parameter-flags.js';
import { collectList, readInteger, seedOption, workersOption } from './run-options.js';

interface FitOptions extends DeviceCommandOptions, ModelOptions {
  readonly known: string;
  readonly out: string;
  readonly target?: string;
  readonly proxy?: readonly string[];
  readonly data: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: boolean;
}

const titles = { scoring: 'scoring', learning: 'cross-validating' } as const;

async function fit(space: string, { out, json, proxy, ...options }: FitOptions): Promise<void> {
  requireWritable('--out', out);
  const { fitted, notes } = await shownWork(
    () => 'no file was written',
    (signal, show) =>
      fitNetworks(space, {
        ...withReading(options),
        ...(proxy === undefined ? {} : { proxies: proxy }),
        signal,
        onNotice: say,
        onProgress: (now, done, total) => show(titles[now], done, total),
      }),
  );
  writeFitted(out, fitted);
  if (json === true) {
    const { known, recipe: _, scales, ...rest } = fitted;
    print(JSON.stringify({ ...rest, features: scales.length, networks: known.length, file: out }));
    for (const note of notes) notify(note);
    return;
  }
  for (const line of describeFit(fitted)) print(line);
  for (const note of notes) print(faint(withFlags(note)));
  print();
  print(
    `total ${formatSeconds(performance.now() / 1000)}; file ${out}: assay ${fitted.space === undefined ? 'score' : 'search'} ${space} --proxy fitted:${out}`,
  );
}

/** `assay fit <space> --known FILE --out judge.json` */
export function fitCommand(): Command {
  const command = new Command('fit')
    .description(
      'Learns to rank your space from 5 to 500 networks you have trained; the file is a proxy, fitted:FILE, in every verb',
    )
    .argument('<space>', 'the space of the networks, a space file, or a folder of models that the list names by their files')
    .requiredOption('--known <file>', 'CSV or Parquet with a column of networks (arch, or file for models) and one of accuracies')
    .requiredOption('--out <file>', 'where to write the judgement, as JSON')
    .option('--target <column>', 'the column of accuracies (default: the usual one of the table, or accuracy)')
    .option(
      '--proxy <ids>',
      'more features: scores of built-in proxies (proxies that run nothing are always included)',
      collectList,
    )
    .option(
      '--data <source>',
      'images for proxies that need them: ramp, noise, cifar10:FILE, folder:DIR; the file records them, and assay next takes the same',
      'ramp',
    )
    .option('--batch <n>', 'images in their forward passes (default: 64)', readInteger)
    .option('--image-size <n>', 'height and width of these images (default: those of the space)', readInteger)
    .option(...seedOption)
    .option(...workersOption)
    .option('--json', 'print one JSON object: what was learned and how well it ranks');
  return addDeviceOption(addModelOptions(command))
    .addHelpText(
      'after',
      `
Features: counts, path lengths and degrees of every operator, SED and its parts, params, MACs, and what the limit of random weights says.
A Gaussian process, a ridge regression or a forest learns, whichever ranks best inside every fold of a cross-validation.

Examples:
  assay fit nas-bench-201 --known mine.csv --out judge.json
  assay search nas-bench-201 --proxy fitted:judge.json
  assay search nas-bench-201 --proxy fitted:judge.json --where 'fitted>93' --objective fitted,macs
  assay next nas-bench-201 --model judge.json 8            which networks to train next`,
    )
    .action(fit);
}
