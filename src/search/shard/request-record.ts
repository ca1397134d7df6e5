/** What the journal of a part keeps of its request: enough to ask for the complete run when the parts are merged. */
import { parameter, usageError } from '../../core/errors.js';

/** Parameters that say where and how a run goes on, not what it is; a part trains nothing, and its journal must not make a merge start a program. */
const left: ReadonlySet<string> = new Set([
  'shard',
  'asked',
  'folder',
  'journal',
  'resume',
  'cache',
  'workers',
  'queue',
  'mixEngines',
  'train',
  'trainer',
  'trainData',
  'trainValidation',
  'costDigests',
  'startedAt',
  'onNotice',
  'onProxy',
  'onProgress',
  'signal',
  'record',
]);

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || value === null) return ['string', 'number', 'boolean'].includes(typeof value);
  // The shapes of inputs, or their numbers; a table, a space or a network holds more than numbers and lists of them.
  return Object.values(value)
    .flat()
    .every((entry) => typeof entry === 'number');
}

/** What a journal leaves out. */
const isDefault = (name: string, value: unknown): boolean => name === 'device' && value === 'cpu';

/** @throws a usage error for a value that has no text: another process cannot ask for it. */
export function requestRecord(request: object): { readonly [parameter: string]: unknown } {
  const kept = Object.entries(request).filter(
    ([name, value]) => value !== undefined && !left.has(name) && !isDefault(name, value),
  );
  for (const [name, value] of kept)
    if (!isPlain(value))
      throw usageError(parameter('shard'), {
        expected: `\`${name}\` by name or path, because the parts are merged by another process`,
        got: 'a value',
        hint: 'write it to a file',
        code: 'unsupported',
      });
  return Object.fromEntries(kept);
}

/** The request of the complete run, from what the journal of a part kept. */
export function recordedRequest(kept: { readonly [parameter: string]: unknown }): { readonly [parameter: string]: unknown } {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !left.has(name)));
}
