/** `assay report <dir>`: scores and report of a run from its journal, however it ended. */
import { Command } from 'commander';
import { reportRun, runFiles, type RunReportOptions } from '../platform/node/run-folder/run-report.js';
import { print } from './output.js';
import { readInteger } from './run-options.js';
import { countsOf } from './search-output.js';

async function report(folder: string, options: RunReportOptions): Promise<void> {
  const result = await reportRun(folder, options);
  const files = runFiles(folder);
  if (result === undefined) {
    print(`the run is finished, and nothing was changed: report ${files.report}; every score in ${files.scores}`);
    return;
  }
  const best = result.best(1).map(({ architecture }) => architecture);
  print(`${countsOf(result)}; the best: ${best.join()}`);
  print(`report ${files.report}; every score in ${files.scores}`);
}

/** `assay report <dir>` */
export function reportCommand(): Command {
  return new Command('report')
    .description('Writes scores.csv and report.html of a run from its journal, even if the run was interrupted')
    .argument('<dir>', 'the folder of a run')
    .option('--combine <spec>', 'how to combine the scores (default: as the run did, if its journal says how)')
    .option('--top <n>', 'how many of the best architectures the report lists (default: 10)', readInteger)
    .addHelpText(
      'after',
      `
Examples:
  assay report runs/nas-bench-201-20261129-101500
  assay report run1 --combine log-rank --top 30`,
    )
    .action(report);
}
