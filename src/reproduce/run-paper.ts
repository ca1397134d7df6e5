/** Computes every number of a paper that can be reached, one experiment after the other; what cannot be is a line with the reason. */
import * as v from 'valibot';
import { checkParameter } from '../core/schema/check-request.js';
import { count, made, text } from '../core/schema/fields.js';
import { unknownName } from '../core/suggest.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import type { SearchSpace } from '../spaces/types.js';
import { papers } from './papers/index.js';
import { runCorrelation } from './run-correlation.js';
import { runGuidedSearch } from './run-guided-search.js';
import { runSelection } from './run-selection.js';
import { combinedColumn, type OpenedTable, type Scored } from './scored.js';
import type { FigureResult, Paper, PaperExperiment } from './types.js';

/** What the runner is given by whoever holds files and workers. */
export interface ReproduceTools {
  /** The architectures an experiment is about; a reason where its table is not there. */
  open(experiment: PaperExperiment): Promise<OpenedTable | { readonly missing: string }>;
  /** Scores of all architectures of a table. The same call gives the same columns again, without work. */
  score(
    experiment: PaperExperiment,
    table: OpenedTable,
  ): Promise<{ readonly columns: readonly ScoreColumn[]; readonly seconds: number | null; readonly input?: string }>;
  /** The space of a spec. @throws usage errors. */
  openSpace(spec: string): SearchSpace;
  /** Runs synchronous work that may take minutes, in a way that a person can end. */
  compute<T>(work: () => T): T;
  readonly seed: number;
  /** Most runs of a search. */
  readonly mostRuns: number;
}

export const paperField = v.custom<Paper>(
  (value) => typeof value === 'object' && value !== null && Array.isArray((value as Partial<Paper>).experiments),
  'a paper, one of `papers`',
);

const toolsField = made<ReproduceTools>(
  'tools, as createPaperTools or openPaperTools makes them',
  'open',
  'score',
  'openSpace',
  'compute',
);

/**
 * The paper with an id.
 * @throws a usage error that suggests the nearest paper.
 */
export function findPaper(id: string, known: readonly Paper[] = papers): Paper {
  checkParameter('paper', text, id);
  const paper = known.find((candidate) => candidate.id === id);
  if (paper === undefined)
    throw unknownName(
      'reproduce',
      'paper',
      id,
      known.map((candidate) => candidate.id),
    );
  return paper;
}

/** Yields the figures of one experiment at a time. */
export async function* runPaper(paper: Paper, tools: ReproduceTools): AsyncGenerator<readonly FigureResult[]> {
  checkParameter('paper', paperField, paper);
  checkParameter('tools', toolsField, tools);
  if (tools.mostRuns !== Infinity) checkParameter('runs', count(1), tools.mostRuns);
  for (const experiment of paper.experiments) {
    const table = await tools.open(experiment);
    const reason = 'missing' in table ? table.missing : tooFew(experiment, table);
    yield reason === undefined
      ? await run(paper, experiment, table as OpenedTable, tools)
      : experiment.figures.map((figure) => absent(paper, experiment, figure, reason));
  }
}

/** The figures of a paper as published, none of them computed. */
export function expectedFigures(paper: Paper): FigureResult[] {
  checkParameter('paper', paperField, paper);
  return paper.experiments.flatMap((experiment) =>
    experiment.figures.map((figure) => absent(paper, experiment, figure, 'not computed here yet')),
  );
}

/** Why a search cannot be run on a sample of a table: it would find the best of that. */
function tooFew(experiment: PaperExperiment, { isSampled, architectures }: OpenedTable): string | undefined {
  if (!isSampled || experiment.kind === 'correlation') return undefined;
  const needed = experiment.kind === 'guided-search' || experiment.draws === 'all' ? Infinity : 2 * experiment.draws;
  return architectures.length >= needed
    ? undefined
    : `the search needs ${needed === Infinity ? 'every score' : `a sample of at least ${needed.toLocaleString('en-US')}`}: not with this sample`;
}

async function run(
  paper: Paper,
  experiment: PaperExperiment,
  table: OpenedTable,
  tools: ReproduceTools,
): Promise<FigureResult[]> {
  const { columns, seconds, input } = await tools.score(experiment, table);
  return tools.compute(() =>
    figuresOf(
      paper,
      experiment,
      { table, columns, column: combinedColumn(experiment, columns), seconds, ...(input === undefined ? {} : { input }) },
      tools,
    ),
  );
}

function figuresOf(
  paper: Paper,
  experiment: PaperExperiment,
  scored: Scored,
  { seed, mostRuns, openSpace }: ReproduceTools,
): FigureResult[] {
  switch (experiment.kind) {
    case 'correlation':
      return runCorrelation(paper, experiment, scored);
    case 'selection':
      return runSelection(paper, experiment, scored, { seed, runs: Math.min(experiment.runs, mostRuns) });
    case 'guided-search':
      return runGuidedSearch(paper, experiment, scored, {
        seed,
        runs: Math.min(experiment.runs, mostRuns),
        space: openSpace(scored.table.space),
      });
    default:
      return experiment satisfies never;
  }
}

function absent(
  paper: Paper,
  experiment: PaperExperiment,
  figure: PaperExperiment['figures'][number],
  reason: string,
): FigureResult {
  return {
    paper: paper.id,
    source: experiment.source,
    score: experiment.combine ?? experiment.column ?? experiment.proxies.join(),
    protocol: experiment.kind,
    table: experiment.table,
    ...figure,
    measured: null,
    reason,
    isWithin: null,
    n: 0,
    seeds: 0,
    standIns: [...(experiment.imageStandIns ?? []), ...(experiment.standIns ?? [])],
    seconds: null,
  };
}
