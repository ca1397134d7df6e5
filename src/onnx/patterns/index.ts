import { gatedActivation, spelledHardSigmoid } from './activations.js';
import { addedBias, affineChain } from './affine.js';
import { mergedBatchNorm, spelledBatchNorm } from './batch-norm.js';
import { channelsFirstInput, padBefore, reshapeChain, transposeChain } from './layout.js';
import { groupNormAffine, layerNormAffine, spelledGroupNorm, spelledLayerNorm } from './norms.js';
import type { Pattern, PatternGraph } from './graph.js';

export interface FoldOptions {
  /** Put batch norms back that the exporter merged into convolutions. */
  readonly restoreNorms: boolean;
}

/** What each pattern is called in reports. */
const patterns: { readonly [name: string]: Pattern } = {
  'channels-first input': channelsFirstInput,
  'transposes joined': transposeChain,
  'reshapes joined': reshapeChain,
  'gated activation': gatedActivation,
  'hard sigmoid': spelledHardSigmoid,
  'affine maps joined': affineChain,
  'layer norm': spelledLayerNorm,
  'layer norm scale and shift': layerNormAffine,
  'group norm': spelledGroupNorm,
  'group norm scale and shift': groupNormAffine,
  'bias': addedBias,
  'batch norm': spelledBatchNorm,
  'padding': padBefore,
};

/** More rounds than any nesting of habits needs. */
const mostRounds = 8;

/** Folds exporters' habits back into operators, until nothing changes. How often each pattern was found, by name. */
export function foldPatterns(graph: PatternGraph, { restoreNorms }: FoldOptions): Map<string, number> {
  const found = new Map<string, number>();
  const all = { ...patterns, ...(restoreNorms ? { 'merged batch norm': mergedBatchNorm } : {}) };
  for (let round = 0; round < mostRounds; round++) {
    let changes = 0;
    for (const [name, pattern] of Object.entries(all)) {
      for (const { id } of graph.nodes()) {
        const node = graph.node(id);
        if (node === undefined || (graph.uses(id) === 0 && !graph.outputs.includes(id)) || !pattern(node, graph)) continue;
        found.set(name, (found.get(name) ?? 0) + 1);
        changes++;
      }
      graph.sweep();
    }
    if (changes === 0) break;
  }
  return found;
}
