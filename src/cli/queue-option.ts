import type { Command } from 'commander';

export interface QueueCommandOptions {
  readonly queue?: string;
  readonly mixEngines?: boolean;
}

/** Adds `--queue` and `--mix-engines`. */
export function addQueueOption(command: Command): Command {
  return command
    .option(
      '--queue <address>',
      'send networks to the workers of a queue (assay worker), in the place of threads: redis://HOST:6379, rediss://HOST:6380, postgres://HOST/DATABASE',
    )
    .option('--mix-engines', 'let workers with another engine help; the last digits of their scores may differ');
}
