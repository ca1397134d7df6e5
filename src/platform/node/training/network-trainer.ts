import { join } from 'node:path';
import { AssayError } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { plural } from '../../../core/plural.js';
import { pickSettings, trainingOptional } from '../../../training/request.js';
import { judgeAccuracy } from '../../../training/judge-accuracy.js';
import { resolveSettings } from '../../../training/settings.js';
import type { Trainer } from '../../../training/trainer.js';
import { pathKind } from '../files/files.js';
import { checkpointName } from './checkpoint-file.js';
import { checkTrainingSource } from './training-data.js';
import {
  nodeTrainingOptional,
  trainArchitecture,
  trainingSource,
  type NodeTrainingRequest,
} from '../requests/train-architecture.js';

/** How networks are trained on this machine. */
export type NetworkTrainerRequest = Omit<NodeTrainingRequest, 'architecture' | 'space' | 'resume' | 'name'>;

const { name: _, resume: __, ...optional } = trainingOptional;
const schema = requestSchema<NetworkTrainerRequest>({ data: trainingSource }, { ...optional, ...nodeTrainingOptional });

/**
 * A trainer that trains on this machine, each network in a folder below `folder`, named by its place. A training whose checkpoint
 * lies there goes on.
 * @throws usage errors for the settings, a data error where there are no images.
 */
export function createNetworkTrainer(given: NetworkTrainerRequest): Trainer {
  checkRequest('createNetworkTrainer', schema, given);
  const { folder, ...request } = given;
  const { epochs } = resolveSettings(pickSettings(request));
  if (typeof request.data === 'string') checkTrainingSource(request.data, request.validation);
  return {
    title: `${plural(epochs, 'epoch')} on ${typeof request.data === 'string' ? request.data : request.data.train.title}`,
    async train({ text, place, build }, hooks) {
      const networkFolder = folder === undefined ? undefined : join(folder, String(place));
      try {
        const trained = await trainArchitecture(
          {
            ...request,
            architecture: build(),
            name: text,
            ...(networkFolder === undefined
              ? {}
              : { folder: networkFolder, resume: pathKind(join(networkFolder, checkpointName)) === 'file' }),
          },
          hooks,
        );
        const { isGuess } = judgeAccuracy(trained);
        return { ok: true, accuracy: trained.accuracy, isGuess, epochs: trained.epochs, files: trained.files };
      } catch (error) {
        if (hooks?.signal?.aborted !== true && error instanceof AssayError && isOfNetwork(error, text))
          return { ok: false, reason: error.message };
        throw error;
      }
    },
  };
}

/** Settings and images are the same for all networks; what begins with the network's name, or cannot be run, is about it alone. */
function isOfNetwork(error: AssayError, text: string): boolean {
  return error.parameter === undefined && (error.message.startsWith(text.slice(0, 100)) || error.kind === 'data');
}
