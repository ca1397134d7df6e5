/**
 * The cells of NAS-Bench-201 with their accuracies, and scores of distinct cells kept in a file: one JSON line a cell, its string and its
 * scores in the order of the proxies (null where undefined). A cell's score stands for all cells that compute the same.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluateArchitectures } from 'assay';
import { openPlan } from 'assay/node';

/** What a score's file holds where nothing else is asked for. */
export const passProxies = [
  'epads',
  'epads:pairs=expected',
  'nwot',
  'swap',
  'zen',
  'meco',
  'meco:channels=8',
  'az-expressivity',
  'az-progressivity',
  'logsynflow',
];
/** Without a pass of random weights. */
export const cheapProxies = ['sed:preset=nas-bench-201', 'epsilon', 'params', 'macs'];
/** Test accuracy after 200 epochs: CIFAR-10, CIFAR-100, ImageNet16-120. */
export const targets = ['nats_c10_test200', 'nats_c100_test200', 'nats_in16_test200'];

/** `archs` of the complete table, the first cell of each class (`firstLike`) and accuracies by cell. */
export function readCells(shared) {
  const [head, ...rows] = gunzipSync(readFileSync(join(shared, 'nasbench201/nb201.csv.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const place = (name) => head.indexOf(name);
  const archs = rows.map((row) => row[place('arch')]);
  const firstOf = new Map();
  const firstLike = new Map();
  rows.forEach((row, i) => {
    const own = row[place('iso_class')];
    if (!firstOf.has(own)) firstOf.set(own, archs[i]);
    firstLike.set(archs[i], firstOf.get(own));
  });
  const accuracies = new Map(rows.map((row, i) => [archs[i], targets.map((target) => Number(row[place(target)]))]));
  return {
    archs,
    distinct: [...firstOf.values()],
    firstLike,
    truthOf: (population) => targets.map((_, set) => population.map((arch) => accuracies.get(arch)[set])),
  };
}

export function readScores(file) {
  const known = new Map();
  if (!existsSync(file)) return known;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      const [arch, ...values] = JSON.parse(line);
      known.set(arch, values);
    } catch {
      // A torn last line: its cell is scored again.
    }
  }
  return known;
}

/** Scores of a list of architectures, handed on as they come; undefined ones are null. */
export async function scoreAll(architectures, { plan, onScores, until = Infinity }) {
  const opened = await openPlan(plan);
  const stop = new AbortController();
  try {
    for await (const { index, evaluation } of evaluateArchitectures(opened, architectures, { signal: stop.signal })) {
      onScores(
        architectures[index],
        plan.proxies.map((proxy) => (evaluation.scores[proxy].ok ? evaluation.scores[proxy].value : null)),
      );
      if (performance.now() > until) break;
    }
  } finally {
    await opened.close();
  }
}

/** Cheap scores of each cell itself: branches that never meet the output have params too. */
export async function cheapScores(architectures) {
  const scores = new Map();
  await scoreAll(architectures, {
    plan: { space: 'nas-bench-201', proxies: cheapProxies, data: 'ramp', batch: 64, seed: 0 },
    onScores: (arch, values) => scores.set(arch, values),
  });
  return scores;
}
