import { requireNumbers } from '../require-shape.js';

/** The architecture that a proxy would pick. */
export interface Best {
  /** The first, in the order given, among the best scored. */
  readonly index: number;
  /** How many share the best score. */
  readonly tied: number;
  /** Its accuracy. */
  readonly accuracy: number;
  /** Mean accuracy of all that share the best score: the expectation of a random choice among them. */
  readonly meanAccuracy: number;
}

/** The best scored pair and its accuracy, ties both ways (first of them, mean of them); null when there is none. */
export function bestOf(scores: ArrayLike<number>, accuracies: ArrayLike<number>): Best | null {
  requireNumbers('scores', scores);
  requireNumbers('accuracies', accuracies);
  let index = -1;
  let tied = 0;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    if (index >= 0 && scores[i] < scores[index]) continue;
    if (index < 0 || scores[i] > scores[index]) {
      index = i;
      tied = 0;
      sum = 0;
    }
    tied++;
    sum += accuracies[i];
  }
  return index < 0 ? null : { index, tied, accuracy: accuracies[index], meanAccuracy: sum / tied };
}
