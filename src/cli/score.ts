/** `assay score <arch|file|folder|->`: scores of whatever it is given, in the order given, or ranked. */
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { countCost, type Cost } from '../arch/cost.js';
import { graphTopology } from '../arch/graph-topology.js';
import type { Architecture } from '../arch/types.js';
import { dataError, shortPlace, usageError } from '../core/errors.js';
import { evaluateStream } from '../engine/stream.js';
import type { Candidate, Evaluation } from '../engine/types.js';
import { requireWritable, writeWhole } from '../platform/node/files.js';
import type { OpenedPlan } from '../engine/host.js';
import { openPlan } from '../platform/node/open-plan.js';
import { parseCombination } from '../proxies/combine/index.js';
import { keepInit } from '../runtime/weights/definitions.js';
import type { SearchSpace } from '../spaces/types.js';
import { checkItems, readItems, stringsOf, type GoodItem, type Item } from './candidates.js';
import { addModelOptions, isFolder, type ModelOptions } from './model-files.js';
import { interruptible } from './interrupt.js';
import { complain, PartialFailure, print, say } from './output.js';
import { startProgress } from './progress.js';
import { addRunOptions, planOf, type RunOptions } from './run-options.js';
import { jsonRecord, printMany, printOne, type ScoredRow } from './score-output.js';
import { defaultCombination, rankRows, scoreReport } from './score-report.js';
import { spaceOf } from './detect-space.js';

interface ScoreOptions extends RunOptions, ModelOptions {
  readonly space?: string;
  readonly json?: boolean;
  readonly rank?: boolean;
  readonly combine?: string;
  readonly report?: string;
}

function costOf(candidate: string | Architecture, space: SearchSpace | undefined): Cost {
  if (typeof candidate !== 'string') return countCost(candidate);
  const opened = space as SearchSpace;
  const genotype = opened.decode(candidate);
  return opened.cost?.(genotype) ?? countCost(opened.build(genotype));
}

/** For networks without a space: what their wiring says and what one channel a layer says, neither with random weights. */
function defaultProxies(items: readonly GoodItem[]): readonly string[] {
  const answers = items.flatMap(({ candidate }) => (typeof candidate === 'string' ? [] : [graphTopology(candidate)]));
  const reason = answers.find((answer) => !answer.ok)?.reason;
  if (reason === undefined || answers.some(({ ok }) => ok)) return ['sed', 'epsilon'];
  say(`assay: sed is left out: ${reason}`);
  return ['epsilon'];
}

/** What the engine is given for an item: with the weights of its file where those are to be kept. */
function candidateOf({ candidate, path, name }: GoodItem, init: string | undefined): Candidate {
  if (init !== keepInit) return candidate;
  if (typeof candidate === 'string' || path === undefined || !path.toLowerCase().endsWith('.onnx'))
    throw usageError('--init keep', { expected: '.onnx files, which hold weights', got: name });
  return { architecture: candidate, weights: path };
}

interface ScoreAllOptions {
  /** Closed when all is done. */
  readonly plan: OpenedPlan;
  readonly proxies: readonly string[];
  readonly signal: AbortSignal;
}

/** Tells of one candidate after the other, in their order. */
async function scoreAll(
  candidates: readonly Candidate[],
  { plan, proxies, signal }: ScoreAllOptions,
  onScored: (index: number, evaluation: Evaluation) => void,
): Promise<void> {
  const total = candidates.length;
  const progress = startProgress(`scoring with ${shortened(proxies.join(','))}`, total);
  try {
    const stream = evaluateStream(candidates, {
      resolved: plan.resolved,
      runner: plan.runners.choose(proxies, total),
      total,
      now: plan.now,
      onProgress: ({ done }) => progress.update(done),
      signal,
    });
    for await (const chunk of stream) for (const { index, evaluation } of chunk) onScored(index, evaluation);
  } finally {
    progress.stop();
    await plan.close();
  }
}

