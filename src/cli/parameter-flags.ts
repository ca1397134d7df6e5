/** Parameters of the library as options of the command line. */
import type { AssayError } from '../core/errors.js';
import { ownValue } from '../core/own-value.js';

/** Options of the command line that are not named like the parameter they set. */
const named: { readonly [parameter: string]: string } = {
  proxies: '--proxy',
  objectives: '--objective',
  folder: '--out',
  learningRate: '--lr',
  targets: '--target',
  searchers: '--searcher',
  format: '--as',
  resamples: '--bootstrap',
  undefinedPolicy: '--undefined',
  nesterov: '--no-nesterov',
};

/** Those that a verb names otherwise. */
const namedIn: { readonly [verb: string]: { readonly [parameter: string]: string } } = {
  reproduce: { folder: '--tables', tables: '--table' },
  next: { count: 'count' },
};

/** The names that hints may hold. */
const hinted =
  'allowCode|architecture|as|batch|budget|chip|costs|device|folder|imageSize|init|latencyTable|learningRate|mixEngines|outputs|proxies|report|resume|searcher|seconds|set|shape|shard|space|table|target|train|workers';
const hintedParameter = new RegExp(`\`(${hinted})\``, 'g');

/** Verbs that take the space as their argument: there is no `--space` to name. */
const takesSpace: ReadonlySet<string> = new Set(['search', 'bench', 'check', 'fit', 'next', 'simulate', 'latency']);

/** The option that sets a parameter: `--proxy` for `proxies`, `--latency-table` for `latencyTable`. */
export function flagOf(parameter: string, verb: string | undefined): string {
  const ofVerb = verb === undefined ? undefined : namedIn[verb]?.[parameter];
  if (ofVerb !== undefined) return ofVerb;
  if (parameter === 'space' && verb !== undefined && takesSpace.has(verb)) return parameter;
  return ownValue(named, parameter) ?? `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The message of an error with options in the place of parameters: `batch: expected ...` as `--batch: expected ...`, also where a hint
 * names parameters in backquotes.
 * @param verb the verb, which decides what its options are.
 */
export function flagged({ message, parameter }: AssayError, verb?: string): string {
  const placed = parameter === undefined ? message : `${flagOf(parameter, verb)}${message.slice(parameter.length)}`;
  return withFlags(placed, verb);
}

/** A line with options in the place of the parameters that it names in backquotes. */
export function withFlags(text: string, verb?: string): string {
  return text.replaceAll(hintedParameter, (_, name: string) => flagOf(name, verb));
}
