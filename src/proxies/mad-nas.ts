/** MAE-DET (MadNAS) and DeepMAD: entropy by arithmetic, for networks that are chains of blocks; see `chain-entropy`. */
import { chainBlocks } from './chain-blocks.js';
import { chainStages, deepMadScore, depthPenalty, madScore } from './chain-entropy.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const note = 'defined for chains of blocks: others have a reason; ratios of five stages, fewer take the last';

export const madnas = defineProxy({
  id: 'madnas',
  title: 'MAE-DET: entropy of a chain of blocks',
  paper: 'Sun et al. 2022, arXiv 2111.13336',
  note,
  definedOn: 'chains of blocks',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: {},
  requests: () => [{ kind: 'architecture' }],
  score(evidence) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const chain = chainBlocks(architecture.value);
    return chain.ok ? scored(madScore(chainStages(chain.blocks))) : undefinedScore(chain.reason);
  },
});

export const deepmad = defineProxy({
  id: 'deepmad',
  title: 'DeepMAD: effective entropy of a chain of blocks',
  paper: 'Shen et al. 2023, arXiv 2303.02165',
  definedOn: 'chains of blocks',
  note: `${note}; the penalty takes the blocks of a stage as its depth`,
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: {
    penalty: { kind: 'boolean', default: true, help: 'subtract 10 exp(deviation of the stage depths)' },
    skip: { kind: 'integer', default: 1, min: 0, max: 8, help: 'stages the penalty leaves out (paper: the first)' },
  },
  requests: () => [{ kind: 'architecture' }],
  score(evidence, { penalty, skip }) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const chain = chainBlocks(architecture.value);
    if (!chain.ok) return undefinedScore(chain.reason);
    const stages = chainStages(chain.blocks);
    const entropy = deepMadScore(stages);
    const depths = stages.slice(skip).map(({ depth }) => depth);
    if (!penalty || depths.length === 0) return scored(entropy);
    const cost = depthPenalty(depths);
    return scored(entropy - cost, { entropy, penalty: cost });
  },
});
