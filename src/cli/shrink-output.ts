/** What `assay shrink` prints: what may vary, the best beside the network as it is, and the front. */
import { formatCount, formatSize } from '../core/format-number.js';
import { countCost, type Cost } from '../arch/cost.js';
import { plural } from '../core/plural.js';
import type { RankedArchitecture } from '../search/result/result.js';
import { percentText } from '../search/shrink/compare-original.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import type { ShrunkSpace } from '../spaces/shrunk/shrunk-space.js';
import { faint, print, strong } from './output.js';
import { architectureTable, plainTable } from './plain-table.js';
import type { FinishedRun } from './run-search.js';
import { explainScore, listedBy } from './search-output.js';
import { scoreRecords } from './score-output.js';

/** Lines of the front on the terminal. */
const mostOfFront = 12;
/** Nodes that a dial names in the list. */
const mostNodes = 3;

/** What may vary in a network. */
export function printDials(space: ShrunkSpace, model: string, json: boolean): void {
  const original = countCost(space.build(space.original));
  const smallest = countCost(space.build(space.smallest));
  if (json) {
    for (const dial of space.dials) print(JSON.stringify(dial));
    print(
      JSON.stringify({
        original: { arch: space.encode(space.original), ...original },
        smallest: { arch: space.encode(space.smallest), ...smallest },
        ...(space.size === undefined ? {} : { size: space.size }),
      }),
    );
    return;
  }
  const count = space.size === undefined ? 'more than 2^53 networks' : plural(space.size, 'network');
  print(strong(`What may vary in ${model}: ${count}`));
  print(
    plainTable(
      ['name', 'kind', 'what', 'choices', 'nodes'],
      space.dials.map(({ name, kind, what, choices, nodes }) => [
        name,
        kind,
        what,
        choices.join(' '),
        `${nodes.slice(0, mostNodes).join(', ')}${nodes.length > mostNodes ? ` and ${nodes.length - mostNodes} more` : ''}`,
      ]),
    ),
  );
  print();
  print(
    plainTable(
      ['', 'params', 'macs', 'architecture'],
      [
        ['as it is', formatCount(original.params), formatCount(original.macs), space.encode(space.original)],
        ['smallest', formatCount(smallest.params), formatCount(smallest.macs), space.encode(space.smallest)],
      ],
      [1, 2],
    ),
  );
}

interface ShrunkPrint {
  readonly run: FinishedRun;
  readonly original: ScoredRow;
  /** The spec of the space, for the line that says how the best is exported. */
  readonly spec: string;
  readonly json: boolean;
}

export function printShrunk({ run, original, spec, json }: ShrunkPrint): void {
  const { result, report, steps } = run;
  const ranked = result.ranking.best.length;
  const best = ranked === 0 ? [] : result.best(ranked);
  if (json) {
    for (const own of best) print(JSON.stringify(jsonOf(own, original.cost)));
    const { scores } = original.evaluation;
    print(
      JSON.stringify({
        original: true,
        arch: original.item.name,
        scores: scoreRecords(scores),
        ...original.cost,
      }),
    );
    return;
  }
  const keys = Object.keys(result.finalists.columns);
  const row = (name: string, scores: RankedArchitecture['scores'], { params, macs }: Cost, text: string): string[] => [
    name,
    ...keys.map((key) => (scores[key]?.ok === true ? scores[key].value.toPrecision(5) : '–')),
    formatSize(params),
    percentText(params, original.cost.params),
    formatSize(macs),
    percentText(macs, original.cost.macs),
    text,
  ];
  const { candidates, distinct } = result.finalists;
  print(strong(`The best of ${plural(candidates.length, 'network')} (${formatCount(distinct)} distinct), ${listedBy(result)}`));
  print(
    architectureTable(
      ['#', ...keys, 'params', '', 'macs', '', 'architecture'],
      [
        ...best.map((own) => row(String(own.rank), own.scores, own, own.architecture)),
        row('as it is', original.evaluation.scores, original.cost, original.item.name),
      ],
      Array.from({ length: keys.length + 5 }, (_, column) => column),
    ),
  );
  printFront(run, original.cost);
  const [winner] = best;
  print();
  for (const note of report.notes) print(faint(note));
  if (winner !== undefined)
    print(
      `the best as a file: assay export ${winner.architecture} --space '${spec}' --to onnx --out smaller.onnx (or --to pytorch)`,
    );
  print();
  print(steps.map(({ name, seconds }) => `${name} ${seconds.toPrecision(3)} s`).join(' · '));
}

function jsonOf({ rank, architecture, combined, scores, params, macs }: RankedArchitecture, original: Cost): object {
  return {
    rank,
    arch: architecture,
    combined,
    scores: scoreRecords(scores),
    params,
    macs,
    shares: { params: params / original.params, macs: macs / original.macs },
  };
}

/** The front of score and MACs, or of the objectives that were named. */
function printFront({ result }: FinishedRun, original: Cost): void {
  const asked = result.settings.objectives ?? [];
  const front = result.front(asked.length > 1 ? asked : ['score', 'macs']);
  print();
  print(strong(`The Pareto front of ${front.objectives.join(' and ')}: ${plural(front.points.length, 'network')}`));
  const macsAt = front.objectives.indexOf('macs');
  print(
    architectureTable(
      [...front.objectives, ...(macsAt < 0 ? [] : ['of MACs']), 'architecture'],
      front.points
        .slice(0, mostOfFront)
        .map(({ values, architecture }) => [
          ...values.map((value, k) => (front.objectives[k] === 'score' ? value.toPrecision(6) : formatSize(value))),
          ...(macsAt < 0 ? [] : [percentText(values[macsAt] ?? NaN, original.macs)]),
          architecture,
        ]),
      front.objectives.map((_, column) => column),
    ),
  );
  if (front.points.length > mostOfFront)
    print(faint(`and ${plural(front.points.length - mostOfFront, 'network')} more in the report`));
  explainScore(result, front.objectives);
}
