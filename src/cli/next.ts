/** `assay next <space> --model judge.json 8`: the networks most worth training next, of a space or of a folder of models. */
import { Argument, Command, Option } from 'commander';
import { acquisitions, acquisitionTitles, type Acquisition } from '../known/acquisition.js';
import { nextNetworks } from '../platform/node/requests/next-networks.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions, withReading } from './model-options.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { shownWork } from './shown-work.js';
import { faint, notify, print } from './output.js';
import { withFlags } from './parameter-flags.js';
import { architectureTable } from './plain-table.js';
import { readInteger, workersOption } from './run-options.js';

interface NextOptions extends DeviceCommandOptions, ModelOptions {
  readonly model: string;
  readonly by: Acquisition;
  readonly where?: string;
  readonly pool?: number;
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: boolean;
}

async function next(space: string, count: number, { json, ...options }: NextOptions): Promise<void> {
  const { networks, by, notes } = await shownWork(
    () => 'nothing was kept',
    (signal, show) =>
      nextNetworks(space, {
        ...withReading(options),
        count,
        signal,
        onProgress: (done, total) => show('predicting', done, total),
      }),
  );
  if (json === true) {
    for (const [i, network] of networks.entries()) print(JSON.stringify({ rank: i + 1, ...network, by }));
    for (const note of notes) notify(note);
    return;
  }
  print(
    architectureTable(
      ['', 'predicted', '±', 'worth', 'architecture'],
      networks.map(({ architecture, accuracy, deviation, worth }, i) => [
        String(i + 1),
        accuracy.toPrecision(4),
        deviation.toPrecision(2),
        worth.toPrecision(3),
        architecture,
      ]),
      [0, 1, 2, 3],
    ),
  );
  print();
  print(
    faint(
      `picked by ${acquisitionTitles[by]}, in normal scores of ranks; each as if those above it were trained, so that they differ`,
    ),
  );
  for (const note of notes) print(faint(withFlags(note)));
}

/** `assay next <space> --model judge.json 8` */
export function nextCommand(): Command {
  const command = new Command('next')
    .description('Names the networks most worth training next, by the predictions of a fitted judgement and their uncertainty')
    .argument('<space>', 'the space of the judgement, a space file, or a folder of models')
    .addArgument(new Argument('[count]', 'how many to name').argParser(readInteger).default(8))
    .requiredOption('--model <file>', 'the judgement, a file that assay fit wrote')
    .addOption(
      new Option('--by <how>', 'ei (expected improvement) or ucb (upper confidence bound)').choices(acquisitions).default('ei'),
    )
    .option('--where <condition>', "limits over what can be counted and predicted: 'params<4e6 and fitted>93'")
    .option(
      '--pool <n>',
      'how many networks to consider (default: all of a small space, otherwise 4,000 drawn with the seed)',
      readInteger,
    )
    .option(
      '--data <source>',
      'images for proxies of the judgement that need them (default: those of the fit, which its file names): ramp, noise, cifar10:FILE, folder:DIR',
    )
    .option('--batch <n>', 'images in their forward passes (default: as in the fit)', readInteger)
    .option('--image-size <n>', 'height and width of these images (default: as in the fit)', readInteger)
    .option('--seed <n>', 'seed of the draw', readInteger, 0)
    .option(...workersOption)
    .option('--json', 'print one JSON object for each network');
  return addDeviceOption(addModelOptions(command))
    .addHelpText(
      'after',
      `
Known networks, and others that compute the same function, are left out. Train what it names, add the accuracies to the list, and fit again.

Examples:
  assay fit nas-bench-201 --known mine.csv --out judge.json
  assay next nas-bench-201 --model judge.json 8
  assay next darts --model judge.json 4 --by ucb --where 'params<4e6'
  assay fit models/ --known trained.csv --out judge.json     # a column file names models of the folder
  assay next models/ --model judge.json 4`,
    )
    .action(next);
}
