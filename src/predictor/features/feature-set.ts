import { nodeCosts } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { createCellFeatures } from './cell-features.js';
import type { FeatureRecipe, NetworkView } from './types.js';

/** The features of a recipe. */
export interface FeatureSet {
  readonly names: readonly string[];
  describe(network: NetworkView): Float64Array;
}

export function createFeatureSet({ cells, blocks, scores }: FeatureRecipe): FeatureSet {
  const perCell = cells.map((vocabulary) => ({ name: vocabulary.cell, features: createCellFeatures(vocabulary) }));
  const names = [
    ...perCell.flatMap(({ features }) => features.names),
    ...blocks.flatMap((block) => [`params of ${block}`, `macs of ${block}`]),
    ...scores.flatMap(({ proxy, parts }) => [proxy, ...parts.map((part) => `${proxy} ${part}`)]),
  ];
  return {
    names,
    describe(network) {
      const out = new Float64Array(names.length).fill(NaN);
      let at = 0;
      const found = perCell.length === 0 ? [] : (network.topology()?.cells ?? []);
      for (const { name, features } of perCell) {
        const own = found.find((cell) => cell.name === name);
        if (own !== undefined) features.fill(own.cell, out, at);
        at += features.names.length;
      }
      if (blocks.length > 0) {
        const sizes = blockSizes(network.architecture());
        for (const block of blocks) {
          const { params, macs } = sizes.get(block) ?? { params: 0, macs: 0 };
          out[at++] = Math.log1p(params);
          out[at++] = Math.log1p(macs);
        }
      }
      for (const { proxy, parts } of scores) {
        const score = network.score(proxy);
        out[at++] = score.ok ? score.value : NaN;
        for (const part of parts) out[at++] = score.ok ? (score.parts?.[part] ?? NaN) : NaN;
      }
      return out;
    },
  };
}

/** Params and MACs of every group; those of an operator that is not known are left out. */
export function blockSizes(architecture: Architecture): Map<string, { params: number; macs: number }> {
  const sizes = new Map<string, { params: number; macs: number }>();
  for (const [i, { params, macs: counted }] of nodeCosts(architecture).entries()) {
    const macs = Number.isNaN(counted) ? 0 : counted;
    const group = architecture.nodes[i]?.group ?? '';
    const own = sizes.get(group);
    if (own === undefined) sizes.set(group, { params, macs });
    else {
      own.params += params;
      own.macs += macs;
    }
  }
  return sizes;
}
