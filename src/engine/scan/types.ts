/**
 * A scan scores very many random genotypes with proxies that run nothing, and keeps only numbers of them. The i-th genotype of a
 * scan follows from the seed and i alone, so blocks of it may be scanned anywhere and in any order, and any genotype be made again.
 * Where a space numbers its genotypes, a scan goes through the numbers in a shuffled order, and ends with all of them.
 */

/** The parameters of a scan, besides the plan. They are sent to workers. */
export interface ScanRequest {
  /** Distinguishes this scan's genotypes from those of another scan of the same plan. */
  readonly purpose: string;
  /** Proxies of the plan, by text; all must read only topology and cost. */
  readonly proxies: readonly string[];
  readonly where?: string;
  /** Names in `where` that are scores, judged later. */
  readonly later?: readonly string[];
  /** Quantities to measure of every genotype that is admitted. */
  readonly quantities: readonly string[];
}

/** A range of genotypes by number: what a worker scans at once. */
export interface ScanBlock {
  /** Index of the first genotype. */
  readonly first: number;
  readonly count: number;
}

/** Of the admitted genotypes of a block, in their order; those of a form that the same scanner met in an earlier block may be left out. */
export interface ScanResult {
  /** How many were scanned: fewer than requested at the end of a space. */
  readonly proposed: number;
  /** How many of them are outside the limits. */
  readonly rejected: number;
  /** Place in the block. */
  readonly places: Uint32Array;
  /** Two words each. */
  readonly keys: Uint32Array;
  /** One array for each proxy, then one for each quantity; NaN for an undefined score. */
  readonly columns: readonly Float64Array[];
  /** Smallest and largest value seen of each quantity in the limits. */
  readonly seen: readonly { readonly quantity: string; readonly min: number; readonly max: number }[];
}

/** Scans blocks somewhere. */
export interface ScanRunner {
  /** How many calls of `run` it can work on at once. */
  readonly concurrency: number;
  /** Scans one block. */
  run(block: ScanBlock): Promise<ScanResult>;
  /** Drops the blocks that have not begun; their promises never settle. */
  forget(): void;
}
