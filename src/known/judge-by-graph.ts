/** What ranks where nothing is fitted: the judgement of effort `graph`, combined as search and bench combine it. */
import { namedProxy } from '../predictor/scores-of.js';
import { combineScores } from '../proxies/combine/index.js';
import { columnOf } from '../search/column-of.js';
import { judgementOf } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';
import type { NetworkScores } from './describe-networks.js';

/** Higher is better, comparable among these networks only. @param scores of each network, with those of the judgement. */
export function judgeByGraph(space: SearchSpace | undefined, scores: readonly NetworkScores[]): Float64Array {
  const { proxies, combine } = judgementOf('graph', space?.properties);
  const columns = proxies.map((text) => {
    const { id, direction } = namedProxy(text).proxy;
    return { key: text, id, direction, scores: scores.map((own) => columnOf(own, text)) };
  });
  return combineScores(combine, columns).values;
}
