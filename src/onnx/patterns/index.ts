import { gatedActivation, spelledHardSigmoid, steppedRelu } from './activations.js';
import { addedBias, affineChain } from './affine.js';
import { mergedBatchNorm, spelledBatchNorm } from './batch-norm.js';
import { channelsFirstInput, padBefore, reshapeChain, slicesJoined, transposeChain } from './layout.js';
import { groupNormAffine, layerNormAffine, spelledGroupNorm, spelledLayerNorm } from './norms.js';
import type { Pattern, PatternGraph } from './graph.js';

interface FoldOptions {
  /** Put batch norms back that the exporter merged into convolutions. */
  readonly restoreNorms: boolean;
  /** Assay wrote the file: only nodes that were written in several parts are joined again, everything else is as intended. */
  readonly isOwn: boolean;
}

/** What exporters write out or split, by the name of each pattern in reports. */
const patterns: { readonly [name: string]: Pattern } = {
  'channels-first input': channelsFirstInput,
  'transposes joined': transposeChain,
  'reshapes joined': reshapeChain,
  'stepped relu': steppedRelu,
  'gated activation': gatedActivation,
  'hard sigmoid': spelledHardSigmoid,
  'affine maps joined': affineChain,
  'layer norm': spelledLayerNorm,
  'layer norm scale and shift': layerNormAffine,
  'group norm': spelledGroupNorm,
  'group norm scale and shift': groupNormAffine,
  bias: addedBias,
  'batch norm': spelledBatchNorm,
  padding: padBefore,
};

/** What Assay writes out. */
const ownPatterns: { readonly [name: string]: Pattern } = {
  'transposes joined': transposeChain,
  'reshapes joined': reshapeChain,
  'slices joined': slicesJoined,
  'gated activation': gatedActivation,
  'affine maps joined': affineChain,
  'group norm': spelledGroupNorm,
  'group norm scale and shift': groupNormAffine,
  bias: addedBias,
};

/** More rounds than any nesting of patterns needs. */
const mostRounds = 8;

/** Folds exporters' habits back into operators, until nothing changes. How often each pattern was found, by name. */
export function foldPatterns(graph: PatternGraph, { restoreNorms, isOwn }: FoldOptions): Map<string, number> {
  const found = new Map<string, number>();
  const all = isOwn ? ownPatterns : { ...patterns, ...(restoreNorms ? { 'merged batch norm': mergedBatchNorm } : {}) };
  for (let round = 0; round < mostRounds; round++) {
    let changes = 0;
    for (const [name, pattern] of Object.entries(all)) {
      const written = isOwn ? inParts(graph) : undefined;
      for (const { id } of graph.nodes()) {
        if (written !== undefined && !written.has(id)) continue;
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

/** Ids of operators that were written in parts, and of those parts: "head" and "head/matmul". */
function inParts(graph: PatternGraph): Set<string> {
  const found = new Set<string>();
  for (const { id } of graph.nodes()) {
    if (graph.isOperator(id)) continue;
    for (let at = id.indexOf('/'); at >= 0; at = id.indexOf('/', at + 1)) {
      const whole = id.slice(0, at);
      if (graph.node(whole) === undefined) continue;
      found.add(whole);
      found.add(id);
    }
  }
  return found;
}
