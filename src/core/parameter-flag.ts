import { ownValue } from './own-value.js';

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
};

/** The option that sets a parameter: `--proxy` for `proxies`, `--latency-table` for `latencyTable`. */
export function parameterFlag(parameter: string): string {
  return ownValue(named, parameter) ?? `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
