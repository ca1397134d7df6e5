/**
 * A trainer that is a program of the user: `<command> <folder>`. The folder holds
 *   network.py           the network as a PyTorch module, nothing but PyTorch needed
 *   network.safetensors  its first weights, the state dict of that module
 *   candidate.json       {"architecture", "class", "input", "classes", "params", "seed"}
 * The program prints lines of JSON on standard output; the last that has an `accuracy`, in percent, is the answer. Everything else it prints
 * is passed over. Another exit code than 0 is a failure of that network. The answer is saved as trained.json, so that a search that goes on
 * does not ask again.
 */
import { must } from '../../../core/must.js';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { countCost } from '../../../arch/cost.js';
import { inferShapes } from '../../../arch/infer.js';
import type { Architecture } from '../../../arch/types.js';
import { usageError, parameter, quote } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { seed as seedField, text as textField } from '../../../core/schema/fields.js';
import { stateDictOf } from '../../../pytorch/state-dict.js';
import { toPyTorch } from '../../../pytorch/to-pytorch.js';
import { writeSafetensors } from '../../../pytorch/write-safetensors.js';
import { defaultInit } from '../../../runtime/weights/definitions.js';
import { createInitializer } from '../../../runtime/weights/index.js';
import { drawWeights } from '../../../runtime/weights/draw-weights.js';
import type { Trainer, TrainerOutcome } from '../../../training/trainer.js';
import { makeFolder, pathKind, readText, systemReason, writeWhole } from '../files/files.js';

/** The id of training on this machine. */
export const defaultTrainer = 'assay';

/** A program that trains, and where it works. */
export interface CommandTrainerOptions {
  /** A program and its arguments, separated by blanks. */
  readonly command: string;
  /** Networks are written below it, each in a folder named by its place. */
  readonly folder: string;
  /** Of the first weights. */
  readonly seed?: number;
}

const optionsSchema = requestSchema<CommandTrainerOptions>({ command: textField, folder: textField }, { seed: seedField });
const answerSchema = v.object({ accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(100)) });
const savedSchema = v.object({ architecture: v.string(), accuracy: v.number() });
const savedName = 'trained.json';
/** Characters of one line of output that are looked at. */
const longestLine = 10_000;

/**
 * A trainer that is a program: it is given an architecture and prints an accuracy.
 * @throws a usage error for a program that is not there.
 */
export function createCommandTrainer(options: CommandTrainerOptions): Trainer {
  checkRequest('createCommandTrainer', optionsSchema, options);
  const { command, folder, seed = 0 } = options;
  const [program, ...args] = command.split(/\s+/).filter((part) => part !== '');
  if (program === undefined)
    throw usageError(parameter('trainer'), { expected: 'a command', got: quote(command), code: 'malformed' });
  if (/[\\/]/.test(program) && pathKind(program) !== 'file')
    throw usageError(parameter('trainer'), {
      expected: `a program, ${defaultTrainer} or table`,
      got: quote(program),
      hint: 'there is no such file',
      code: 'missing',
    });
  return {
    title: `\`${command}\``,
    async train({ text: architecture, place, build }, hooks = {}) {
      const networkFolder = join(folder, String(place));
      const saved = savedAnswer(networkFolder, architecture);
      if (saved !== undefined) return { ok: true, accuracy: saved };
      makeFolder(networkFolder, networkFolder);
      await writeCandidate(networkFolder, architecture, build(), seed);
      const outcome = await runProgram(program, [...args, resolve(networkFolder)], hooks.signal);
      if (outcome.ok)
        writeWhole(
          networkFolder,
          join(networkFolder, savedName),
          `${JSON.stringify({ architecture, accuracy: outcome.accuracy })}\n`,
        );
      return outcome;
    },
  };
}

function savedAnswer(folder: string, text: string): number | undefined {
  const path = join(folder, savedName);
  if (pathKind(path) !== 'file') return undefined;
  const saved = parsed(savedSchema, readText(path, path));
  return saved?.architecture === text ? saved.accuracy : undefined;
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

async function writeCandidate(folder: string, text: string, architecture: Architecture, seed: number): Promise<void> {
  const weightsFile = 'network.safetensors';
  const module = toPyTorch(architecture, { weightsFile });
  const weights = drawWeights(architecture, createInitializer(defaultInit, seed));
  const [input] = architecture.inputs;
  const [output = ''] = architecture.outputs;
  const shape = inferShapes(architecture, 1).get(output) ?? [];
  const candidate = {
    architecture: text,
    class: module.className,
    input: must(input, 'an input').shape.slice(1),
    classes: shape[1] ?? 0,
    params: countCost(architecture).params,
    seed,
  };
  writeWhole(folder, join(folder, 'network.py'), module.source);
  writeWhole(folder, join(folder, weightsFile), writeSafetensors(await stateDictOf(module, weights)));
  writeWhole(folder, join(folder, 'candidate.json'), `${JSON.stringify(candidate, null, 2)}\n`);
}

/** @throws a usage error where the program cannot be started, the signal's reason after an abort. */
function runProgram(program: string, args: readonly string[], signal: AbortSignal | undefined): Promise<TrainerOutcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', stop);
    let accuracy: number | undefined;
    let complaint = '';
    eachLine(child.stdout, (line) => (accuracy = parsed(answerSchema, line)?.accuracy ?? accuracy));
    eachLine(child.stderr, (line) => (complaint = line.trim() === '' ? complaint : line.trim()));
    child.on('error', (error) => {
      signal?.removeEventListener('abort', stop);
      fail(
        usageError(parameter('trainer'), {
          expected: 'a program that can be started',
          got: quote(program),
          hint: systemReason(error) ?? error.message,
          code: 'missing',
        }),
      );
    });
    child.on('close', (code, killed) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) fail(signal.reason as Error);
      else if (code !== 0)
        done({
          ok: false,
          reason: `${program} ended with ${code === null ? killed : `code ${code}`}${complaint === '' ? '' : `: ${complaint.slice(0, 200)}`}`,
        });
      else if (accuracy === undefined)
        done({ ok: false, reason: `${program} printed no line of JSON with an "accuracy" from 0 to 100` });
      else done({ ok: true, accuracy });
    });
  });
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) take(line);
  });
  stream.on('end', () => rest !== '' && take(rest));
}
