import { Option, type Command } from 'commander';
import { readShard } from '../engine/read-shard.js';
import { shardText, type Shard } from '../engine/shard.js';
import { print } from './output.js';

/** Adds `--shard`. */
export function addShardOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--shard <part>',
      'do one part of the work, for assay merge: 3/16, or slurm for the task of a Slurm array; needs --out',
    ),
  );
}

/** The part that `--shard` names. @throws a usage error. */
export function namedShard(text: string | undefined): { readonly shard?: Shard } {
  return text === undefined ? {} : { shard: readShard(text, process.env) };
}

/** What a finished part prints. */
export function printPart(shard: Shard, scored: string, folder: string): void {
  print(`part ${shardText(shard)}: ${scored}, saved in ${folder}`);
  print(`when all ${shard.count} parts are there: assay merge DIR... --out DIR`);
}
