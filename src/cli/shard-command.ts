/** The command that makes a part, from what the journals of other parts keep of the request. */
import { shardText, type Shard } from '../engine/shard.js';
import type { MakePart } from '../search/shard/check-parts.js';
import { flagOf } from './parameter-flags.js';

/** What the command line sets where nothing is named. */
const defaults: { readonly [parameter: string]: unknown } = {
  data: 'ramp',
  seed: 0,
  top: 10,
  population: 'all',
  undefinedPolicy: 'last',
  resamples: 0,
};

/** Parameters that are arguments, not options. */
const positional: { readonly [verb: string]: string } = { search: 'space', bench: 'space', score: 'architectures' };

/** A word as a shell reads it. */
function shellWord(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function shardCommand({ settings, index, out, isResumed }: MakePart): string {
  const { verb = 'search' } = settings as { readonly verb?: string };
  const { request, count } = settings.shard;
  const first = request[positional[verb] ?? ''];
  const words = ['assay', verb, ...(Array.isArray(first) ? first : [first]).map((word) => shellWord(String(word)))];
  for (const [parameter, value] of Object.entries(request)) {
    if (parameter === positional[verb] || value === false || value === defaults[parameter]) continue;
    words.push(...flagWords(flagOf(parameter, verb), value));
  }
  const own: Shard = { index, count };
  words.push('--shard', shardText(own), isResumed ? '--resume' : '--out', shellWord(out));
  return words.join(' ');
}

function flagWords(flag: string, value: unknown): string[] {
  if (value === true) return [flag];
  if (Array.isArray(value)) return [flag, shellWord(value.join(','))];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, lengths]) => [flag, shellWord(`${name}=${String(lengths)}`)]);
  return [flag, shellWord(String(value))];
}
