/** `assay check <space> --known FILE`: whether scores rank your space, judged by a few networks with known accuracies. */
import { Command } from 'commander';
import { shortInterval, shortNumber, verdictRule } from '../known/verdict.js';
import type { CheckResult, CheckRow } from '../known/check-proxies.js';
import { byRole, checkNotes } from '../known/describe-check.js';
import { checkProxies } from '../platform/node/requests/check-proxies.js';
import { shownWork } from './shown-work.js';
import { faint, notify, print, strong } from './output.js';
import { withFlags } from './parameter-flags.js';
import { plainTable } from './plain-table.js';
import type { ModelOptions } from '../search/scoring/types.js';
import { addModelOptions, withReading } from './model-options.js';
import { addDeviceOption, type DeviceCommandOptions } from './device-option.js';
import { addRunOptions, type RunOptions } from './run-options.js';

interface CheckOptions extends RunOptions, DeviceCommandOptions, ModelOptions {
  readonly known: string;
  readonly target?: string;
  readonly json?: boolean;
}

async function check(space: string, { proxy, json, ...options }: CheckOptions): Promise<void> {
  const result = await shownWork(
    () => 'nothing was kept',
    (signal, show) =>
      checkProxies(
        space,
        { ...withReading(options), ...(proxy === undefined ? {} : { proxies: proxy }) },
        { signal, onProgress: ({ done, total = 0 }) => show('scoring', done, total) },
      ),
  );
  if (json === true) {
    for (const row of result.rows) print(JSON.stringify(row));
    for (const note of result.notes) notify(note);
    return;
  }
  printCheck(result);
}

function printCheck(result: CheckResult): void {
  const order = byRole(result.rows);
  print(
    plainTable(
      ['proxy', 'tau-b', '95 %', 'beyond size', '95 %', 'p'],
      order.map((row) => [
        row.proxy,
        row.tau === null ? '–' : shortNumber(row.tau),
        row.interval === null ? '–' : shortInterval(row.interval),
        ...beyond(row),
      ]),
      [1, 3, 5],
    ),
  );
  print();
  for (const { role, proxy, n, undefined: missing, verdict } of order)
    if (role !== 'part')
      print(`${strong(proxy)} ${verdict.text}${missing === 0 || missing === n ? '' : `; undefined for ${missing}, ranked last`}`);
  print();
  for (const line of checkNotes(result)) print(faint(withFlags(line)));
}

function beyond({ beyondSize }: CheckRow): string[] {
  if (beyondSize === null) return ['–', '–', '–'];
  const { value, interval, p } = beyondSize;
  return [
    shortNumber(value),
    interval === null ? '–' : shortInterval(interval),
    p < 0.001 ? '<.001' : p.toFixed(3).replace(/^0/, ''),
  ];
}

/** `assay check <space> --known FILE` */
export function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Checks whether a score ranks your space: compares proxies with 5 or more networks you have trained, and says what each adds to size',
    )
    .argument('<space>', 'the space of the networks, a space file, or a folder of models that the list names by their files')
    .requiredOption(
      '--known <file>',
      'CSV or Parquet with a column of networks (arch, or file for models) and one of accuracies; a column family is taken into account',
    )
    .option('--target <column>', 'the column of accuracies (default: the usual one of the table, or accuracy)')
    .option('--json', 'print one JSON object for each score, unrounded');
  return addDeviceOption(addModelOptions(addRunOptions(command)))
    .addHelpText(
      'after',
      `
Without --proxy: the judgement that ranks by default, its parts, and other proxies that cost almost nothing.
The verdict is one of: nothing is certain yet; ranks it the wrong way round; merely follows size; ranks your space (perhaps for certain only weakly), and adds to size or not for certain.
The ${verdictRule}.

Examples:
  assay check nas-bench-201 --known mine.csv
  assay check ./my-space.mjs --known mine.csv --proxy naswot,synflow,epads
  assay check darts --known mine.csv --effort forward --target val_acc
  assay check models/ --known accuracies.csv`,
    )
    .action(check);
}
