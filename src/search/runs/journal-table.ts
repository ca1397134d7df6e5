/** The journal of a run as a table: one row an architecture, its scores by proxy, its params and MACs where its space counts them. */
import { dataError } from '../../core/errors.js';
import type { Table } from '../../benchmarks/table.js';
import { limitBounds, type LimitBound } from '../../engine/limits/limit-bounds.js';
import { openSpace } from '../../spaces/index.js';
import type { SearchSpace } from '../../spaces/types.js';
import { parseEntry } from '../journal/journal.js';
import type { RunSettings } from '../journal/types.js';

/** What is read of a journal. */
export interface JournalTable {
  /** Columns `arch`, one for each proxy, `params`, `macs`. */
  readonly table: Table;
  /** The spec of the space of its architectures; undefined where there is none. */
  readonly space?: string;
  /** What its candidates had to meet. */
  readonly limits: readonly LimitBound[];
}

/**
 * Reads the text of a journal, of a run that has ended or not; a last line that is not complete is left out, and of several lines of one architecture all scores are kept.
 * @param source its name, for messages.
 * @throws a data error for a line that is none of a journal, and for one without scores.
 */
export function journalTable(text: string, source: string): JournalTable {
  const where = (line: number): string => `${source} line ${line + 1}`;
  const lines = text.split('\n');
  lines.pop();
  let settings: RunSettings | undefined;
  const rows = new Map<string, { [proxy: string]: number }>();
  const proxies = new Set<string>();
  lines.forEach((line, i) => {
    const entry = parseEntry(where(i), line);
    if (entry.type === 'header') settings = entry.settings;
    if (entry.type !== 'evaluation') return;
    const name = nameOf(entry.candidate, i);
    const row = rows.get(name) ?? {};
    for (const [proxy, score] of Object.entries(entry.scores)) {
      proxies.add(proxy);
      if (score.ok) row[proxy] = score.value;
    }
    rows.set(name, row);
  });
  if (settings === undefined) throw dataError(source, { expected: 'the header of a journal', got: 'none', code: 'missing' });
  if (rows.size === 0)
    throw dataError(source, {
      expected: 'scores',
      got: 'none yet',
      hint: 'wait until the run has scored something',
      code: 'missing',
    });
  const arch = [...rows.keys()];
  const scores = [...proxies].map((proxy) => ({
    name: proxy,
    values: Float64Array.from(rows.values(), (row) => row[proxy] ?? NaN),
  }));
  const spec = settings.plan.space;
  const costs = spec === undefined ? [] : countedCosts(spec, arch).filter(({ name }) => !proxies.has(name));
  const columns = [...scores, ...costs];
  return {
    table: {
      source,
      rows: arch.length,
      names: ['arch', ...columns.map(({ name }) => name)],
      columns: [arch, ...columns.map(({ values }) => values)],
    },
    ...(spec === undefined ? {} : { space: spec }),
    limits: settings.where === undefined ? [] : limitBounds(settings.where, [...proxies]),
  };
}

function nameOf(candidate: unknown, line: number): string {
  if (typeof candidate === 'string') return candidate;
  const { name } = candidate as { readonly name?: unknown };
  return typeof name === 'string' ? name : `network ${line}`;
}

/** Params and MACs; none where the space is of a file, or counts nothing. */
function countedCosts(spec: string, arch: readonly string[]): { readonly name: string; readonly values: Float64Array }[] {
  let space: SearchSpace;
  try {
    space = openSpace(spec);
  } catch {
    return [];
  }
  if (space.cost === undefined) return [];
  const params = new Float64Array(arch.length).fill(NaN);
  const macs = new Float64Array(arch.length).fill(NaN);
  arch.forEach((text, i) => {
    const cost = space.cost?.(space.decode(text));
    if (cost === undefined) return;
    params[i] = cost.params;
    macs[i] = cost.macs;
  });
  return [
    { name: 'params', values: params },
    { name: 'macs', values: macs },
  ];
}
