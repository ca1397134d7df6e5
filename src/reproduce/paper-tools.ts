/** What `runPaper` needs, made of a host and of tables as they are read: architectures taken, scored once a protocol, and kept. */
import { must } from '../core/must.js';
import { selectPopulation } from '../benchmarks/populations.js';
import type { Table } from '../benchmarks/table.js';
import { checkParameter, checkRequest, requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, flag, hook, seed as seedField, signal as signalField, text as textField } from '../core/schema/fields.js';
import { createRng } from '../core/rng.js';
import { version } from '../core/version.js';
import type { Host } from '../engine/host.js';
import { levelOfText } from '../engine/plan.js';
import { hostField } from '../engine/request-fields.js';
import { evaluateStream } from '../engine/stream.js';
import { evidenceLevels } from '../evidence/levels.js';
import { proxies } from '../proxies/index.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import { withScoreCache, type ScoreCache } from '../search/cache/score-cache.js';
import { cacheField } from '../search/request.js';
import { openSpace } from '../spaces/index.js';
import type { ReproduceTools } from './run-paper.js';
import type { OpenedTable } from './scored.js';
import { missingTable, tableSources, type TableSource } from './tables.js';
import type { PaperExperiment } from './types.js';

/** How much is computed, and with what. */
export interface ReproduceSettings {
  /** A sample of each table and fewer runs of each search. */
  readonly isQuick?: boolean;
  /** So many architectures of each table, drawn with the seed. */
  readonly sample?: number;
  /** Most runs of a search. */
  readonly runs?: number;
  readonly seed?: number;
  /** Images where a paper takes real ones, such as `cifar10:FILE`; left out, the grey ramp stands in. */
  readonly data?: string;
  /** Scores that other runs kept. */
  readonly cache?: ScoreCache;
  /** Scoring begins: proxies, and how many architectures. */
  readonly onScoring?: (proxies: readonly string[], total: number) => void;
  /** Architectures scored so far. */
  readonly onProgress?: (done: number) => void;
  /** Scoring has ended, or has failed. */
  readonly onScored?: () => void;
  readonly signal?: AbortSignal;
}

export const reproduceOptional: OptionalFields<ReproduceSettings> = {
  isQuick: flag,
  sample: count(2),
  runs: count(1),
  seed: seedField,
  data: textField,
  cache: cacheField,
  onScoring: hook,
  onProgress: hook,
  onScored: hook,
  signal: signalField,
};
const schema = requestSchema<ReproduceSettings>({}, reproduceOptional);

/** Reads the table of a source. Undefined where it is not there. @throws data errors. */
export type ReadSource = (source: TableSource) => Promise<Table | undefined>;

/** Architectures of a quick sample, where they are only counted, and where networks are run. */
const quickSample = { counted: 20_000, run: 200 } as const;
const quickRuns = 50;

interface Read {
  readonly source: TableSource;
  readonly table: Table;
  readonly architectures: readonly string[];
}

/**
 * What `runPaper` needs, made of a host and of tables as they are read.
 * @throws a usage error for a sample of fewer than two architectures.
 */
