/** `assay merge <dir...> --out DIR`: one run of the parts that `--shard` made. */
import { formatSeconds } from '../core/format-number.js';
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { mergeRuns } from '../platform/node/requests/merge-runs.js';
import { runFiles } from '../platform/node/run-folder/run-report.js';
import { printBench } from './bench.js';
import { shownWork } from './shown-work.js';
import { print } from './output.js';
import { shardCommand } from './shard-command.js';
import { printSearch, requireBest } from './search-output.js';
import { jsonRecord } from './score-output.js';
import { printMany } from './score-table.js';

interface MergeOptions {
  readonly out: string;
  readonly json?: boolean;
}

async function merge(folders: readonly string[], { out, json }: MergeOptions): Promise<void> {
  const isJson = json === true;
  const merged = await shownWork(
    () => 'the parts are unchanged: run the same command again',
    (signal, show) =>
      mergeRuns(folders, {
        folder: out,
        signal,
        makes: shardCommand,
        onProgress: ({ done, total = 0 }) => show('merging', done, total),
      }),
  );
  if (merged.verb === 'bench') printBench(merged.result, isJson);
  else if (merged.verb === 'score') {
    const { result } = merged;
    if (isJson) for (const row of result.ranked()) print(JSON.stringify(jsonRecord(row, result.resolved.space, row)));
    else printMany(result.kept, result.resolved.plan.proxies, result.ranking());
  } else printSearch({ ...merged, steps: merged.result.steps, json: isJson });
  if (!isJson) {
    const { scores, report } = runFiles(out);
    const files = merged.verb === 'search' ? `report ${report}; every score in ${scores}` : `every score in ${scores}`;
    print();
    print(`${plural(folders.length, 'part')} merged in ${formatSeconds(performance.now() / 1000)}; ${files}`);
  }
  if (merged.verb === 'search') requireBest(merged.result);
}

/** `assay merge <dir...>` */
export function mergeCommand(): Command {
  return new Command('merge')
    .description(
      'Makes one run of the parts that search, score or bench made with --shard: the bytes that one machine would have written',
    )
    .argument('<dirs...>', 'the folders of all parts, in any order')
    .requiredOption('--out <dir>', 'the folder of the merged run')
    .option('--json', 'print the best as JSON, one object a line')
    .addHelpText(
      'after',
      `
Parts of different settings, versions or engines are refused; for a part that is missing or was interrupted, the command that makes it is printed.

Examples:
  for i in 1 2 3 4; do assay search nas-bench-201 --shard $i/4 --out parts/$i; done
  assay merge parts/* --out run1
  assay search nas-bench-201 --resume run1 --train 3      the merged run goes on like any other`,
    )
    .action(merge);
}
