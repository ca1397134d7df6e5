/**
 * The entropy of chains of blocks with N(0,1) weights, by arithmetic (MAE-DET, arXiv 2111.13336; DeepMAD, arXiv 2303.02165; code
 * alibaba/lightweight-neural-architecture-search).
 *
 * A layer adds ls = 0.5 ln fan_in to the logarithm of the deviation. A stage ends before every block with a smaller map, and at the end; with
 * n the layers up to there,
 *   MAE-DET   sum over stages of ratio (ln channels + sum of the first n ls)
 *   DeepMAD   sum over stages of ratio (ln channels + ln pixels) (sum of the first n ls)
 * The penalty of uneven depth is 10 exp(population deviation of the depths).
 */
import { must } from '../core/must.js';

/** A block: the fan-ins of the layers on its main path, and what it puts out. */
export interface ChainBlock {
  readonly fanIns: readonly number[];
  readonly channels: number;
  /** Pixels of the output map. */
  readonly pixels: number;
}

interface ChainStage {
  readonly channels: number;
  readonly pixels: number;
  /** Sum of the log-deviations of all layers up to here. */
  readonly logDeviation: number;
  /** Blocks in the stage. */
  readonly depth: number;
}

/** Ratios belong to the last stages; earlier ones take the first ratio. */
const madRatios = [0, 0, 1, 1, 6] as const;
const deepMadRatios = [1, 1, 1, 1, 8] as const;

export function chainStages(blocks: readonly ChainBlock[]): ChainStage[] {
  const stages: ChainStage[] = [];
  let logDeviation = 0;
  let depth = 0;
  blocks.forEach(({ fanIns, channels, pixels }, i) => {
    for (const fanIn of fanIns) logDeviation += 0.5 * Math.log(fanIn);
    depth++;
    const next = blocks[i + 1];
    if (next !== undefined && next.pixels >= pixels) return;
    stages.push({ channels, pixels, logDeviation, depth });
    depth = 0;
  });
  return stages;
}

function weighted(stages: readonly ChainStage[], ratios: readonly number[], value: (stage: ChainStage) => number): number {
  const ratioAt = (i: number): number => ratios[i + ratios.length - stages.length] ?? must(ratios[0], 'a ratio');
  return stages.reduce((sum, stage, i) => sum + ratioAt(i) * value(stage), 0);
}

export function madScore(stages: readonly ChainStage[], ratios: readonly number[] = madRatios): number {
  return weighted(stages, ratios, ({ channels, logDeviation }) => Math.log(channels) + logDeviation);
}

export function deepMadScore(stages: readonly ChainStage[], ratios: readonly number[] = deepMadRatios): number {
  return weighted(stages, ratios, ({ channels, pixels, logDeviation }) => (Math.log(channels) + Math.log(pixels)) * logDeviation);
}

/** Uneven depths cost up to what they deviate, exponentially. */
export function depthPenalty(depths: readonly number[]): number {
  const mean = depths.reduce((a, b) => a + b, 0) / depths.length;
  return 10 * Math.exp(Math.sqrt(depths.reduce((sum, depth) => sum + (depth - mean) ** 2, 0) / depths.length));
}
