import { usageError } from '../core/errors.js';
import type { Architecture } from '../arch/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Candidate, Subject } from './types.js';

/**
 * The views of one candidate. A genotype is decoded now, its architecture is built when first asked for.
 * @throws a data error when the text is malformed, a usage error when it is text and no space was chosen.
 */
export function createSubject(candidate: Candidate, space: SearchSpace | undefined): Subject {
  if (typeof candidate !== 'string') return { architecture: () => candidate };
  if (space === undefined) throw usageError('--space', { expected: 'the space of a genotype', got: 'none', hint: 'name one with --space' });
  const genotype = space.decode(candidate);
  let built: Architecture | undefined;
  return { space, genotype, architecture: () => (built ??= space.build(genotype)) };
}

/** Short text that tells a candidate from others in an error. */
export function candidateName(candidate: Candidate): string {
  return typeof candidate === 'string' ? candidate : (candidate.name ?? 'architecture');
}
