/**
 * MAE-DET for detectors: entropy of the feature levels of a backbone (Sun et al., ICML 2022, arXiv 2111.13336; code
 * alibaba/lightweight-neural-architecture-search).
 *
 * The score is the sum over levels of ratio x (ln channels + ln deviation); the ratios of C1 .. C5 are 0, 0, 1, 1, 6. A network with fewer
 * levels takes the last of these ratios for its last level. `madnas` is the same for chains of blocks, read off their groups; here the levels
 * are found from the graph, so that a feature pyramid, a U-Net or a model from a file has a score too.
 *
 * Deviations: the paper measures deviations with one pass of normal numbers through a network without norms, activations and residual links; here
 * they are their expectations, and nothing is run. Enlarged maps (the pyramid itself, decoders) are no part of the score, as in the paper.
 */
import { inferShapes } from '../../arch/infer.js';
import { defineProxy, scored, undefinedScore } from '../types.js';
import { featureLevels } from './feature-levels.js';
import { logDeviations } from './log-deviations.js';

const ratio = (value: number, help: string) => ({ kind: 'number', default: value, min: 0, help }) as const;

export const maeDet = defineProxy({
  id: 'mae-det',
  title: 'MAE-DET: entropy of the feature levels of a detector',
  paper: 'Sun et al. 2022, arXiv 2111.13336',
  definedOn: 'networks over maps',
  note: 'expected deviations, where the paper measures them in one pass; levels are found from the graph',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  options: {
    third: ratio(1, 'ratio of the third-last level (C3)'),
    second: ratio(1, 'ratio of the second-last level (C4)'),
    last: ratio(6, 'ratio of the last level (C5)'),
  },
  requests: () => [{ kind: 'architecture' }],
  score(evidence, { third, second, last }) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const shapes = inferShapes(architecture.value, 1);
    const levels = featureLevels(architecture.value, shapes);
    if (levels.length === 0) return undefinedScore('the network has no maps: MAE-DET is defined on networks over maps');
    const deviations = logDeviations(architecture.value, shapes);
    if (!deviations.ok) return undefinedScore(deviations.reason);
    const ratios = [third, second, last];
    const parts: { [name: string]: number } = {};
    for (const { level, node, channels } of levels) {
      const place = level - (levels.at(-1)?.level ?? 0) + ratios.length - 1;
      const own = ratios[place] ?? 0;
      if (own === 0) continue;
      const deviation = deviations.of.get(node.id) as number;
      if (deviation === -Infinity) return undefinedScore(`no signal reaches level ${level} (${node.id})`);
      parts[`c${level}`] = own * (Math.log(channels) + deviation);
    }
    return scored(
      Object.values(parts).reduce((a, b) => a + b, 0),
      parts,
    );
  },
});
