/** `assay latency <space>`: measures random architectures on this machine and fits a table of operators to them, checked on others. */
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { usageError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { percentile } from '../core/statistics/index.js';
import { requireWritable } from '../platform/node/files.js';
import { openLatencyMeter } from '../platform/node/latency-meter.js';
import { writeLatencyTable } from '../platform/node/latency-table-file.js';
import { openAnySpace } from '../platform/node/load-space.js';
import { openPlan } from '../platform/node/open-plan.js';
import { fitOperatorTable, predictLatency, type MeasuredNetwork } from '../runtime/latency/operator-table.js';
import type { SearchSpace } from '../spaces/types.js';
import { describeHeldOut, judgeHeldOut } from '../runtime/latency/held-out.js';
import { interruptible } from './interrupt.js';
import { formatCount, formatSeconds, print } from './output.js';
import { startProgress } from './progress.js';
import { readInteger } from './run-options.js';

interface LatencyOptions {
  readonly sample: number;
  readonly test: number;
  readonly batch: number;
  readonly threads: number;
  readonly runs: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

function distinctSamples(space: SearchSpace, seed: number, count: number): string[] {
  const rng = createRng(seed, 'latency');
  const texts = new Set<string>();
  for (let tries = 0; texts.size < count && tries < 100 * count; tries++) texts.add(space.encode(space.sample(rng)));
  return [...texts];
}

/** The networks that could be run, with their median times; one at a time. */
async function measure(
  spaceText: string,
  space: SearchSpace,
  texts: readonly string[],
  { batch, threads, runs, seed }: LatencyOptions,
  signal: AbortSignal,
): Promise<MeasuredNetwork[]> {
  const proxy = `latencyMs:batch=${batch}:threads=${threads}:runs=${runs}`;
  const plan = await openPlan({ space: spaceText, proxies: [proxy], data: 'ramp', batch: 1, seed }, { workers: 0 });
  const bar = startProgress('measuring ', texts.length);
  try {
    const measured: MeasuredNetwork[] = [];
    for (const [i, text] of texts.entries()) {
      const [
        {
          scores: { [proxy]: score },
        },
      ] = await plan.runners.choose([proxy], 1).run([{ candidate: text }], signal);
      if (score.ok) measured.push({ architecture: space.build(space.decode(text)), ms: score.value });
      else if (i === 0) throw usageError('latency', { expected: 'networks that ONNX Runtime runs', got: score.reason });
      bar.update(i + 1);
    }
    return measured;
  } finally {
    bar.stop();
    await plan.close();
  }
}

async function latency(spaceText: string, options: LatencyOptions): Promise<void> {
  const { sample, test, batch, threads, runs, seed, out } = options;
  for (const [name, value, least] of [
    ['--sample', sample, 2],
    ['--test', test, 2],
    ['--batch', batch, 1],
    ['--threads', threads, 1],
    ['--runs', runs, 1],
  ] as const) {
    if (value < least) throw usageError(name, { expected: `an integer of at least ${least}`, got: String(value) });
  }
  if (out !== undefined) requireWritable('--out', out);
  const space = await openAnySpace(spaceText);
  const { machine } = await openLatencyMeter();
  const texts = distinctSamples(space, seed, sample + test);
  const measured = await interruptible(
    () => 'no table was written',
    (signal) => measure(spaceText, space, texts, options, signal),
  );
  if (measured.length < 2)
    throw usageError('latency', {
      expected: 'at least two networks that ONNX Runtime runs',
      got: `${measured.length} of the ${plural(texts.length, 'network')} drawn`,
    });
  // Those that are tested come first, so that a larger sample is tested on the same.
  const tested = measured.slice(0, Math.min(test, Math.floor(measured.length / 2)));
  const fitted = measured.slice(tested.length);
  const table = fitOperatorTable(fitted);
  const predicted = tested.map(({ architecture }) => predictLatency(table, architecture));
  const heldOut = judgeHeldOut(
    predicted,
    tested.map(({ ms }) => ms),
  );
  if (out !== undefined)
    writeLatencyTable(out, {
      format: 'assay-latency-table',
      version: 1,
      space: spaceText,
      machine,
      batch,
      threads,
      runs,
      networks: fitted.length,
      table,
    });
  if (options.json === true) {
    print(
      JSON.stringify({
        space: spaceText,
        machine,
        batch,
        threads,
        runs,
        networks: fitted.length,
        operators: Object.keys(table.operators).length,
        heldOut,
        latencies: tested.map(({ ms }, i) => ({ measuredMs: ms, predictedMs: predicted[i] })),
      }),
    );
    return;
  }
  const all = measured.map(({ ms }) => ms);
  print(`${machine.device}, ${machine.engine}: batch ${batch}, ${plural(threads, 'thread')}, median of ${plural(runs, 'run')}`);
  print(
    `${plural(measured.length, 'network')} of ${spaceText} take ${percentile(all, 0).toPrecision(3)} to ${percentile(all, 100).toPrecision(3)} ms, the middle one ${percentile(all, 50).toPrecision(3)} ms`,
  );
  print(
    `a table of ${plural(Object.keys(table.operators).length, 'operator')}, fitted to ${formatCount(fitted.length)} of them, predicts the other ${heldOut.networks}:`,
  );
  print(`  ${describeHeldOut(heldOut)}`);
  print();
  print(
    `total ${formatSeconds(performance.now() / 1000)}${out === undefined ? '' : `; table ${out}: assay search ${spaceText} --latency-table ${out} --where 'predictedLatencyMs<${percentile(all, 50).toPrecision(2)}'`}`,
  );
}

/** `assay latency <space>` */
export function latencyCommand(): Command {
  return new Command('latency')
    .description('Measures architectures on this machine and fits a table of operators to them, for fast prediction of latencies')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1')
    .option('--sample <n>', 'random architectures the table is fitted to', readInteger, 80)
    .option('--test <n>', 'further ones it is checked on (4 or more give a rank correlation)', readInteger, 20)
    .option('--batch <n>', 'samples a run', readInteger, 1)
    .option('--threads <n>', 'threads inside a network', readInteger, 1)
    .option('--runs <n>', 'runs that count', readInteger, 20)
    .option('--seed <n>', 'of the random architectures', readInteger, 0)
    .option('--out <file>', 'where to write the table, for search --latency-table')
    .option('--json', 'one JSON object, with every measured and predicted latency of the check')
    .addHelpText(
      'after',
      `
Examples:
  assay latency nas-bench-201 --out latency.json
  assay search nas-bench-201 --latency-table latency.json --where 'predictedLatencyMs<5'
  assay search nas-bench-201 --where 'latencyMs<5'      measures every candidate`,
    )
    .action(latency);
}
