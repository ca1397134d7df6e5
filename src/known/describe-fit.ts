import { plural } from '../core/plural.js';
import { regressors } from '../predictor/regressors/index.js';
import type { FittedJudgement } from '../predictor/types.js';
import { shortInterval, shortNumber } from './verdict.js';

/** What was learned, and how well it ranks networks that it had not seen. */
export function describeFit({ known, scales, regressor, quality, target }: FittedJudgement): string[] {
  const { tau, interval, judgementTau, error, within, folds } = quality;
  const title = regressors.find(({ id }) => id === regressor.id)?.title ?? regressor.id;
  const gain =
    judgementTau === null
      ? ''
      : `; what ranks by topology alone (effort graph), with nothing fitted, has ${shortNumber(judgementTau)}${tau > judgementTau ? '' : ', so that this fit is no better: train more networks, or stay with it'}`;
  return [
    `${title}, ${plural(scales.length, 'feature')}, learned from ${plural(known.length, 'network')} with ${target}`,
    `on networks it had not seen (${folds} folds): tau-b ${shortNumber(tau)} ${shortInterval(interval)}${gain}`,
    `its error is ${error.toPrecision(3)} (root mean square), and ${Math.round(100 * within)} % of the accuracies lie within one standard deviation`,
  ];
}
