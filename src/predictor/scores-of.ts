/** The proxies that a recipe names, resolved. */
import { parseSpec, resolveOptions } from '../core/options.js';
import { parameter } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import type { Evidence, EvidenceRequest } from '../evidence/types.js';
import { proxies as builtIn } from '../proxies/index.js';
import type { Proxy, ProxyContext, Score } from '../proxies/types.js';

/** A proxy with its options. */
export interface NamedProxy {
  readonly proxy: Proxy;
  requests(context: ProxyContext): readonly EvidenceRequest[];
  score(evidence: Evidence, context: ProxyContext): Score;
}

/** @throws a usage error for a name that is not known, or a wrong option. */
export function namedProxy(text: string): NamedProxy {
  const spec = parseSpec(text, 'proxy');
  const proxy = builtIn.find(({ id }) => id === spec.id);
  if (proxy === undefined)
    throw unknownName(
      parameter('proxies'),
      'proxy',
      spec.id,
      builtIn.map(({ id }) => id),
    );
  const options = resolveOptions(`proxy ${spec.id}`, proxy.options, spec.options);
  return {
    proxy,
    requests: (context) => proxy.requests(options, context),
    score: (evidence, context) => proxy.score(evidence, options, context),
  };
}
