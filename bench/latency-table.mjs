/**
 * How well a table of operators predicts latencies measured on this machine, by how many networks it was fitted to; always tested on
 * the same others. Measures, so nothing else should run.
 * Run: npm run bench -- latency-table [space [test [threads [batch]]]]      (nas-bench-201 20 1 1)
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [space = 'nas-bench-201', test = '20', threads = '1', batch = '1'] = process.argv.slice(2);
const bin = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
for (const sample of ['20', '40', '80', '160']) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [bin, 'latency', space, '--sample', sample, '--test', test, '--threads', threads, '--batch', batch, '--json'],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    process.stderr.write(stderr);
    process.exit(status ?? 1);
  }
  const { machine, networks, operators, heldOut, latencies } = JSON.parse(stdout);
  if (sample === '20') console.log(`${space}, batch ${batch}, ${threads} threads; ${machine.device}, ${machine.engine}`);
  const measured = latencies.map(({ measuredMs }) => measuredMs);
  console.log(
    `fitted to ${networks}: ${operators} operators; on ${heldOut.networks} others of ${Math.min(...measured).toFixed(2)} to ${Math.max(...measured).toFixed(2)} ms: median error ${(100 * heldOut.medianError).toFixed(1)} %, nine in ten within ${(100 * heldOut.p90Error).toFixed(1)} %, Spearman ${heldOut.spearman.toFixed(3)}`,
  );
}
