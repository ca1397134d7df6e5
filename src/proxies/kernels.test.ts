import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeShared } from '../../test/shared.js';
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import { agreementKernel } from './agreement-kernel.js';
import { spectralEntropy } from './az-nas.js';
import { chainStages, deepMadScore, depthPenalty, madScore, type ChainBlock } from './chain-entropy.js';
import { countDistinctCodes } from './distinct-codes.js';
import { expectedDistance, permutedDistance } from './epads.js';
import { countDistinctRows } from './linear-regions.js';
import { smallestCorrelation } from './meco.js';
import { combineEntropies, patchEntropy } from './mlfe.js';
import { largestSingularValue } from './az-trainability.js';
import { effectiveRank } from './near.js';

type Codes = readonly (readonly number[])[];

/** Units on in both of two samples. */
function gram(codes: Codes): Int32Array {
  return Int32Array.from(codes.flatMap((a) => codes.map((b) => a.reduce((sum, bit, u) => sum + bit * b[u], 0))));
}

function tapOf(codes: Codes) {
  return { node: 'relu', source: 'x', shape: [codes.length, codes[0].length], reaches: true, live: true, values: gram(codes) };
}

function covariance(rows: Codes): Float64Array {
  const centred = rows.map((row) => row.map((value) => value - row.reduce((a, b) => a + b, 0) / row.length));
  return Float64Array.from(
    centred.flatMap((a) => centred.map((b) => a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length)),
  );
}

interface MicroKernel {
  readonly name: string;
  readonly input: { readonly [name: string]: never };
  readonly output: { readonly [name: string]: never };
}
interface MicroBlock {
  readonly kind: string;
  readonly in: number;
  readonly out: number;
  readonly k: number;
  readonly s: number;
  readonly L?: number;
  readonly btn?: number;
}
interface MicroChain {
  readonly size: number;
  readonly blocks: readonly MicroBlock[];
  readonly ratiosMad: readonly number[];
  readonly ratiosDeep: readonly number[];
  readonly mad: number;
  readonly deepmad: number;
  readonly penaltyDepths?: readonly number[];
  readonly penalty?: number;
}

/** Fan-ins of an inner block's layers. */
const fanIns: { readonly [kind: string]: (channels: number, block: MicroBlock) => number[] } = {
  conv: (c, { k }) => [c * k * k],
  k1kxk1: (c, { k, btn = 0 }) => [c, btn * k * k, btn],
  kxkx: (c, { k, btn = 0 }) => [c * k * k, btn * k * k],
  k1kx: (c, { k, btn = 0 }) => [c, btn * k * k],
  k1dwk1: (c, { k, btn = 0 }) => [c, k * k, btn],
};

function blocksOf({ size, blocks }: MicroChain): ChainBlock[] {
  let side = size;
  return blocks.flatMap((block) => {
    side /= block.s;
    return Array.from({ length: block.L ?? 1 }, (_, i) => ({
      fanIns: fanIns[block.kind](i === 0 ? block.in : block.out, block),
      channels: block.out,
      pixels: side * side,
    }));
  });
}

