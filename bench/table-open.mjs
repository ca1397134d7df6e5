/**
 * Opening a table: the same columns as Parquet (footer alone; columns bench reads; all columns) and as CSV. The median of several runs, by
 * the clock and by the processor: the second does not grow where other work takes the cores.
 * Run after a build: node bench/table-open.mjs table.csv.gz --space nas-bench-201 [--architecture '{arch}'] [--columns a,b] [--runs 9]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { openSpace } from 'assay';
import { importFile, readTable, writeTable } from 'assay/node';

const {
  values,
  positionals: [csv],
} = parseArgs({
  allowPositionals: true,
  options: {
    space: { type: 'string', default: 'nas-bench-201' },
    architecture: { type: 'string', default: '{arch}' },
    columns: { type: 'string' },
    runs: { type: 'string', default: '9' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'assay-open-'));
try {
  const {
    tables: [
      {
        imported: { table, manifest },
      },
    ],
  } = await importFile(csv, { format: 'csv', space: openSpace(values.space), architecture: values.architecture });
  const path = join(folder, 'table.parquet');
  writeTable(path, table, manifest);
  const few = [table.names[0], ...(values.columns?.split(',') ?? table.names.slice(1, 4))];
  const time = async (name, work) => {
    const [taken, used] = [[], []];
    for (let run = 0; run < Number(values.runs); run++) {
      const started = performance.now();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      taken.push(performance.now() - started);
      used.push((user + system) / 1000);
    }
    const shown = (times) => {
      times.sort((a, b) => a - b);
      return `${times[Math.floor(times.length / 2)].toFixed(1).padStart(9)} ms   (${times[0].toFixed(1)} to ${times.at(-1).toFixed(1)})`;
    };
    console.log(`${name.padEnd(44)} ${shown(taken)}   processor ${shown(used)}`);
  };
  console.log(
    `${table.rows} rows, ${table.names.length} columns; ${csv} ${statSync(csv).size} bytes, Parquet ${statSync(path).size} bytes`,
  );
  await time('Parquet: open, names and manifest', async () => {
    await parquetMetadataAsync(await asyncBufferFromFile(path));
  });
  await time('Parquet: one column of numbers', () => readTable(path, () => few.slice(1, 2)));
  await time(`Parquet: architectures and ${few.length - 1} columns`, () => readTable(path, () => few));
  await time('Parquet: all columns', () => readTable(path));
  await time('CSV', () => readTable(csv));
} finally {
  rmSync(folder, { recursive: true });
}
