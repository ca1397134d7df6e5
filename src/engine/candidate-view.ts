import { usageError, parameter } from '../core/errors.js';
import type { Architecture } from '../arch/types.js';
import type { Initializer } from '../runtime/weights/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Candidate, CandidateView, Job } from './types.js';

/** Reads the weights of a model file, of which `architecture` was read. */
export type OpenWeights = (path: string, architecture: Architecture) => Promise<Initializer>;

/**
 * The views of one candidate. An unknown genotype is decoded now, its architecture is built at first use.
 * @throws a data error when the text is malformed, a usage error when it is text and no space was chosen.
 */
export function createCandidateView(
  { candidate, known }: Job,
  space: SearchSpace | undefined,
  openWeights?: OpenWeights,
): CandidateView {
  if (typeof candidate !== 'string') return givenArchitecture(candidate, openWeights);
  if (space === undefined)
    throw usageError(parameter('space'), {
      expected: 'the space of a genotype',
      got: 'none',
      hint: 'name one with `space`',
      code: 'missing',
    });
  const genotype = known === undefined ? space.decode(candidate) : known.genotype;
  let built: Architecture | undefined;
  const architecture = (): Architecture => (built ??= space.build(genotype));
  return { space, genotype, architecture, ...(known === undefined ? {} : { known }) };
}

function givenArchitecture(candidate: Exclude<Candidate, string>, openWeights: OpenWeights | undefined): CandidateView {
  if (!('weights' in candidate)) return { architecture: () => candidate };
  const { architecture, weights: path } = candidate;
  let opened: Promise<Initializer> | undefined;
  return {
    architecture: () => architecture,
    ...(openWeights === undefined ? {} : { weights: () => (opened ??= openWeights(path, architecture)) }),
  };
}

/** Short text that identifies a candidate in an error. */
export function candidateName(candidate: Candidate): string {
  if (typeof candidate === 'string') return candidate;
  return 'weights' in candidate ? candidate.weights : (candidate.name ?? 'architecture');
}
