import type { FigureResult } from './types.js';

/** A correlation that a sample leaves open by more than this is not reproduced by it. */
const mostSampleError = 0.1;

/**
 * Whether a number lies within its tolerance of another; open where it does only because a sample is small. Accuracies have their own tolerance as
 * a scale of what is small.
 */
export function within(
  measured: number,
  published: number,
  { tolerance, sampleError = 0, metric }: Pick<FigureResult, 'tolerance' | 'sampleError' | 'metric'>,
): Pick<FigureResult, 'isWithin' | 'isOpen'> {
  const isWithin = Math.abs(measured - published) <= tolerance;
  const isCorrelation = metric === 'spearman' || metric === 'kendall';
  const isOpen = isWithin && sampleError > (isCorrelation ? mostSampleError : tolerance - sampleError);
  return isOpen ? { isWithin: null, isOpen } : { isWithin };
}

/** Whether a number was compared with another, even if a small sample leaves open what came of it. */
export const isCompared = ({ isWithin, isOpen }: FigureResult): boolean => isWithin !== null || isOpen === true;
