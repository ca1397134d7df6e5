/** The settings of a run besides its space and proxies: what is asked for, and the defaults of the judgement, and of every run, for what is not. */
import { imageSizeOf, networksAt } from '../arch/image-size.js';
import type { ScoreSettings } from '../evidence/types.js';
import { smallImages, type Judgement } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';
import { typicalNetworks } from './effort.js';
import { planDefaults } from './plan.js';

/** What a request asks for. */
type AskedSettings = { readonly [K in keyof ScoreSettings]?: ScoreSettings[K] | undefined };

/** What ranks, and in which space: `judgement` only where no proxies are named. */
interface Judged {
  readonly judgement?: Judgement | undefined;
  readonly space?: SearchSpace | undefined;
}

/** The settings of a run. */
export function planSettings(
  { data, batch, imageSize, seed, init }: AskedSettings,
  { judgement, space }: Judged = {},
): ScoreSettings {
  const passes = judgement?.passes;
  const size = imageSize ?? (passes === undefined || space === undefined ? undefined : smallSizeOf(space));
  return {
    data: data ?? planDefaults.data,
    batch: batch ?? passes?.batch ?? planDefaults.batch,
    ...(size === undefined ? {} : { imageSize: size }),
    seed: seed ?? planDefaults.seed,
    ...(init === undefined ? {} : { init }),
  };
}

/** The image size of the judgement's passes in a space; undefined where its images are no larger, or its networks take no others. */
function smallSizeOf(space: SearchSpace): number | undefined {
  const [network] = typicalNetworks(space, 1);
  const own = network === undefined ? undefined : imageSizeOf(network);
  if (network === undefined || own === undefined) return undefined;
  const size = smallImages(own);
  return size !== own && networksAt(size, [network]).length > 0 ? size : undefined;
}
