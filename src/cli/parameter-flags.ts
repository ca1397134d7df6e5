/** Parameters of the library as options of the command line. */
import type { AssayError } from '../core/errors.js';

/** Options that are not named like the parameter they set. */
const named: { readonly [parameter: string]: string } = {
  proxies: '--proxy',
  objectives: '--objective',
  folder: '--out',
};

/** What hints may name. */
const hinted =
  'architecture|as|batch|budget|costs|folder|init|latencyTable|outputs|resume|searcher|seconds|shape|space|table|target|workers';
const hintedParameter = new RegExp(`\`(${hinted})\``, 'g');

function flagOf(parameter: string): string {
  return Object.hasOwn(named, parameter)
    ? named[parameter]
    : `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The message of an error with options in the place of parameters: `batch: expected ...` as `--batch: expected ...`, and so where a hint
 * names some in backquotes.
 */
export function flagged({ message, parameter }: AssayError): string {
  const placed = parameter === undefined ? message : `${flagOf(parameter)}${message.slice(parameter.length)}`;
  return placed.replaceAll(hintedParameter, (_, name: string) => flagOf(name));
}
