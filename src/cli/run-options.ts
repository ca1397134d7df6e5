/** Options that several verbs share, worded and parsed in one way. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { readWholeNumber } from '../core/read-whole-number.js';
import { effortHelp, efforts } from '../spaces/judgement.js';
import { defaultInit, initializers, keepInit } from '../runtime/weights/definitions.js';

/** `--proxy a,b --proxy c` as one list. */
export function collectList(text: string, before: readonly string[] | undefined): string[] {
  return [
    ...(before ?? []),
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

/** An integer, for `--batch 64` and `--budget 1e6`. */
export function readInteger(text: string): number {
  const value = readWholeNumber(text);
  if (value === undefined)
    throw new InvalidArgumentError(`expected an integer such as 500 or 1e6, up to ${Number.MAX_SAFE_INTEGER}`);
  return value;
}

/** A number, for `--seconds 1.5`. */
export function readNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('expected a number');
  return value;
}

/** `--seed`, `--workers` and `--resume`, for verbs that take some of the options of a run. */
export const seedOption = ['--seed <n>', 'seed of the random numbers', readInteger, 0] as const;
export const workersOption = ['--workers <n>', 'worker threads (default: one for each core; 0: none)', readInteger] as const;
export const resumeOption = ['--resume [dir]', 'continue an interrupted run in its folder, with the same settings'] as const;

export interface RunOptions {
  readonly proxy?: readonly string[];
  readonly effort?: string;
  readonly data: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly seed: number;
  readonly init?: string;
  readonly workers?: number;
}

/** Of what runs networks. They have no default here: it depends on what ranks. */
const batchOption = [
  '--batch <n>',
  'images in a forward pass (default: 64; 16 with --effort forward or gradient)',
  readInteger,
] as const;
const imageSizeOption = [
  '--image-size <n>',
  'height and width of the images that networks are run on; counts, limits, exports and what runs nothing keep those of the space (default: those of the space; a quarter with --effort forward or gradient, at least 8)',
  readInteger,
] as const;

/** Adds `--proxy`, `--data`, `--batch`, `--image-size`, `--seed`, `--init` and `--workers`. */
export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--proxy <ids>',
        'proxies, separated by commas; may repeat; options after colons (epsilon:batch=256); or your own in a file: ./my-proxy.mjs; or fitted:judge.json, which assay fit wrote',
      ).argParser(collectList),
    )
    .option('--effort <how>', `instead of proxies: ${efforts.map((effort) => `${effort} (${effortHelp[effort]})`).join('; ')}`)
    .option(
      '--data <source>',
      'images for proxies that need them: ramp (needs no download), noise, cifar10:FILE, folder:DIR',
      'ramp',
    )
    .option(...batchOption)
    .option(...imageSizeOption)
    .option(...seedOption)
    .option(
      '--init <name>',
      `how weights are drawn: ${Object.keys(initializers).join(', ')} (default: ${defaultInit}), or ${keepInit} for the weights in an .onnx file`,
    )
    .option(...workersOption);
}
