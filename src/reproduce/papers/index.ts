import type { Paper } from '../types.js';
import { countsPaper } from './counts.js';
import { synflowPaper } from './synflow.js';
import { swapPaper } from './swap.js';
import { zenPaper } from './zen.js';
import { mecoPaper } from './meco.js';
import { nearPaper } from './near.js';
import { azNasPaper } from './az-nas.js';
import { epadsPaper } from './epads.js';
import { epePaper } from './epe.js';
import { epsilonPaper } from './epsilon.js';
import { everywherePaper } from './everywhere.js';
import { gradsignPaper } from './gradsign.js';
import { naswotPaper } from './naswot.js';
import { ownPaper } from './own.js';
import { sedPaper } from './sed.js';
import { vkdnwPaper } from './vkdnw.js';
import { zeroCostPaper } from './zero-cost.js';
import { zicoPaper } from './zico.js';

/** Every paper whose numbers can be reached. A new one adds its line here. */
export const papers: readonly Paper[] = [
  sedPaper,
  epsilonPaper,
  epadsPaper,
  naswotPaper,
  azNasPaper,
  countsPaper,
  synflowPaper,
  swapPaper,
  zenPaper,
  mecoPaper,
  nearPaper,
  zeroCostPaper,
  zicoPaper,
  gradsignPaper,
  epePaper,
  vkdnwPaper,
  ownPaper,
  everywherePaper,
];
