import { join } from 'node:path';
import type { Architecture } from '../../../arch/types.js';
import { writeOnnx } from '../../../onnx/write.js';
import { stateDictOf } from '../../../pytorch/state-dict.js';
import { toPyTorch } from '../../../pytorch/to-pytorch.js';
import { writeSafetensors } from '../../../pytorch/write-safetensors.js';
import type { TrainedOn, TrainingResult } from '../../../training/types.js';
import { plural } from '../../../core/plural.js';
import { renderTrainingReport } from '../../../report/render-training.js';
import { describeSettings } from '../../../training/describe-settings.js';
import { settingsRead } from '../../../training/settings.js';
import { writeWhole } from '../files/files.js';

const weightsFile = 'network.safetensors';

/** Writes what others read of a trained network: an ONNX model, a PyTorch module with its state dict, the accuracies as JSON and as a page. @returns their paths. */
export async function writeTrained(
  folder: string,
  name: string,
  architecture: Architecture,
  result: TrainingResult,
): Promise<string[]> {
  const module = toPyTorch(architecture, { weightsFile });
  const { weights, ...record } = result;
  const contents: { readonly [name: string]: string | Uint8Array } = {
    'network.onnx': await writeOnnx(architecture, { weights }),
    'network.py': module.source.endsWith('\n') ? module.source : `${module.source}\n`,
    [weightsFile]: writeSafetensors(await stateDictOf(module, weights)),
    'report.html': renderTrainingReport({
      title: `assay train ${name}`,
      settings: [...describeData(result.data), ...describeSettings(result.settings)],
      training: {
        title: `Accuracy of ${plural(result.data.validation.images, 'validation image')} after ${plural(result.epochs.length, 'epoch')}`,
        networks: [{ name, accuracy: result.accuracy, epochs: result.epochs }],
      },
    }),
    'training.json': `${JSON.stringify({ ...record, settings: settingsRead(record.settings) }, null, 2)}\n`,
  };
  return Object.entries(contents).map(([file, content]) => {
    const path = join(folder, file);
    writeWhole(path, path, content);
    return path;
  });
}

/** Rows of the report: what the network was trained on, and what each output stands for. */
function describeData({ train, validation, classNames }: TrainedOn): (readonly [label: string, value: string])[] {
  const row = ({ source, images }: TrainedOn['train']): string => `${plural(images, 'image')}: ${source}`;
  return [
    ['trained on', row(train)],
    ['validated on', row(validation)],
    ...(classNames === undefined ? [] : [['classes, in the order of the outputs', classNames.join(', ')] as const]),
  ];
}
