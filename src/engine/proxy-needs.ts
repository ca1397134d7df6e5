/** What a proxy runs and reads, in words: follows from its requests. */
import type { EvidenceRequest } from '../evidence/types.js';
import { evidenceLevels, highestLevel, readsImages } from '../evidence/levels.js';
import { isGradientReading, lossOf } from '../runtime/passes/losses.js';
import { hasPartners } from '../runtime/passes/pass-inputs.js';
import type { Proxy } from '../proxies/types.js';
import type { PassRequest, Reading } from '../runtime/passes/types.js';

export interface ProxyNeeds {
  /** What is run for one architecture: `nothing`, `1 forward, 1 backward`. */
  readonly runs: string;
  /** What is read beside the architecture: `images`, `images, labels`, `noise`, or nothing. */
  readonly reads: string;
}

/** Backward passes that one reading costs beyond the one that all share. */
const backwards: { readonly [K in Reading['kind']]?: string } = {
  'tangent-kernel': 'a backward an image',
  'first-derivatives': 'a backward an output',
  'block-responses': 'a backward a block',
  'weight-curvature': '2 backward',
  'weight-agreement': '1 backward by image',
  'weight-samples': '1 backward by image',
};

const isPass = (request: EvidenceRequest): request is PassRequest => request.kind === 'pass';

function distinctPasses(requests: readonly PassRequest[]): number {
  return new Set(requests.map(({ reading: _, kind: __, ...pass }) => JSON.stringify(pass))).size;
}

function runsOf(requests: readonly EvidenceRequest[]): string {
  const level = highestLevel(requests);
  if (evidenceLevels[level].runs === 'nothing') return 'nothing';
  if (level === 'constant') return '2 forward, 1 channel a layer';
  if (level === 'tangents') return '1 forward with a derivative';
  if (level === 'latency') return 'timed forwards';
  if (level === 'training') return 'training';
  const passes = requests.filter(isPass);
  const distinct = distinctPasses(passes);
  const doubled = passes.some(({ input }) => hasPartners(input)) ? ' of 2 batches' : '';
  const forward = `${distinct} forward${doubled}`;
  const backward = passes.filter(({ reading }) => isGradientReading(reading));
  const [first] = backward;
  return first === undefined ? forward : `${forward}, ${backwards[first.reading.kind] ?? `${distinctPasses(backward)} backward`}`;
}

/** @param requests of the proxy with its options. */
export function proxyNeeds(
  { readsLabels = false }: Pick<Proxy, 'readsLabels'>,
  requests: readonly EvidenceRequest[],
): ProxyNeeds {
  const passes = requests.filter(isPass);
  const reads = [
    ...(requests.some(readsImages) ? ['images'] : passes.length > 0 ? ['noise'] : []),
    ...(readsLabels || passes.some(({ reading }) => lossOf(reading) === 'cross-entropy') ? ['labels'] : []),
  ];
  return { runs: runsOf(requests), reads: reads.join(', ') };
}
