/** `assay doctor`: is this machine ready, and does it compute the right numbers? */
import { availableParallelism, totalmem } from 'node:os';
import { Command } from 'commander';
import { dataError } from '../core/errors.js';
import { checkEngine, checkNumbers, checkSameScores } from '../engine/self-checks.js';
import { createNodeHost } from '../platform/node/requests/host.js';
import { describeDevice } from '../platform/node/devices/require-device.js';
import { PartialFailure, print, strong } from './output.js';
import { version } from './version.js';

interface Check {
  readonly name: string;
  /** What was found, in a few words; of what may be absent, whether it is here. @throws when the check fails. */
  run(): Promise<Found> | Found;
}

type Found = string | { readonly isHere: boolean; readonly found: string };

/** One thread. */
const host = createNodeHost({ workers: 0 });

async function checkThreads(): Promise<string> {
  const workers = availableParallelism();
  if (!(await checkSameScores(host, createNodeHost({ workers }))))
    throw dataError('workers', { expected: 'the same scores as in one thread', got: 'different scores' });
  return `${workers} worker threads give the scores of one`;
}

async function checkOrt(): Promise<string> {
  const title = await checkEngine(host);
  return `${title}${title.startsWith('onnxruntime-web') ? ', several times slower than the native one (to install that: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0)' : ''}`;
}

async function optional(name: string, use: string): Promise<Found> {
  try {
    await import(name);
    return `${name} is installed: ${use}`;
  } catch {
    return { isHere: false, found: `${name} is not installed (optional): without it no ${use}` };
  }
}

const checks: readonly Check[] = [
  { name: 'assay', run: () => version() },
  {
    name: 'node',
    run() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major < 20 || (major === 20 && minor < 19))
        throw dataError('Node', { expected: '20.19 or newer', got: process.versions.node, code: 'unsupported' });
      return `${process.versions.node} on ${process.platform} ${process.arch}`;
    },
  },
  { name: 'machine', run: () => `${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory` },
  { name: 'numbers', run: () => checkNumbers(host) },
  { name: 'workers', run: checkThreads },
  { name: 'engine', run: checkOrt },
  { name: 'webgpu', run: () => describeDevice('webgpu') },
  { name: 'cuda', run: () => describeDevice('cuda') },
  { name: 'pictures', run: () => optional('sharp', 'pictures from --data folder:DIR') },
];

/** `assay doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Checks this machine: Node, cores, workers, and whether it computes known scores correctly')
    .option('--json', 'print one JSON object for each check')
    .addHelpText('after', '\nExample:\n  assay doctor')
    .action(async ({ json }: { json?: boolean }) => {
      let failures = 0;
      for (const { name, run } of checks) {
        let answer: Found;
        let ok = true;
        try {
          answer = await run();
        } catch (error) {
          answer = error instanceof Error ? error.message : String(error);
          ok = false;
          failures++;
        }
        const { found, isHere } = typeof answer === 'string' ? { found: answer, isHere: true } : answer;
        if (json === true) print(JSON.stringify({ check: name, ok, ...(isHere ? {} : { isHere }), found }));
        else print(`${!ok ? '✗' : isHere ? '✓' : '–'} ${strong(name.padEnd(9))} ${found}`);
      }
      if (failures > 0) throw new PartialFailure();
    });
}
