import { usageError } from '../../core/errors.js';
import type { RunSettings } from './types.js';

/** Settings as the user wrote them, in the order an error names them. */
function describeSettings({
  assay,
  plan,
  searcher,
  budget,
  seconds,
  where,
  combine,
  objectives,
  digest,
  machine,
  costs,
  spaceDigest,
  proxyDigests,
}: RunSettings): { readonly [name: string]: string } {
  return {
    'assay version': assay,
    space: plan.space ?? 'none',
    'space file': spaceDigest ?? 'none',
    proxies: plan.proxies.join(','),
    'proxy files': proxyDigests?.join(',') ?? 'none',
    data: plan.data,
    'data files': digest ?? 'none',
    machine: machine ?? 'any',
    'cost files': costs?.join(',') ?? 'none',
    batch: String(plan.batch),
    seed: String(plan.seed),
    'initial weights': plan.init ?? 'default',
    searcher,
    budget: budget === undefined ? 'none' : String(budget),
    seconds: seconds === undefined ? 'none' : String(seconds),
    limits: where ?? 'none',
    'combination for the searcher': combine ?? 'none',
    objectives: objectives?.join(',') ?? 'score',
  };
}

/** @throws a usage error that names every difference between the settings of this run and those a journal was written with. */
export function requireSameSettings(where: string, wanted: RunSettings, found: RunSettings): void {
  const [had, asked] = [describeSettings(found), describeSettings(wanted)];
  const names = Object.keys(had).filter((name) => had[name] !== asked[name]);
  if (names.length === 0) return;
  const list = (values: { readonly [name: string]: string }): string =>
    names.map((name) => `${name} ${values[name]}`).join(' and ');
  throw usageError(where, {
    expected: `${list(had)}, as in the journal of that run`,
    got: list(asked),
    hint: 'use the same settings to continue it, or start a new run with another `folder`',
    code: 'mismatch',
  });
}