async function score(given: readonly string[], options: ScoreOptions): Promise<void> {
  const isRanked = options.rank === true || options.combine !== undefined || options.report !== undefined || given.some(isFolder);
  if (options.combine !== undefined) parseCombination(options.combine);
  if (options.report !== undefined) requireWritable('--report', options.report);
  const items = await readItems(given, { ...options, needsWeights: options.init === keepInit });
  if (items.length === 0)
    throw dataError(given.length > 1 ? 'score' : given[0] === '-' ? 'standard input' : given[0], {
      expected: 'at least one architecture',
      got: 'none',
    });
  const opened = await spaceOf(options.space, stringsOf(items));
  const checked = checkItems(items, opened?.space);
  const good = checked.filter((item): item is GoodItem => item.ok);
  const bad = checked.flatMap((item) => (item.ok ? [] : [item]));
  if (good.length === 0 && bad.length === 1) throw bad[0].error;
  for (const item of bad) complain(messageOf(item));
  for (const { name, remarks = [] } of good) for (const remark of remarks) say(`assay: ${name}: ${remark}`);

  const architectures = good.flatMap((item) => (typeof item.candidate === 'string' ? [] : [item.candidate]));
  const proxies = options.proxy ?? opened?.space.defaults.proxies ?? defaultProxies(good);
  const candidates = good.map((item) => candidateOf(item, options.init));
  const plan = await openPlan(planOf(options, opened?.text, proxies), {
    architectures,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
  });
  const rows: ScoredRow[] = [];
  const isPrintedAtOnce = options.json === true && !isRanked;
  const kept = (): string =>
    isPrintedAtOnce
      ? `${rows.length} of ${plural(good.length, 'architecture')} ${rows.length === 1 ? 'is' : 'are'} printed`
      : 'nothing was kept';
  await interruptible(kept, (signal) =>
    scoreAll(candidates, { plan, proxies, signal }, (index, evaluation) => {
      const row = { item: good[index], evaluation, cost: costOf(good[index].candidate, opened?.space) };
      if (isPrintedAtOnce) print(JSON.stringify(jsonRecord(row, opened?.space)));
      rows.push(row);
    }),
  );
  const ranking =
    isRanked && rows.length > 0 ? rankRows(rows, plan.resolved, options.combine ?? defaultCombination(plan.resolved)) : undefined;
  if (options.json === true)
    ranking?.order.forEach((i, place) =>
      print(JSON.stringify(jsonRecord(rows[i], opened?.space, { rank: place + 1, combined: ranking.combined.values[i] }))),
    );
  else if (rows.length === 1) printOne(rows[0]);
  else if (rows.length > 1) printMany(rows, proxies, ranking);
  if (options.report !== undefined && ranking !== undefined) {
    writeWhole(
      '--report',
      options.report,
      scoreReport(`assay score ${given.join(' ')}`.slice(0, 120), rows, ranking, plan.resolved, performance.now() / 1000),
    );
    say(`report ${options.report}`);
  }
  if (bad.length > 0) {
    complain(`${bad.length} of ${plural(items.length, 'architecture')} could not be read; the rest is scored`);
    throw new PartialFailure();
  }
}

/** For the line of the progress bar. */
function shortened(text: string): string {
  return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
}

/** Errors about files and lines name them already. */
function messageOf({ where, error }: Extract<Item, { ok: false }>): string {
  return error.message.startsWith(shortPlace(where)) ? error.message : `${where}: ${error.message}`;
}

/** `assay score <arch|file|folder|->` */
export function scoreCommand(): Command {
  const command = new Command('score')
    .description(
      'Scores architectures: published strings, files of them (one a line), - for standard input, .onnx models, IR .json files, folders of models',
    )
    .argument('<architectures...>', 'what to score')
    .option('--space <spec>', 'the space of the strings, with options such as nas-bench-201:C=4:N=1, or a file: ./my-space.mjs')
    .option('--rank', 'best first by a combined score (always, where a folder is given)')
    .option(
      '--combine <spec>',
      'how to combine: rank-sum:sed=1:epsilon=0.2, log-rank, z-mean, vote (default: rank-sum of all but sizes)',
    )
    .option('--report <file>', 'write an HTML report of the ranking')
    .option('--json', 'one JSON object a line, unrounded');
  return addModelOptions(addRunOptions(command))
    .addHelpText(
      'after',
      `
--init keep runs a model with the weights its .onnx file holds; every other initialisation draws them anew.

Examples:
  assay score '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay score cells.txt --proxy sed,epsilon:arithmetic=float32 --batch 256 --json
  assay score cells.txt --data cifar10:data_batch_1.bin
  assay score resnet18.onnx mobilenet_v3.onnx --proxy sed,epsilon,epads,zen,params,macs --batch 8
  assay score resnet18.onnx --init keep --proxy naswot,synflow --batch 8
  assay score models/ --proxy sed,epsilon --batch 16 --report models.html
  assay score network.json --proxy epsilon,params,macs`,
    )
    .action(score);
}
