/** `assay worker --queue ADDRESS`: scores for the runs of other machines. */
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { listQueue } from '../platform/node/queue/list-queue.js';
import { serveQueue } from '../platform/node/queue/serve-queue.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { plainTable } from './plain-table.js';
import { notify, print, say } from './output.js';
import { readInteger, readNumber } from './run-options.js';

interface WorkerOptions extends DeviceCommandOptions {
  readonly queue: string;
  readonly workers?: number;
  readonly allowCode?: boolean;
  readonly lockSeconds?: number;
  readonly idleSeconds?: number;
  readonly list?: boolean;
}

async function work({ list, ...options }: WorkerOptions): Promise<void> {
  if (list === true) return printQueue(options.queue);
  const controller = new AbortController();
  const end = (signal: NodeJS.Signals): void => {
    say(`assay: ${signal}: the jobs that are worked on are finished first; once more to stop at once`);
    controller.abort();
  };
  // Each is handled once: a second one ends the process, and the jobs go to other workers.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const { evaluations } = await serveQueue({ ...options, onNotice: notify, signal: controller.signal });
  print(`${plural(evaluations, 'evaluation')} for others`);
}

async function printQueue(address: string): Promise<void> {
  const { runs, workers } = await listQueue(address);
  print(plural(runs.length, 'run'));
  for (const { machine, assay, what } of runs) print(`  ${machine}  Assay ${assay}  ${what}`);
  print(plural(workers.length, 'worker'));
  if (workers.length === 0) return;
  const rows = workers.map(({ machine, assay, engine, slots, now }) => [
    `  ${machine}`,
    assay,
    engine,
    String(slots),
    now.length === 0 ? 'idle' : now.map((one) => (one.length > 60 ? `${one.slice(0, 59)}…` : one)).join(', '),
  ]);
  print(plainTable(['  machine', 'Assay', 'engine', 'slots', 'works on'], rows, [3]));
}

/** `assay worker` */
export function workerCommand(): Command {
  return addDeviceOption(new Command('worker'))
    .description('Scores for runs on other machines that were started with --queue; any number of workers, which come and go')
    .requiredOption(
      '--queue <address>',
      'redis://HOST:6379 (Redis, Valkey), rediss://HOST:6380 (TLS) or postgres://HOST/DATABASE; ASSAY_QUEUE_PASSWORD keeps the password off the command line',
    )
    .option('--workers <n>', 'networks at once, each in a process (default: one for each core, 2 on a card)', readInteger)
    .option('--allow-code', 'run spaces and proxies in files (./my-space.mjs) that runs send: they can do what you can')
    .option('--lock-seconds <n>', 'the jobs of a worker that is silent for so long go to another', readNumber, 15)
    .option('--idle-seconds <n>', 'end after so many seconds without a job (default: never)', readNumber)
    .option('--list', 'print the runs and the workers of the queue, and who works on what')
    .addHelpText(
      'after',
      `
A worker serves runs of the same version of Assay and of its --device, and runs of networks with random weights only if its ONNX Runtime is that of the run.

Examples:
  assay worker --queue redis://lab:6379
  assay search nas-bench-201 --proxy epads --queue redis://lab:6379      on another machine, before or after
  assay worker --queue rediss://worker@lab:6380/2 --workers 8 --idle-seconds 600
  assay worker --queue postgres://assay@lab/assay
  assay worker --queue redis://lab:6379 --list`,
    )
    .action(work);
}
