import { usageError } from '../../core/errors.js';
import { shardText } from '../../engine/shard.js';
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
  verb,
  list,
  reading,
  modelDigest,
  shard,
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
    'image size': plan.imageSize === undefined ? 'of the space' : String(plan.imageSize),
    seed: String(plan.seed),
    'initial weights': plan.init ?? 'default',
    device: plan.device ?? 'cpu',
    searcher,
    budget: budget === undefined ? 'none' : String(budget),
    seconds: seconds === undefined ? 'none' : String(seconds),
    limits: where ?? 'none',
    'combination for the searcher': combine ?? 'none',
    objectives: objectives?.join(',') ?? 'score',
    verb: verb ?? 'search',
    architectures: list ?? 'of the space',
    'models read with': reading ?? 'what their files say',
    'model files': modelDigest === undefined ? 'none' : `sha256 ${modelDigest}`,
    engine: shard?.engine ?? 'any',
    shard: shard === undefined ? 'none' : shardText(shard),
  };
}

/** The names of the settings that differ. */
function differences(one: RunSettings, other: RunSettings): string[] {
  const [a, b] = [describeSettings(one), describeSettings(other)];
  return Object.keys(b).filter((name) => a[name] !== b[name]);
}

/** The settings that differ, with both values; undefined if none does. */
export function describeDifference(one: RunSettings, other: RunSettings): readonly [string, string] | undefined {
  const names = differences(one, other);
  if (names.length === 0) return undefined;
  const list = (settings: RunSettings): string => {
    const values = describeSettings(settings);
    return names.map((name) => `${name} ${values[name]}`).join(' and ');
  };
  return [list(one), list(other)];
}

/** @throws a usage error that names every difference between the settings of this run and those a journal was written with. */
export function requireSameSettings(where: string, wanted: RunSettings, found: RunSettings): void {
  const difference = describeDifference(found, wanted);
  if (difference === undefined) return;
  const [had, asked] = difference;
  throw usageError(where, {
    expected: `${had}, as in the journal of that run`,
    got: asked,
    hint: 'use the same settings to continue it, or start a new run with another `folder`',
    code: 'mismatch',
  });
}

/** A setting, and what each of some runs has there. */
export interface SettingRow {
  readonly name: string;
  readonly values: readonly string[];
}

/** Settings as rows, in the words of the errors about them: of several runs, those that differ. */
export function differingSettings(runs: readonly RunSettings[]): SettingRow[] {
  const described = runs.map(describeSettings);
  return Object.keys(described[0] ?? {})
    .map((name) => ({ name, values: described.map((settings) => settings[name] ?? '') }))
    .filter(({ values }) => runs.length === 1 || new Set(values).size > 1);
}
