import { Command } from 'commander';
import { countCost, type Cost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { evaluateStream } from '../engine/stream.js';
import type { Evaluation } from '../engine/types.js';
import { undefinedReasons } from '../engine/undefined-reasons.js';
import { openPlan } from '../platform/node/open-plan.js';
import type { Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import { dataError } from '../core/errors.js';
import { checkItems, readItems, spaceOf, type Item } from './candidates.js';
import { formatCount, PartialFailure, print, say, startProgress } from './output.js';
import { plainTable } from './plain-table.js';
import { addRunOptions, planOf, type RunOptions } from './run-options.js';

type Good = Extract<Item, { ok: true }>;

interface Row {
  readonly item: Good;
  readonly evaluation: Evaluation;
  readonly cost: Cost;
}

function costOf(candidate: string | Architecture, space: SearchSpace | undefined): Cost {
  if (typeof candidate !== 'string') return countCost(candidate);
  const opened = space as SearchSpace;
  const genotype = opened.decode(candidate);
  return opened.cost?.(genotype) ?? countCost(opened.build(genotype));
}

/** The object `--json` prints for one architecture. */
function record({ item, evaluation, cost }: Row, space: SearchSpace | undefined): unknown {
  const scores = Object.fromEntries(Object.entries(evaluation.scores).map(([key, score]) => [key, scoreRecord(score)]));
  return { ...(typeof item.candidate === 'string' ? { space: space?.id } : {}), arch: item.name, scores, ...cost, seconds: evaluation.seconds };
}

function scoreRecord(score: Score): unknown {
  if (!score.ok) return { value: null, reason: score.reason };
  return score.parts === undefined ? { value: score.value } : { value: score.value, parts: score.parts };
}

function shown(score: Score): string {
  return score.ok ? score.value.toPrecision(6) : '–';
}

function printOne({ item, evaluation, cost }: Row): void {
  print(item.name);
  for (const [key, score] of Object.entries(evaluation.scores)) {
    const parts = score.ok && score.parts !== undefined ? Object.entries(score.parts).map(([name, value]) => `${name} ${value.toPrecision(6)}`).join(', ') : '';
    print(`  ${key}  ${score.ok ? shown(score) : `undefined: ${score.reason}`}${parts === '' ? '' : `  (${parts})`}`);
  }
  print(`  params  ${formatCount(cost.params)}\n  macs  ${formatCount(cost.macs)}`);
}

function printMany(rows: readonly Row[], keys: readonly string[]): void {
  const body = rows.map(({ item, evaluation, cost }) => [
    ...keys.map((key) => shown(evaluation.scores[key])),
    formatCount(cost.params),
    formatCount(cost.macs),
    item.name,
  ]);
  print(plainTable([...keys, 'params', 'macs', 'architecture'], body, [...keys.keys(), keys.length, keys.length + 1]));
  for (const key of keys) {
    for (const { reason, count } of undefinedReasons(rows.map(({ evaluation }) => evaluation.scores[key]))) say(`– ${key} is undefined for ${count}: ${reason}`);
  }
}

async function score(given: readonly string[], options: RunOptions & { space?: string; json?: boolean }): Promise<void> {
  const items = readItems(given);
  if (items.length === 0) throw dataError('score', { expected: 'at least one architecture', got: 'none in what was given' });
  const opened = await spaceOf(options.space, items);
  const checked = checkItems(items, opened?.space);
  const good = checked.filter((item): item is Good => item.ok);
  const bad = checked.flatMap((item) => (item.ok ? [] : [item]));
  if (good.length === 0 && bad.length === 1) throw bad[0].error;
  for (const item of bad) say(`assay: ${item.where}: ${item.error.message}`);

  const architectures = good.flatMap((item) => (typeof item.candidate === 'string' ? [] : [item.candidate]));
  const proxies = options.proxy ?? opened?.space.defaults.proxies ?? ['epsilon'];
  const plan = await openPlan(planOf(options, opened?.text, proxies), { architectures, ...(options.workers === undefined ? {} : { workers: options.workers }) });
  const rows: Row[] = [];
  const progress = startProgress('scoring', good.length);
  try {
    const stream = evaluateStream(good.map((item) => item.candidate), {
      resolved: plan.resolved,
      runner: plan.runners.choose(proxies, good.length),
      total: good.length,
      now: plan.now,
      onProgress: ({ done }) => progress.update(done),
    });
    for await (const chunk of stream) {
      for (const { index, evaluation } of chunk) {
        const row = { item: good[index], evaluation, cost: costOf(good[index].candidate, opened?.space) };
        if (options.json === true) print(JSON.stringify(record(row, opened?.space)));
        else rows.push(row);
      }
    }
  } finally {
    progress.stop();
    await plan.close();
  }
  if (options.json !== true && rows.length === 1) printOne(rows[0]);
  if (options.json !== true && rows.length > 1) printMany(rows, proxies);
  if (bad.length > 0) {
    say(`assay: ${bad.length} of ${items.length} architectures could not be read; the rest is scored`);
    throw new PartialFailure();
  }
}

/** `assay score <arch|file|->` */
export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Scores architectures: published strings, files of them (one a line), - for standard input, or IR .json files')
    .argument('<architectures...>', 'what to score')
    .option('--space <spec>', 'the space of the strings, with options such as nas-bench-201:C=4:N=1, or a file: ./my-space.mjs')
    .option('--json', 'one JSON object a line, unrounded');
  return addRunOptions(command)
    .addHelpText('after', `
Examples:
  assay score '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay score cells.txt --proxy sed,epsilon:arithmetic=float32 --batch 256 --json
  assay score cells.txt --data cifar10:data_batch_1.bin
  assay score network.json --proxy epsilon,params,macs`)
    .action(score);
}
