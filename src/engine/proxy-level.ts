import { parameter } from '../core/errors.js';
import { checkParameter } from '../core/schema/check-request.js';
import { text } from '../core/schema/fields.js';
import { unknownName } from '../core/suggest.js';
import type { EvidenceLevel } from '../evidence/levels.js';
import { proxies } from '../proxies/index.js';
import { levelOfText } from './plan.js';

/**
 * What a built-in proxy costs: the most expensive kind of evidence that it needs, such as `topology`, `cost` or `activations`.
 * @param spec such as `zen:by=mean-field`: options may change it.
 * @throws a usage error for an unknown proxy or option.
 */
export function proxyLevel(spec: string): EvidenceLevel {
  checkParameter('proxy', text, spec);
  const level = levelOfText(spec, proxies);
  if (level !== undefined) return level;
  throw unknownName(
    parameter('proxy'),
    'proxy',
    spec.split(':', 1).join(),
    proxies.map(({ id }) => id),
  );
}
