/** `assay train <arch|model> --data DIR`: trains one network on this machine. */
import { Command, Option } from 'commander';
import { plural } from '../core/plural.js';
import { trainArchitecture } from '../platform/node/requests/train-architecture.js';
import { checkpointName } from '../platform/node/training/checkpoint-file.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { judgeAccuracy } from '../training/judge-accuracy.js';
import { optimizers } from '../training/optimizers/index.js';
import type { TrainingSettings } from '../training/types.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { interruptible } from './interrupt.js';
import { addModelOptions } from './model-options.js';
import { complain, print, say } from './output.js';
import { readInteger, readNumber } from './run-options.js';
import { runFolder } from './run-folder.js';
import { trainingProgress } from './training-progress.js';

interface TrainCommandOptions extends ModelOptions, DeviceCommandOptions, Partial<Omit<TrainingSettings, 'learningRate'>> {
  readonly data: string;
  readonly validation?: string;
  readonly lr?: number;
  readonly space?: string;
  readonly init?: string;
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: string | true;
  readonly json?: boolean;
}

async function train(architecture: string, options: TrainCommandOptions): Promise<void> {
  const { out: _, resume: __, json, lr, nesterov, ...same } = options;
  const { folder, mode } = runFolder('train', options);
  const progress = trainingProgress();
  let done = 0;
  const kept = (): string =>
    done === 0 && mode === 'start'
      ? 'no epoch was done, nothing is kept'
      : `the checkpoint of the last epoch is kept: continue with the same command and --resume ${folder}`;
  const result = await interruptible(kept, (signal) =>
    trainArchitecture(
      {
        ...same,
        architecture,
        folder,
        resume: mode === 'resume',
        ...(lr === undefined ? {} : { learningRate: lr }),
        // The parser gives a flag that begins with --no its default, which adamw does not read.
        ...(nesterov === false ? { nesterov } : {}),
      },
      {
        signal,
        onNotice: complain,
        onStep: progress.step,
        onEpoch(record) {
          done++;
          progress.epoch(record);
        },
      },
    ),
  ).finally(() => progress.stop());
  const { accuracy, epochs, files, data } = result;
  if (json === true) {
    print(JSON.stringify({ accuracy, epochs, data, files }));
    return;
  }
  const { error, guessing, isGuess } = judgeAccuracy(result);
  print(
    `accuracy ${accuracy.toFixed(2)} % (standard error ${error.toPrecision(2)}) of ${plural(data.validation.images, 'validation image')} after ${plural(epochs.length, 'epoch')}`,
  );
  if (isGuess)
    complain(
      `no better than guessing (${guessing.toPrecision(3)} % with ${plural(data.classes, 'class', 'classes')}): more epochs, another learning rate or more images may help`,
    );
  for (const file of files) say(`wrote ${file}`);
  say(`checkpoint ${folder}/${checkpointName}`);
}

/** Adds what says how a network is trained, each option named by its setting. */
function addTrainingOptions(command: Command): Command {
  return command
    .option('--epochs <n>', 'passes over the images (default: 12)', readInteger)
    .option('--batch <n>', 'images in a step (default: 64)', readInteger)
    .option('--lr <rate>', 'learning rate (default: 0.1, adamw: 0.001)', readNumber)
    .addOption(
      new Option('--optimizer <name>', 'how weights follow their gradient (default: sgd)').choices(Object.keys(optimizers)),
    )
    .option('--momentum <share>', 'sgd: share of the last step that is kept (default: 0.9)', readNumber)
    .option('--no-nesterov', 'sgd: plain momentum')
    .option('--weight-decay <rate>', 'how strongly weights are pulled to zero (default: 0.0005, adamw: 0.01)', readNumber)
    .addOption(new Option('--schedule <name>', 'schedule of the learning rate (default: cosine)').choices(['cosine', 'constant']))
    .option('--warmup-epochs <n>', 'epochs over which the learning rate rises (default: 0)', readNumber)
    .option('--label-smoothing <share>', 'share of the target spread over all classes (default: 0)', readNumber)
    .option('--crop-padding <pixels>', 'pad with black by this much and crop at random; 0: do not crop (default: 4)', readInteger)
    .option('--no-flip', 'do not mirror images')
    .option('--cutout <pixels>', 'side of a square of zeros put over each image (default: none)', readInteger)
    .option('--seed <n>', 'seed of weights, order and augmentation', readInteger, 0);
}

/** `assay train <arch|model>` */
export function trainCommand(): Command {
  const command = new Command('train')
    .description('Trains a network for a short while on this machine, and writes it as ONNX, safetensors and a PyTorch module')
    .argument('<architecture>', 'a published string, an .onnx model, or an IR .json file')
    .requiredOption(
      '--data <source>',
      'images with classes: a folder with CIFAR-10 binary files or with one folder of pictures for each class, cifar10:FILE, folder:DIR',
    )
    .option('--validation <source>', 'images to validate with, or a share such as 0.2 (default: those in the folder, or 0.2)')
    .option('--space <spec>', 'the space of the string, with options such as nas-bench-201:C=8:N=1, or a file: ./my-space.mjs');
  return addDeviceOption(addModelOptions(addTrainingOptions(command)))
    .option('--init <name>', 'the first weights: how to draw them, or keep for those of an .onnx file (default: kaiming-uniform)')
    .option('--threads <n>', 'threads of the runtime (default: one for each core)', readInteger)
    .option('--out <dir>', 'folder for the checkpoint and the trained network (default: a new one in runs/)')
    .option('--resume [dir]', 'continue from the checkpoint in that folder; the result has the same bytes')
    .option('--json', 'print the accuracy and every epoch as JSON')
    .addHelpText(
      'after',
      `
Images, loss, accuracy and time left are shown while it runs. Ctrl-C keeps the checkpoint of the last epoch.

Examples:
  assay train '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --data cifar-10-batches-bin --epochs 12 --batch 256
  assay train '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|' --space nas-bench-201:C=8:N=1 --data cifar10:data_batch_1.bin
  assay train model.onnx --init keep --data photos/ --validation 0.1 --lr 0.01 --epochs 5 --out runs/tuned
  assay train model.onnx --data photos/ --optimizer adamw --label-smoothing 0.1 --cutout 16 --json`,
    )
    .action(train);
}
