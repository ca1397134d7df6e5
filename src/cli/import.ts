/** `assay import <file|folder>`: an official benchmark file as Parquet tables that open at once. */
import { formatSeconds, formatSize } from '../core/format-number.js';
import { basename, extname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Command } from 'commander';
import { importers, importTroubles, usableTables, type CollectedTable, type Imported } from '../benchmarks/import/index.js';
import type { ManifestColumn, TableManifest } from '../benchmarks/table-manifest.js';
import { plural } from '../core/plural.js';
import { usageError } from '../core/errors.js';
import { requireWritable } from '../platform/node/files/files.js';
import { writeTable } from '../platform/node/tables/write-table.js';
import { breakable } from '../platform/node/threads/breakable.js';
import { importFile } from '../platform/node/tables/import-file.js';
import { openAnySpace } from '../platform/node/user-code/load-space.js';
import { interruptible } from './interrupt.js';
import { faint, print, say, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { startProgress, type Progress } from './progress.js';
import { collectList } from './run-options.js';

interface ImportCommandOptions {
  readonly as?: string;
  readonly out?: string;
  readonly space?: string;
  readonly architecture?: string;
  readonly target?: readonly string[];
  readonly json?: boolean;
}

/** How many columns are listed at most. */
const mostListed = 12;

/** Progress in megabytes, shown only when the work takes longer than a second. */
function lateProgress(title: string): { update(done: number, total: number): void; stop(): void } {
  const started = performance.now();
  let progress: Progress | undefined;
  let shown = 0;
  return {
    update(done, total) {
      const megabytes = Math.floor(done / 1e6);
      if (megabytes === shown || performance.now() - started < 1000) return;
      shown = megabytes;
      progress ??= startProgress(title, Math.ceil(total / 1e6));
      progress.update(megabytes);
    },
    stop: () => progress?.stop(),
  };
}

/** `out.parquet`, or `out-<name>.parquet` where a file gives several tables. */
function outPath(out: string | undefined, input: string, name: string, tables: number): string {
  const path = out ?? `${basename(resolve(input)).replace(/(?:\.(?:gz|csv|json|zip|pth|tfrecord|pickle|pbz2))+$/, '')}.parquet`;
  if (extname(path) !== '.parquet')
    throw usageError('--out', { expected: 'a file ending in .parquet', got: path, code: 'malformed' });
  return tables === 1 ? path : `${path.slice(0, -'.parquet'.length)}-${name}.parquet`;
}

/** `695 B`, `12.3 kB` */
function formatBytes(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${formatSize(bytes)}B`;
}

/** The default targets and the first of the others, in the order of the table. */
function shortened(columns: readonly ManifestColumn[]): readonly ManifestColumn[] {
  if (columns.length <= mostListed) return columns;
  const targets = columns.filter(({ byDefault }) => byDefault === true).slice(0, mostListed);
  const others = columns.filter((column) => !targets.includes(column)).slice(0, Math.max(0, mostListed - targets.length));
  return columns.filter((column) => targets.includes(column) || others.includes(column));
}

function printTable(path: string, bytes: number, manifest: TableManifest, collected: CollectedTable): void {
  print(
    `${strong(path)}  ${plural(manifest.rows, 'architecture')} of ${manifest.space}, ${plural(manifest.columns.length - 1, 'column')}, ${formatBytes(bytes)}`,
  );
  for (const line of importTroubles(collected)) print(line);
  const shown = shortened(manifest.columns.slice(1));
  print(
    plainTable(
      ['column', 'unit', 'target', 'what it is'],
      shown.map(({ name, unit, target, byDefault, label }) => [
        name,
        unit,
        target === undefined ? '' : `${target}${byDefault === true ? ' *' : ''}`,
        label,
      ]),
    ),
  );
  const left = manifest.columns.length - 1 - shown.length;
  if (left > 0)
    print(`… and ${plural(left, 'more column')}: the manifest in the file describes all of them, and --json prints it`);
  print();
}

async function runImport(path: string, options: ImportCommandOptions): Promise<void> {
  const started = performance.now();
  if (options.out !== undefined) requireWritable('--out', outPath(options.out, path, '', 1));
  const progress = lateProgress('import (MB)');
  const space = options.space === undefined ? undefined : await openAnySpace(options.space);
  const written: string[] = [];
  const kept = (): string => (written.length === 0 ? 'no table was written' : `written: ${written.join(', ')}`);
  let imported: Imported;
  try {
    imported = await interruptible(kept, () =>
      importFile(path, {
        ...(options.as === undefined ? {} : { format: options.as }),
        ...(space === undefined ? {} : { space }),
        ...(options.architecture === undefined ? {} : { architecture: options.architecture }),
        ...(options.target === undefined ? {} : { targets: options.target }),
        onProgress: progress.update,
        compute: breakable,
      }),
    );
  } finally {
    progress.stop();
  }
  const { importer, source } = imported;
  const { tables, notes } = usableTables(imported);
  for (const {
    collected,
    imported: { table, manifest },
  } of tables) {
    const out = outPath(options.out, path, collected.name, tables.length);
    let bytes = 0;
    // Must finish: stopping here would leave half a table behind.
    await interruptible(kept, async () => {
      bytes = writeTable(out, table, manifest);
      written.push(out);
      await setImmediate();
    });
    if (options.json === true) {
      const { unmatchedExamples, duplicateExamples } = collected;
      print(JSON.stringify({ out, bytes, unmatchedExamples, duplicateExamples, ...manifest }));
    } else printTable(out, bytes, manifest, collected);
  }
  const summary = [
    `from ${source.name} (${formatBytes(source.bytes)}): ${importer.title}, licence ${importer.licence ?? 'not stated'}`,
    `sha256 ${source.sha256}`,
    ...imported.notes,
    ...notes,
    ...(tables.some(({ imported: { manifest } }) => manifest.columns.some(({ byDefault }) => byDefault === true))
      ? ['* compared with by `assay bench` when no --target is given']
      : []),
    `${formatSeconds((performance.now() - started) / 1000)}`,
  ];
  for (const line of summary) (options.json === true ? say : (text: string) => print(faint(text)))(line);
}

/** `assay import <file|folder>` */
export function importCommand(): Command {
  return new Command('import')
    .description(
      'Turns an official benchmark file into a Parquet table that opens at once; streams and checks the file, and never runs code in it',
    )
    .argument('<path>', 'a file, a folder or a zip, as published by its authors')
    .option('--as <format>', `${importers.map(({ id }) => id).join(', ')} (default: detected from the name and the first bytes)`)
    .option(
      '--out <file>',
      'the table (default: named after the input, in this folder); several spaces or sweeps: one file each, <file>-<name>.parquet',
    )
    .option('--space <id>', 'only rows of this space; for csv, the space of the table')
    .option(
      '--architecture <template>',
      "for csv: the columns that make up the architecture, '{column}' or 'bits:{vertices},{edge_bits},{ops}' (default: {arch})",
    )
    .option(
      '--target <columns>',
      'columns, or name=column, that bench and search compare with by default (default: the test accuracies; for csv none)',
      collectList,
    )
    .option('--json', 'print one JSON object for each table')
    .addHelpText(
      'after',
      `
Formats:
${importers.map(({ id, takes }) => `  ${id.padEnd(15)} ${takes}`).join('\n')}

Targets: a csv file does not say which of its columns are accuracies. Those that are plainly not (params, flops, macs, index, id, seed, epoch, seconds,
latency ...) are described as what they are, all others of numbers can be named by bench --target; --target here marks those compared with when none is named.

Examples:
  assay import NATS-tss-v1_0-3ffb9-simple --out nats.parquet
  assay import nasbench_only108.tfrecord
  assay import data.zip --as nds --out nds.parquet
  assay import cells.csv.gz --space nas-bench-101 --architecture 'bits:{vertices},{edge_bits},{ops}'
  assay import nb301.csv --space nas-bench-301 --architecture 'nb301:{arch}' --target val=val_accuracy
  assay bench nas-bench-201 --table nats.parquet`,
    )
    .action(runImport);
}
