/** What the options of `assay search` stand for, before anything is opened. */
import { join } from 'node:path';
import { usageError } from '../core/errors.js';
import { parseSpec } from '../core/options.js';
import type { EvidenceKind, Proxy } from '../proxies/types.js';
import { proxies as builtIn } from '../proxies/index.js';
import { searchers } from '../searchers/index.js';
import type { SearchSpace } from '../spaces/types.js';
import type { RunOptions } from './run-options.js';

export interface SearchCommandOptions extends RunOptions {
  readonly searcher?: string;
  readonly budget?: number;
  readonly seconds?: number;
  readonly where?: string;
  readonly objective?: readonly string[];
  readonly combine?: string;
  readonly out?: string;
  readonly resume?: string | true;
  readonly cache?: string;
  readonly costs?: string;
  readonly latencyTable?: string;
  readonly table?: string;
  readonly top: number;
  readonly json?: boolean;
}

/** Spaces up to this size are visited whole unless something else is asked. */
const visitable = 100_000;

/** The searcher asked for; else the whole of a small space, or a shortlist from a large draw. */
export function searcherText({ searcher, seconds }: SearchCommandOptions, { enumerate, size = Infinity }: SearchSpace): string {
  if (searcher !== undefined) return searcher;
  return enumerate !== undefined && size <= visitable && seconds === undefined ? 'exhaustive' : 'shortlist';
}

/** Whether the searcher of a spec learns; false for one that does not exist, which is refused later. */
export function learns(spec: string): boolean {
  const { id } = parseSpec(spec, 'searcher');
  return searchers.find((known) => known.id === id)?.learns ?? false;
}

/** Evidence for which no network is built or run. */
const free: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>(['topology', 'cost']);
/** Below so many seconds nothing is run unless it is asked for by name. */
const longEnough = 10;

/** The proxies asked for, or the space's own; in a few seconds only those of its own that run nothing, where there are some. */
export function proxyTexts(
  { proxy, seconds }: SearchCommandOptions,
  { defaults }: SearchSpace,
  known: readonly Proxy[] = builtIn,
): readonly string[] {
  if (proxy !== undefined) return proxy;
  if (seconds === undefined || seconds >= longEnough) return defaults.proxies;
  const own = defaults.proxies.filter((text) =>
    known.some(({ id, evidence }) => id === text.split(':')[0] && free.has(evidence)),
  );
  return own.length > 0 ? own : defaults.proxies;
}

/** Where a run is kept: named, resumed, or a new folder under `runs`. */
export function runFolder(
  spaceId: string,
  { out, resume }: SearchCommandOptions,
): { readonly folder: string; readonly mode: 'start' | 'resume' } {
  if (typeof resume === 'string' && out !== undefined && out !== resume)
    throw usageError('--resume', { expected: 'one folder', got: `${resume} and --out ${out}` });
  const named = typeof resume === 'string' ? resume : out;
  if (resume !== undefined && named === undefined)
    throw usageError('--resume', { expected: 'the folder of the run', got: 'none', hint: '--resume DIR, or --out DIR --resume' });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return { folder: named ?? join('runs', `${spaceId}-${stamp}`), mode: resume === undefined ? 'start' : 'resume' };
}

/** @throws a usage error for numbers that are none. */
export function checkNumbers({ top, seconds, budget }: SearchCommandOptions): void {
  if (top < 1) throw usageError('--top', { expected: 'at least 1', got: String(top) });
  if (seconds !== undefined && !(seconds > 0 && seconds < Infinity))
    throw usageError('--seconds', { expected: 'a positive number', got: String(seconds) });
  if (budget !== undefined && budget < 1)
    throw usageError('--budget', { expected: 'an integer of at least 1', got: String(budget) });
}
