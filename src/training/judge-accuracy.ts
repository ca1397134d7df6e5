/** How far an accuracy may be trusted: few images leave it uncertain, and a network may be no better than guessing. */
import type { TrainingResult } from './types.js';

interface AccuracyJudgement {
  /** Standard error in percent, of independent images. */
  readonly error: number;
  /** What guessing reaches, in percent. */
  readonly guessing: number;
  /** Within two standard errors of guessing, or below. */
  readonly isGuess: boolean;
}

export function judgeAccuracy({ accuracy, data }: Pick<TrainingResult, 'accuracy' | 'data'>): AccuracyJudgement {
  const share = accuracy / 100;
  const error = 100 * Math.sqrt((share * (1 - share)) / data.validation.images);
  const guessing = 100 / data.classes;
  return { error, guessing, isGuess: accuracy <= guessing + 2 * error };
}
