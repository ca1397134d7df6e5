import { azExpressivity, azProgressivity } from './az-nas.js';
import { azTrainability } from './az-trainability.js';
import { entropy } from './entropy.js';
import { epads } from './epads.js';
import { epe } from './epe.js';
import { epsilon } from './epsilon.js';
import { fisher } from './fisher.js';
import { gradNorm } from './grad-norm.js';
import { gradsign } from './gradsign.js';
import { grasp } from './grasp.js';
import { jacobCov } from './jacob-cov.js';
import { knas } from './knas.js';
import { l2Norm } from './l2-norm.js';
import { convs, depth } from './layer-counts.js';
import { latencyMs } from './latency.js';
import { layerwiseNaswot } from './layerwise-naswot.js';
import { linearRegions } from './linear-regions.js';
import { deepmad, madnas } from './mad-nas.js';
import { field, fieldLast, fieldMeco, fieldRank } from './mean-field/field-proxies.js';
import { maeDet } from './mae-det/mae-det.js';
import { meco } from './meco.js';
import { mlfe } from './mlfe.js';
import { naswot, nwot } from './naswot.js';
import { near } from './near.js';
import { noiseImmunity } from './noise-immunity.js';
import { ntk } from './ntk.js';
import { plain } from './plain.js';
import { sed } from './sed.js';
import { macs, params } from './size.js';
import { snip } from './snip.js';
import { swap } from './swap.js';
import { logsynflow, synflow } from './synflow.js';
import { tCet } from './t-cet.js';
import type { Proxy } from './types.js';
import { vkdnw } from './vkdnw.js';
import { wPca } from './w-pca.js';
import { wrcor } from './wrcor.js';
import { zen } from './zen.js';
import { zerolm } from './zerolm.js';
import { zico } from './zico.js';

/** Every proxy. A new one adds its line here. */
export const proxies: readonly Proxy[] = [
  sed,
  epsilon,
  epads,
  naswot,
  nwot,
  layerwiseNaswot,
  swap,
  zen,
  meco,
  azExpressivity,
  azProgressivity,
  azTrainability,
  near,
  entropy,
  mlfe,
  noiseImmunity,
  linearRegions,
  gradNorm,
  snip,
  plain,
  grasp,
  fisher,
  jacobCov,
  epe,
  zico,
  gradsign,
  knas,
  tCet,
  ntk,
  wrcor,
  vkdnw,
  synflow,
  logsynflow,
  l2Norm,
  wPca,
  zerolm,
  maeDet,
  madnas,
  deepmad,
  field,
  fieldRank,
  fieldLast,
  fieldMeco,
  depth,
  convs,
  params,
  macs,
  latencyMs,
];