describeShared('reference/micro.json', 'kernels on the hand-sized inputs of micro.json', (path) => {
  const { kernels, entropy } = JSON.parse(readFileSync(path, 'utf8')) as {
    kernels: readonly MicroKernel[];
    entropy: readonly MicroChain[];
  };
  const cases = (name: string): readonly MicroKernel[] => kernels.filter((kernel) => kernel.name === name);

  it('naswot: kernel and log-determinant', () => {
    for (const { input, output } of cases('naswot')) {
      const { counts, samples } = agreementKernel([tapOf(input.codes)]);
      expect([...counts]).toEqual((output.K as number[][]).flat());
      expect(logDeterminant(counts, samples)).toBeCloseTo(output.logdet, 12);
    }
    for (const { input, output } of [...cases('naswot_two_layers'), ...cases('naswot_singular')]) {
      const matrix = input.K as number[][];
      const value = logDeterminant(matrix.flat(), matrix.length);
      if (output.logdet === null) expect(value).toBeUndefined();
      else expect(value).toBeCloseTo(output.logdet, 12);
    }
  });

  it('epads: distances of two images, and of an image and its copy', () => {
    for (const { input, output } of cases('epads')) {
      expect(permutedDistance(gram(input.clean), input.permutation)).toBe(output.d1);
      const both = (input.clean as Codes).map((row, i) =>
        row.reduce((sum, bit, u) => sum + Math.abs(bit - (input.noisy as Codes)[i][u]), 0),
      );
      expect(Math.log(output.d1 * both.reduce((a, b) => a + b, 0))).toBeCloseTo(output.score, 12);
    }
  });

  it('swap: distinct columns', () => {
    for (const { input, output } of cases('swap')) {
      const signs = input.signs as Codes;
      const codes = Uint8Array.from(signs[0], (_, u) => signs.reduce((code, row, sample) => code | (row[u] << sample), 0));
      expect(countDistinctCodes([codes], 1)).toBe(output.count);
    }
  });

  it('the largest singular value is that of the transposed matrix', () => {
    // Its singular values are 5, of rows (3, 4) turned, and 1.
    const wide = [3, 4, 0, 0, 0, 1];
    const tall = [3, 0, 4, 0, 0, 1];
    expect(largestSingularValue(wide, 3)).toBeCloseTo(5, 12);
    expect(largestSingularValue(tall, 2)).toBeCloseTo(5, 12);
  });

  it('linear regions: distinct rows', () => {
    for (const { input, output } of cases('linear_regions')) {
      const patterns = input.patterns as number[][];
      expect(countDistinctRows([patterns.flat()], patterns.length)).toBe(output.count);
    }
  });

  it('az-nas: entropy of eigenvalues', () => {
    for (const { input, output } of cases('az_entropy')) expect(spectralEntropy(input.eig)).toBeCloseTo(output.H, 12);
  });

  it('meco: smallest eigenvalue, undefined correlations being zero', () => {
    for (const { input, output } of [...cases('meco'), ...cases('meco_constant_row')]) {
      const rows = input.rows as Codes;
      expect(
        smallestCorrelation(
          covariance(rows),
          rows.length,
          rows.map((_, c) => c),
        ),
      ).toBeCloseTo(output.min, 14);
    }
  });

  it('mlfe: entropies of a patch', () => {
    for (const { input, output } of cases('mlfe_patch')) {
      const { de, ce } = patchEntropy(input.values);
      expect([de, ce, de * ce]).toEqual([
        expect.closeTo(output.DE, 12),
        expect.closeTo(output.CE, 12),
        expect.closeTo(output.product, 12),
      ]);
    }
  });

  it.each(entropy)('MAE-DET and DeepMAD of a chain for $size pixels', (chain) => {
    const stages = chainStages(blocksOf(chain));
    expect(madScore(stages, chain.ratiosMad)).toBeCloseTo(chain.mad, 9);
    expect(deepMadScore(stages, chain.ratiosDeep)).toBeCloseTo(chain.deepmad, 8);
    if (chain.penaltyDepths !== undefined) expect(depthPenalty(chain.penaltyDepths)).toBeCloseTo(chain.penalty ?? NaN, 12);
  });
});

const codes = fc.integer({ min: 2, max: 6 }).chain((n) =>
  fc.integer({ min: 1, max: 20 }).chain((units) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: units, maxLength: units }), {
      minLength: n,
      maxLength: n,
    }),
  ),
);

describe('laws of the kernels', () => {
  it('the expected distance is the mean over all permutations', () => {
    const permutations = (items: readonly number[]): number[][] =>
      items.length < 2
        ? [[...items]]
        : items.flatMap((own) => permutations(items.filter((other) => other !== own)).map((rest) => [own, ...rest]));
    fc.assert(
      fc.property(codes, (rows) => {
        const both = gram(rows);
        const all = permutations(rows.map((_, i) => i)).map((permutation) => permutedDistance(both, permutation));
        expect(expectedDistance(both)).toBeCloseTo(all.reduce((a, b) => a + b, 0) / all.length, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('distinct codes of any length are counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 2, max: 256 }),
        fc.integer(),
        (rows, units, values, seed) => {
          const matrix = Uint8Array.from(
            { length: rows * units },
            (_, i) => Math.abs(Math.imul(i + seed, 2654435761) >>> 8) % values,
          );
          const strings = new Set(
            Array.from({ length: units }, (_, u) => Array.from({ length: rows }, (__, k) => matrix[k * units + u]).join()),
          );
          expect(countDistinctCodes([matrix], rows)).toBe(strings.size);
        },
      ),
    );
  });

  it('a long list of long codes outgrows the first table', () => {
    const units = 100_000;
    const matrix = Uint8Array.from({ length: 3 * units }, (_, i) => ((i % units) >> (8 * Math.floor(i / units))) & 255);
    expect(countDistinctCodes([matrix, matrix], 3)).toBe(units);
  });

  it('an identity has full effective rank, a projection one', () => {
    expect(effectiveRank(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1))).toBeCloseTo(3, 12);
    expect(effectiveRank(Float64Array.of(1, 1, 1, 1))).toBeCloseTo(1, 6);
    expect(effectiveRank(new Float64Array(4))).toBe(0);
  });

  it('local entropies combine by their largest difference', () => {
    expect(combineEntropies([3, 0, 1, 2])).toBe((3 - 1) * 6);
    expect(combineEntropies([0, 0])).toBe(0);
    expect(patchEntropy([2, 2, 2]).de).toBe(0);
  });
});
