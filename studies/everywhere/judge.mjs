/** Stored scores of several tables as columns, and rules judged on them: rank correlations with their intervals, means over spaces, one space left out. */
import { bootstrapInterval, kendallTauB, ranks, spearman } from 'assay';
import { readScores } from './samples.mjs';

export const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
export const show = (value) => (value === undefined ? '-' : value.toFixed(2).replace(/^(-?)0\./, '$1.'));

/** Columns of a table's sample: one value an architecture and proxy, -Infinity where undefined. Only rows with all of `complete` are read. */
export function openTable(one, { file, count, complete = [] }) {
  const known = readScores(file);
  const isKnown = (row) => known.has(row) && complete.every((proxy) => known.get(row)[proxy] !== undefined);
  const rows = one.places.filter(isKnown).slice(0, count);
  const targets = Object.entries(one.targets).filter(([name]) => !name.includes('val') || Object.keys(one.targets).length === 1);
  const column = (proxy) =>
    rows.every((row) => known.get(row)[proxy] === undefined)
      ? undefined
      : rows.map((row) => known.get(row)[proxy] ?? (known.get(row)[proxy] === null ? -Infinity : undefined));
  return { one, rows, column, targets: targets.map(([name, values]) => [name, rows.map((row) => values[row])]) };
}

/** Tables of one space count as one space. NAS-Bench-NLP is shown, and no part of the choice: its networks are not images' and few recipes are known. */
export const spaceOf = ({ source }) => source.space;
export const isChosenOn = (one) => spaceOf(one) !== 'nas-bench-nlp';

/** The places that both lists know. */
const shared = (a, b) => [...a.keys()].filter((i) => a[i] !== undefined && b[i] !== undefined && !Number.isNaN(b[i]));

/** Spearman, or another statistic, over the rows that both know. @returns undefined where they are too few, 0 where one is constant. */
export function correlation(a, b, statistic = spearman) {
  const places = shared(a, b);
  return places.length < 20
    ? undefined
    : (statistic(
        places.map((i) => a[i]),
        places.map((i) => b[i]),
      ) ?? 0);
}

/** The 95 % bootstrap interval of `of(sample)`, or of a correlation of two lists. */
export function correlationInterval(a, b, statistic = spearman) {
  const places = shared(a, b);
  return bootstrapInterval(
    places.length,
    (sample) =>
      statistic(
        Array.from(sample, (i) => a[places[i]]),
        Array.from(sample, (i) => b[places[i]]),
      ) ?? 0,
    { seed: 0, purpose: 'correlation', resamples: 200 },
  );
}

/** Sum of ranks with weights; a proxy that a table lacks, or that is undefined on most of it, takes no part. */
export function combined(table, weights) {
  const sum = new Array(table.rows.length).fill(0);
  for (const [proxy, weight] of Object.entries(weights)) {
    const values = table.column(proxy);
    if (
      values === undefined ||
      values.includes(undefined) ||
      values.filter((value) => value === -Infinity).length > values.length / 2
    )
      continue;
    ranks(values).forEach((rank, i) => (sum[i] += weight * rank));
  }
  return sum;
}

/** By space the mean over its tables' targets; 0 where a score is undefined. */
export function bySpace(tables, valuesOf, statistic = spearman) {
  const spaces = new Map();
  for (const table of tables.filter(({ one }) => isChosenOn(one))) {
    const values = valuesOf(table);
    const found = table.targets.map(([, target]) => (values === undefined ? 0 : (correlation(values, target, statistic) ?? 0)));
    spaces.set(spaceOf(table.one), [...(spaces.get(spaceOf(table.one)) ?? []), ...found]);
  }
  return new Map([...spaces].map(([id, values]) => [id, mean(values)]));
}

/** Chooses by the mean over all spaces but one, judges on that one, for each; `valuesOf` gives a table's column for a choice. */
export function leaveOneOut(tables, tried, valuesOf, write) {
  const judged = tried.map((choice) => ({ choice, spaces: bySpace(tables, (table) => valuesOf(table, choice)) }));
  const held = [];
  for (const space of judged[0].spaces.keys()) {
    const over = ({ spaces }) => mean([...spaces].filter(([id]) => id !== space).map(([, value]) => value));
    const best = judged.toSorted((a, b) => over(b) - over(a))[0];
    held.push(best.spaces.get(space));
    console.log(`without ${space}: ${write(best.choice)}, there ${show(best.spaces.get(space))}`);
  }
  console.log(`mean over the spaces left out ${show(mean(held))}`);
  const best = judged.toSorted((a, b) => mean([...b.spaces.values()]) - mean([...a.spaces.values()]))[0];
  console.log(`best on all, not judged: ${write(best.choice)}, mean ${show(mean([...best.spaces.values()]))}`);
}

/** A head of the targets of all tables, and a function that prints a row of correlations with each, with 95 % intervals below if wanted. */
export function openRows(tables) {
  const heads = tables.flatMap(({ one, targets }) => targets.map(([name]) => `${one.source.id} ${name}`));
  return {
    head: (first) => console.log(`| ${first} | ${heads.join(' | ')} | mean |\n|---|${heads.map(() => '---|').join('')}---|`),
    row(name, valuesOf, { statistic = spearman, intervals = false } = {}) {
      const cells = tables.flatMap((table) => {
        const values = valuesOf(table);
        return table.targets.map(([, target]) => {
          const value = values === undefined ? undefined : correlation(values, target, statistic);
          if (!intervals || value === undefined) return show(value);
          const { low, high } = correlationInterval(values, target, statistic);
          return `${show(value)} [${show(low)}, ${show(high)}]`;
        });
      });
      console.log(`| ${name} | ${cells.join(' | ')} | ${show(mean([...bySpace(tables, valuesOf, statistic).values()]))} |`);
    },
  };
}

export const statistics = { Spearman: spearman, 'tau-b': kendallTauB };