export function createPaperTools(readSource: ReadSource, settings: ReproduceSettings, host: Host): ReproduceTools {
  checkParameter('readSource', hook, readSource);
  checkRequest('createPaperTools', schema, settings);
  checkParameter('host', hostField, host);
  const { seed = 0, sample, isQuick = false, data: images } = settings;
  const compute = host.compute ?? ((work) => work());
  const tables = new Map<string, Read>();
  const opened = new Map<string, OpenedTable>();
  const scored = new Map<string, Awaited<ReturnType<ReproduceTools['score']>>>();
  const keys = new WeakMap<OpenedTable, string>();

  const read = async (source: TableSource): Promise<Read | undefined> => {
    const known = tables.get(source.id);
    if (known !== undefined) return known;
    const table = await readSource(source);
    if (table === undefined) return undefined;
    const fresh = { source, table, architectures: compute(() => source.architectures(table)) };
    tables.set(source.id, fresh);
    return fresh;
  };

  return {
    seed,
    mostRuns: settings.runs ?? (isQuick ? quickRuns : Infinity),
    openSpace,
    compute,
    async open(experiment) {
      const source = tableSources.find(({ id }) => id === experiment.table) as TableSource;
      const table = await read(source);
      if (table === undefined) return { missing: missingTable(source) };
      const most = Math.min(
        sample ?? (isQuick ? quickSample[costOf(experiment)] : Infinity),
        experiment.kind === 'correlation' ? (experiment.most ?? Infinity) : Infinity,
      );
      const rows = experiment.kind === 'correlation' ? (experiment.rows ?? Infinity) : Infinity;
      const population = experiment.kind === 'correlation' ? experiment.population : 'all';
      const key = JSON.stringify([source.id, population, rows, most]);
      let part = opened.get(key);
      if (part === undefined) {
        opened.set(key, (part = takePart(table, { population, rows, most, seed })));
        keys.set(part, key);
      }
      return part;
    },
    async score(experiment, table) {
      const { batch = 64, init } = experiment;
      const data = experiment.input === 'images' ? (images ?? 'ramp') : experiment.input === 'noise' ? 'noise' : 'ramp';
      const input =
        experiment.input === 'images' && images === undefined
          ? 'the grey ramp for images (give cifar10:FILE as data)'
          : undefined;
      const key = JSON.stringify([keys.get(table), experiment.proxies, data, batch, init]);
      let known = scored.get(key);
      if (known === undefined) {
        const answer = await scoreAll(experiment, table, { ...settings, data, batch, seed }, host);
        scored.set(key, (known = { ...answer, ...(input === undefined ? {} : { input }) }));
      }
      return known;
    },
  };
}

function costOf(experiment: PaperExperiment): keyof typeof quickSample {
  return experiment.proxies.every((text) => !evidenceLevels[levelOfText(text, proxies) ?? 'training'].builds) ? 'counted' : 'run';
}

interface Part {
  readonly population: string;
  /** First rows of the table. */
  readonly rows: number;
  /** Largest sample. */
  readonly most: number;
  readonly seed: number;
}

function takePart({ source, table, architectures }: Read, { population, rows, most, seed }: Part): OpenedTable {
  let places = [...architectures.keys()].slice(0, Math.min(rows, architectures.length));
  if (population !== 'all') {
    const { isMember } = selectPopulation(population, openSpace(source.space), architectures);
    places = places.filter((place) => isMember[place]);
  }
  const isSampled = most < places.length;
  if (isSampled)
    places = createRng(seed, `reproduce sample of ${source.id}`)
      .shuffle(places)
      .slice(0, most)
      .sort((a, b) => a - b);
  return {
    space: source.space,
    architectures: places.map((place) => must(architectures[place], 'an architecture')),
    target(name) {
      const values = must(source.targets[name], `target ${name}`)(table);
      return Float64Array.from(places, (place) => values[place] ?? NaN);
    },
    isSampled,
  };
}

interface Scoring extends ReproduceSettings {
  readonly data: string;
  readonly batch: number;
  readonly seed: number;
}

async function scoreAll(
  { proxies: texts, init }: PaperExperiment,
  { space, architectures }: OpenedTable,
  { data, batch, seed, cache, onScoring, onProgress, onScored, signal }: Scoring,
  host: Host,
): Promise<{ readonly columns: readonly ScoreColumn[]; readonly seconds: number | null }> {
  const plan = await host.openPlan({ space, proxies: texts, data, batch, seed, ...(init === undefined ? {} : { init }) });
  const { resolved } = plan;
  const { digest } = plan.data;
  const cached =
    cache === undefined
      ? undefined
      : withScoreCache(plan.runners, { cache, resolved, version, ...(digest === undefined ? {} : { digest }) });
  const runners = cached?.runners ?? plan.runners;
  const columns = resolved.proxies.map(({ text, proxy }) => ({
    key: text,
    id: proxy.id,
    direction: proxy.direction,
    scores: [] as Score[],
  }));
  onScoring?.(texts, architectures.length);
  const started = host.now();
  try {
    const stream = evaluateStream(architectures, {
      resolved,
      runner: runners.choose(texts, architectures.length),
      total: architectures.length,
      now: plan.now,
      onProgress: ({ done }) => onProgress?.(done),
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const chunk of stream)
      for (const { evaluation } of chunk)
        for (const column of columns) column.scores.push(must(evaluation.scores[column.key], column.key));
  } finally {
    onScored?.();
    await plan.close();
  }
  return { columns, seconds: (cached?.hits() ?? 0) > 0 ? null : (host.now() - started) / 1000 };
}
