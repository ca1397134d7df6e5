/** Proxies of which one table is known: a correlation on NAS-Bench-201, undefined scores last. */
import type { CorrelationExperiment, InputKind, PublishedFigure } from '../types.js';

interface OneTable {
  readonly source: string;
  readonly proxy: string;
  /** All proxies of the run, this one included, where one run serves several experiments. */
  readonly together?: readonly string[];
  readonly input: InputKind;
  readonly batch?: number;
  readonly population?: string;
  readonly imageStandIns?: readonly string[];
  readonly standIns?: readonly string[];
  readonly figures: readonly PublishedFigure[];
}

export function correlation({ proxy, together, population = 'all', ...rest }: OneTable): CorrelationExperiment {
  return {
    kind: 'correlation',
    table: 'nas-bench-201',
    proxies: together ?? [proxy],
    ...(together === undefined ? {} : { column: proxy }),
    population,
    undefinedPolicy: 'last',
    ...rest,
  };
}

export const ownImages = ['CIFAR-10 images for those of CIFAR-100 and ImageNet16-120'];
