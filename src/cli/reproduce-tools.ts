/** What the runner of `reproduce` needs of this machine: tables found and read, architectures scored in workers. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { selectPopulation } from '../benchmarks/populations.js';
import type { Table } from '../benchmarks/table.js';
import { dataError, quote, usageError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { createRng } from '../core/rng.js';
import { evidenceLevels } from '../evidence/levels.js';
import { levelOfText } from '../engine/plan.js';
import { evaluateStream } from '../engine/stream.js';
import { breakable } from '../platform/node/breakable.js';
import { findFile } from '../platform/node/find-file.js';
import { pathKind, readText } from '../platform/node/files.js';
import { openPlan } from '../platform/node/open-plan.js';
import { readTable } from '../platform/node/read-table.js';
import { openScoreCache } from '../platform/node/score-cache-file.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import { proxies } from '../proxies/index.js';
import type { Score } from '../proxies/types.js';
import type { ReproduceTools } from '../reproduce/run-paper.js';
import type { OpenedTable } from '../reproduce/scored.js';
import { tableSources, type TableSource } from '../reproduce/tables.js';
import type { PaperExperiment } from '../reproduce/types.js';
import { openSpace } from '../spaces/index.js';
import { withScoreCache } from '../search/cache/score-cache.js';
import { say } from './output.js';
import { startProgress } from './progress.js';
import { version } from './version.js';

export interface ReproduceOptions {
  readonly quick?: boolean;
  readonly table?: readonly string[];
  readonly tables?: string;
  readonly data?: string;
  readonly sample?: number;
  readonly runs?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly cache?: string;
}

/** `--quick`: so many architectures, where they are only counted, and where networks are run. */
const quickSample = { counted: 20_000, run: 200 } as const;
const quickRuns = 50;

/** Files of CIFAR-10 images, where none are named. */
const imageFiles = ['data_batch_1.bin', 'data_batch_1.bin.gz', 'cifar10_train_0-1023.bin.gz'];

interface Read {
  readonly source: TableSource;
  readonly table: Table;
  readonly architectures: readonly string[];
}

/** @param signal ends the scoring. */
export function createReproduceTools(options: ReproduceOptions, signal: AbortSignal): ReproduceTools {
  const folder = options.tables ?? process.env['ASSAY_TABLES'];
  if (folder !== undefined && pathKind(folder) !== 'folder')
    throw dataError('--tables', { expected: 'a folder', got: `none at ${quote(folder, 120)}` });
  const given = (options.table ?? []).map(readGiven);
  const paths = given.map(({ path }) => path);
  const { seed, sample } = options;
  if (sample !== undefined && sample < 2)
    throw usageError('--sample', { expected: 'at least 2 architectures', got: String(sample) });
  const images = options.data ?? cifar(findFile(imageFiles, paths, folder));
  const tables = new Map<string, Read>();
  const opened = new Map<string, OpenedTable>();
  const scored = new Map<string, Awaited<ReturnType<ReproduceTools['score']>>>();
  const keys = new WeakMap<OpenedTable, string>();

  const read = async (source: TableSource, path: string): Promise<Read> => {
    let known = tables.get(source.id);
    if (known === undefined) {
      // The largest take half a minute to unpack and decode.
      if (statSync(path).size > 2 ** 21) say(`reading ${path} ...`);
      const { parse } = source;
      const table = parse === undefined ? await readTable(path) : breakable(() => parse(readText(`table ${path}`, path), path));
      tables.set(source.id, (known = { source, table, architectures: breakable(() => source.architectures(table)) }));
    }
    return known;
  };

  return {
    seed,
    mostRuns: options.runs ?? (options.quick === true ? quickRuns : Infinity),
    openSpace,
    compute: breakable,
    async open(experiment) {
      const source = tableSources.find(({ id }) => id === experiment.table) as TableSource;
      const path = given.find(({ id }) => id === source.id)?.path ?? findFile(source.files, paths, folder);
      if (path === undefined)
        return { missing: `no table ${source.files.join(' or ')}: --table FILE, --tables DIR or ASSAY_TABLES` };
      const table = await read(source, path);
      const most = Math.min(
        sample ?? (options.quick === true ? quickSample[costOf(experiment)] : Infinity),
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
        experiment.input === 'images' && images === undefined ? 'the grey ramp for images (--data cifar10:FILE)' : undefined;
      const key = JSON.stringify([keys.get(table), experiment.proxies, data, batch, init]);
      let known = scored.get(key);
      if (known === undefined)
        scored.set(
          key,
          (known = {
            ...(await scoreAll(experiment, table, { ...options, data, batch, signal })),
            ...(input === undefined ? {} : { input }),
          }),
        );
      return known;
    },
  };
}

/** `FILE`, told by its name, or `ID=FILE`. */
function readGiven(text: string): { readonly id: string | undefined; readonly path: string } {
  const [, id, file] = /^([a-z0-9-]+)=(.*)$/s.exec(text) ?? [];
  const ids = tableSources.map((source) => source.id);
  if (id !== undefined && !ids.includes(id)) throw unknownName('--table', 'table', id, ids);
  const path = file ?? text;
  if (!existsSync(path)) throw dataError('--table', { expected: 'a file', got: `nothing at ${quote(path, 120)}` });
  if (id !== undefined) return { id, path };
  const names = [...tableSources.flatMap(({ files }) => files), ...imageFiles];
  if (names.includes(basename(text))) return { id: undefined, path: text };
  throw usageError('--table', {
    expected: 'a file of a known name, or ID=FILE',
    got: quote(text),
    hint: `IDs: ${ids.join(', ')}; names: assay reproduce --list`,
  });
}

function cifar(path: string | undefined): string | undefined {
  return path === undefined ? undefined : `cifar10:${path}`;
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
    architectures: places.map((place) => architectures[place]),
    target(name) {
      const values = source.targets[name](table);
      return Float64Array.from(places, (place) => values[place]);
    },
    isSampled,
  };
}

async function scoreAll(
  { proxies: texts, init }: PaperExperiment,
  { space, architectures }: OpenedTable,
  {
    data,
    batch,
    seed,
    workers,
    cache,
    signal,
  }: ReproduceOptions & { readonly data: string; readonly batch: number; readonly signal: AbortSignal },
): Promise<{ readonly columns: readonly ScoreColumn[]; readonly seconds: number | null }> {
  const plan = await openPlan(
    { space, proxies: texts, data, batch, seed, ...(init === undefined ? {} : { init }) },
    workers === undefined ? {} : { workers },
  );
  const { resolved } = plan;
  const cached =
    cache === undefined
      ? undefined
      : withScoreCache(plan.runners, {
          cache: openScoreCache(cache),
          resolved,
          version: version(),
          ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
        });
  const runners = cached?.runners ?? plan.runners;
  const columns = resolved.proxies.map(({ text, proxy }) => ({
    key: text,
    id: proxy.id,
    direction: proxy.direction,
    scores: [] as Score[],
  }));
  const progress = startProgress(texts.join(','), architectures.length);
  const started = performance.now();
  try {
    const stream = evaluateStream(architectures, {
      resolved,
      runner: runners.choose(texts, architectures.length),
      total: architectures.length,
      now: plan.now,
      onProgress: ({ done }) => progress.update(done),
      signal,
    });
    for await (const chunk of stream)
      for (const { evaluation } of chunk) for (const column of columns) column.scores.push(evaluation.scores[column.key]);
  } finally {
    progress.stop();
    await plan.close();
  }
  return { columns, seconds: (cached?.hits() ?? 0) > 0 ? null : (performance.now() - started) / 1000 };
}
