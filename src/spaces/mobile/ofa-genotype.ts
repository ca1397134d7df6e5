/** Kernel sizes and expansions of up to four blocks in each of five stages, 0 where a stage has fewer, and the stages' depths. */
export interface OfaGenotype {
  readonly ks: readonly number[];
  readonly e: readonly number[];
  readonly d: readonly number[];
}

export const ofaStages = 5;
/** Places of a stage in `ks` and `e`. */
export const ofaMaxDepth = 4;
