/** A search as the command line that does the same: for a form that shows it, and for a process that runs it. */
import type { RunDevice } from '../runtime/ort/devices.js';
import type { RunSettings } from './journal/types.js';
import type { SearchRequest } from './open-search.js';

/** What a search is asked for in words and numbers, without the files and objects that a program may give. */
export type SearchChoices = {
  readonly space: string;
  readonly proxies?: readonly string[];
  /** What runs networks, the processor unless given. */
  readonly device?: RunDevice;
} & Pick<
  SearchRequest,
  | 'effort'
  | 'searcher'
  | 'budget'
  | 'seconds'
  | 'where'
  | 'objectives'
  | 'combine'
  | 'data'
  | 'batch'
  | 'imageSize'
  | 'seed'
  | 'init'
>;

/** Of each choice, the option that makes it, in the order of the help text. */
const flags: { readonly [choice in Exclude<keyof SearchChoices, 'space'>]-?: string } = {
  proxies: '--proxy',
  effort: '--effort',
  searcher: '--searcher',
  budget: '--budget',
  seconds: '--seconds',
  where: '--where',
  objectives: '--objective',
  combine: '--combine',
  data: '--data',
  batch: '--batch',
  imageSize: '--image-size',
  seed: '--seed',
  init: '--init',
  device: '--device',
};

/** The arguments of `assay` that make these choices: `search nas-bench-201 --budget 500`. */
export function searchArguments({ space, ...choices }: SearchChoices): string[] {
  return [
    'search',
    space,
    ...(Object.keys(flags) as (keyof typeof flags)[]).flatMap((choice) => {
      const value = choices[choice];
      return value === undefined ? [] : [flags[choice], typeof value === 'object' ? value.join(',') : String(value)];
    }),
  ];
}

/** The choices with which a run can be continued: its settings again. */
export function choicesOf({ plan, searcher, budget, seconds, where, objectives, combine }: RunSettings): SearchChoices {
  return {
    space: plan.space ?? '',
    proxies: plan.proxies,
    searcher,
    ...(budget === undefined ? {} : { budget }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(where === undefined ? {} : { where }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(combine === undefined ? {} : { combine }),
    data: plan.data,
    batch: plan.batch,
    ...(plan.imageSize === undefined ? {} : { imageSize: plan.imageSize }),
    seed: plan.seed,
    ...(plan.init === undefined ? {} : { init: plan.init }),
    ...(plan.device === undefined ? {} : { device: plan.device }),
  };
}

/**
 * Why a run can be continued only by the command that began it; undefined where its settings say everything.
 * @param isKnown whether the space of a file may be run.
 */
export function needsItsCommand(settings: RunSettings, isKnown: (space: string) => boolean = () => false): string | undefined {
  if (settings.verb !== undefined) return `it is a run of assay ${settings.verb}`;
  if (settings.shard !== undefined) return 'it is a part of a run on many machines';
  if (settings.costs !== undefined) return 'it reads a table of costs, of which a journal holds only the hash';
  const isForeign = settings.spaceDigest !== undefined && !isKnown(settings.plan.space ?? '');
  if (isForeign || settings.proxyDigests !== undefined) return 'it runs code of a file of yours, which the studio does not start';
  if (/[:/\\]/.test(settings.plan.data)) return 'it reads images from files';
  return undefined;
}
