/**
 * Linear regions of TE-NAS (Chen et al., ICLR 2021, arXiv 2102.11535; code VITA-Group/TENAS).
 *
 * Samples are 3x3 windows of the run's images; a sample's pattern is the signs of all ReLU outputs with four axes; the score is the number
 * of distinct patterns among 1,000 samples, averaged over 3 draws of Kaiming normal weights (fan-in).
 *
 * Deviations: the network is scored as it is, with its stem and its three input channels, where the original builds a thin one (one channel,
 * one cell a stage) and feeds one random channel; `nas-bench-201:C=1:N=1` comes near. Patterns are counted exactly, where the
 * original adds reciprocals in half precision. It always has a separate pass, because its inputs are so small.
 */
import { must } from '../core/must.js';
import type { Pass, TapValue } from '../runtime/passes/types.js';
import { draws, paperInit } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestsOf(
  { samples, size, repeats }: { readonly samples: number; readonly size: number; readonly repeats: number },
  context: ProxyContext,
) {
  const pass: Pass = {
    draw: 0,
    batch: samples,
    input: { kind: 'crops', size },
    norm: 'joint',
    ...paperInit('kaiming-normal', context),
  };
  return draws(pass, repeats).map((own) => readingOf(own, { kind: 'sign-patterns', of: 'rectifier-inputs' }));
}

/** Distinct samples: rows of several byte matrices side by side. Exact: candidates are found by hash, then compared. */
export function countDistinctRows(matrices: readonly ArrayLike<number>[], rows: number): number {
  const buckets = new Map<number, number[]>();
  const isEqual = (a: number, b: number): boolean =>
    matrices.every((matrix) => {
      const width = matrix.length / rows;
      for (let k = 0; k < width; k++) if (matrix[a * width + k] !== matrix[b * width + k]) return false;
      return true;
    });
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let hash = 0x811c9dc5;
    for (const matrix of matrices) {
      const width = matrix.length / rows;
      for (let k = 0; k < width; k++) hash = Math.imul(hash ^ must(matrix[row * width + k], 'a code'), 0x01000193);
    }
    const bucket = buckets.get(hash);
    if (bucket === undefined) buckets.set(hash, [row]);
    else if (bucket.some((other) => isEqual(other, row))) continue;
    else bucket.push(row);
    count++;
  }
  return count;
}

const hasFourAxes = ({ shape }: TapValue): boolean => shape.length === 4;

export const linearRegions = defineProxy({
  id: 'linear-regions',
  title: 'Number of linear regions (TE-NAS)',
  paper: 'Chen et al. 2021, arXiv 2102.11535',
  note: 'scores the network as it is; the original builds a thin one without a stem; a network with GELU or SiLU is not piecewise linear: it has no linear regions, and no paper defines others',
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    samples: { kind: 'integer', default: 1000, min: 2, max: 100_000, help: 'windows of images' },
    size: { kind: 'integer', default: 3, min: 1, max: 1024, help: 'height and width of a window' },
    repeats: { kind: 'integer', default: 3, min: 1, max: 1000, help: 'draws of weights to average over' },
  },
  requests: (options, context) => requestsOf(options, context),
  score(evidence, options, context) {
    let regions = 0;
    for (const request of requestsOf(options, context)) {
      const patterns = evidence.get(request);
      if (!patterns.ok) return undefinedScore(patterns.reason);
      const matrices = new Set(patterns.value.taps.filter(hasFourAxes).map(({ values }) => values));
      if (matrices.size === 0) return undefinedScore('the network has no ReLU over images');
      regions += countDistinctRows([...matrices], options.samples) / options.repeats;
    }
    return scored(regions);
  },
});
