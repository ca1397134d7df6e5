/** A paper's numbers on this machine: tables and images are found by their names, among given files or in a folder. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { dataError, quote, usageError, parameter } from '../../../core/errors.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { hook, text as textField, texts } from '../../../core/schema/fields.js';
import { unknownName } from '../../../core/suggest.js';
import { createPaperTools, reproduceOptional, type ReproduceSettings } from '../../../reproduce/paper-tools.js';
import { paperField, runPaper, type ReproduceTools } from '../../../reproduce/run-paper.js';
import { tableSources } from '../../../reproduce/tables.js';
import type { FigureResult, Paper } from '../../../reproduce/types.js';
import { pathKind } from '../files/files.js';
import { createNodeHost, hostFields, type HostRequest } from './host.js';
import { hostOptions } from './host-options.js';
import { findImages, imageFiles, readTableSource } from '../tables/table-source.js';
import { openNamedCache, refuseMixedCache } from '../run-folder/named-cache.js';

/** Where tables and scores are on this machine. */
export interface NodeReproduceSettings extends Omit<ReproduceSettings, 'cache'>, HostRequest {
  /** Files with known names, or `ID=FILE`. */
  readonly tables?: readonly string[];
  /** A folder to search for tables and images; by default, that of the environment variable `ASSAY_TABLES`. */
  readonly folder?: string;
  /** A folder of saved scores, or a server of several people: `redis://host:6379`, `postgres://host/database`. */
  readonly cache?: string;
  /** A table of more than 2 MiB is about to be read. */
  readonly onReading?: (path: string) => void;
  /** Called with one line for the user: of the queue and its workers. */
  readonly onNotice?: (line: string) => void;
}

const schema = requestSchema<NodeReproduceSettings>(
  {},
  {
    ...reproduceOptional,
    cache: textField,
    tables: texts,
    folder: textField,
    ...hostFields,
    onReading: hook,
    onNotice: hook,
  },
);

/**
 * Tools for several papers, which share tables and scores.
 * @throws usage and data errors for missing files and folders.
 */
export function openPaperTools(settings: NodeReproduceSettings = {}): ReproduceTools {
  checkRequest('reproducePaper', schema, settings);
  const {
    tables = [],
    folder = process.env['ASSAY_TABLES'],
    workers,
    queue,
    mixEngines,
    device,
    cache,
    onReading,
    onNotice,
    ...rest
  } = settings;
  refuseMixedCache(mixEngines, cache);
  if (folder !== undefined && pathKind(folder) !== 'folder')
    throw dataError(parameter('folder'), {
      expected: 'a folder',
      got: `none at ${quote(folder, 120)}`,
      hint: 'it holds tables such as nb201.parquet: docs/reproduce.md says where they can be got',
      code: 'missing',
    });
  const given = tables.map(readGiven);
  const paths = given.map(({ path }) => path);
  const data = settings.data ?? findImages({ folder, files: paths });
  return createPaperTools(
    (source) => {
      const named = given.find(({ id }) => id === source.id)?.path;
      // A file given for a table may have any name.
      return named === undefined
        ? readTableSource(source, { folder, files: paths, onReading })
        : readTableSource({ ...source, files: [basename(named)] }, { files: [named], onReading });
    },
    {
      ...rest,
      ...(data === undefined ? {} : { data }),
      ...(cache === undefined ? {} : { cache: openNamedCache(cache, onNotice) }),
    },
    createNodeHost(hostOptions({ workers, queue, mixEngines, device, onNotice })),
  );
}

/**
 * Computes a paper's numbers, one experiment after the other; a number that cannot be computed has a reason.
 * @param paper one of `papers`, or the caller's.
 * @throws usage and data errors for missing files and folders, the signal's reason after an abort.
 */
export function reproducePaper(paper: Paper, settings: NodeReproduceSettings = {}): AsyncGenerator<readonly FigureResult[]> {
  checkParameter('paper', paperField, paper);
  return runPaper(paper, openPaperTools(settings));
}

/** `FILE`, known by its name, or `ID=FILE`. */
function readGiven(text: string): { readonly id: string | undefined; readonly path: string } {
  const [, id, file] = /^([a-z0-9-]+)=(.*)$/s.exec(text) ?? [];
  const ids = tableSources.map((source) => source.id);
  if (id !== undefined && !ids.includes(id)) throw unknownName(parameter('tables'), 'table', id, ids);
  const path = file ?? text;
  if (!existsSync(path))
    throw dataError(parameter('tables'), { expected: 'a file', got: `nothing at ${quote(path, 120)}`, code: 'missing' });
  if (id !== undefined) return { id, path };
  const names = [...tableSources.flatMap(({ files }) => files), ...imageFiles];
  if (names.includes(basename(text))) return { id: undefined, path: text };
  throw usageError(parameter('tables'), {
    expected: 'a file with a known name, or ID=FILE',
    got: quote(text),
    hint: `IDs: ${ids.join(', ')}; the list of papers shows the names`,
    code: 'unknown-name',
  });
}
