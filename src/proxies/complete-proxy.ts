/** Checks a user's proxy, given as a value or in a file, and checks what its functions return. */
import { checkFields } from '../core/check-fields.js';
import { AssayError, quote, usageError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { evidenceKinds } from '../evidence/levels.js';
import type { EvidenceRequest } from '../evidence/types.js';
import type { Proxy, Score } from './types.js';

const required = ['id', 'direction', 'requests', 'score'] as const satisfies readonly (keyof Proxy)[];
const known = [
  ...required,
  'title',
  'paper',
  'note',
  'seeded',
  'sharedByCanonical',
  'digest',
  'options',
  'published',
] as const satisfies readonly (keyof Proxy)[];

/**
 * A proxy with safe values for the fields that were left out: seeded, and scored for every genotype as it is written.
 * @throws usage errors that name `where`.
 */
export function completeProxy(where: string, given: object): Proxy {
  checkFields(where, given, known);
  const proxy = given as Partial<Proxy>;
  const need = (holds: boolean, expected: string, got: unknown): void => {
    if (!holds) throw usageError(where, { expected, got: quote(String(got)), code: 'user-code' });
  };
  const { id, direction } = proxy;
  need(typeof id === 'string' && /^[a-z][a-z0-9-]*$/.test(id), 'an id of lower-case letters, digits and hyphens', id);
  need(direction === 'higher' || direction === 'lower', "direction 'higher' or 'lower'", direction);
  for (const name of ['requests', 'score'] as const) need(typeof proxy[name] === 'function', `a function ${name}`, proxy[name]);
  need(proxy.options === undefined || (typeof proxy.options === 'object' && proxy.options !== null), 'options', proxy.options);
  return { title: String(id), paper: 'own', seeded: true, sharedByCanonical: false, options: {}, ...proxy } as Proxy;
}

/** How a call of a proxy's function is made. */
interface ProxyCalls {
  /** Runs the call, and may watch it. */
  around<T>(name: 'requests' | 'score', run: () => T): T;
  /** Where in the author's code an error was thrown. */
  placeOf(error: unknown): string;
}

/** The proxy that turns every mistake of its functions into a usage error naming `where`. */
export function guardProxy(
  where: string,
  proxy: Proxy,
  { around, placeOf }: ProxyCalls = { around: (_, run) => run(), placeOf: () => where },
): Proxy {
  const call = <T>(name: 'requests' | 'score', run: () => T): T => {
    try {
      return around(name, run);
    } catch (error) {
      if (error instanceof AssayError && error.code === 'user-code') throw error;
      const message = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*\n\s*/g, ' ');
      throw new AssayError('usage', `${placeOf(error)}: proxy ${proxy.id}: ${name}: ${message}`, { code: 'user-code' });
    }
  };
  const wrong = (name: string, expected: string, got: unknown): AssayError =>
    usageError(`${where}: proxy ${proxy.id}: ${name}`, {
      expected,
      got: quote(typeof got === 'object' ? (JSON.stringify(got) ?? 'nothing') : String(got)),
      code: 'user-code',
    });
  return {
    ...proxy,
    requests(options, context) {
      const requests: readonly EvidenceRequest[] = call('requests', () => proxy.requests(options, context));
      if (!Array.isArray(requests) || requests.length === 0)
        throw wrong('requests', "a list of requests such as [{ kind: 'cost' }]", requests);
      for (const request of requests)
        if (!evidenceKinds.includes(request?.kind))
          throw unknownName(`${where}: proxy ${proxy.id}`, 'kind of evidence', String(request?.kind), evidenceKinds);
      return requests;
    },
    score(evidence, options, context) {
      const score: Score = call('score', () => proxy.score(evidence, options, context));
      if (typeof score !== 'object' || score === null || typeof score.ok !== 'boolean')
        throw wrong('score', 'scored(value) or undefinedScore(reason)', score);
      if (score.ok ? !Number.isFinite(score.value) : typeof score.reason !== 'string')
        throw wrong('score', 'a finite value, or a reason', score.ok ? score.value : score.reason);
      return score;
    },
  };
}
