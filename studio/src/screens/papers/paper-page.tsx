/** One paper: its numbers beside ours, as points with intervals and as a table. */
import {
  fullCount,
  basisWords,
  drawIntervals,
  figureText,
  figureVerdict,
  metricNames,
  type FigureResult,
  type Paper,
} from 'assay';
import { Copyable } from '../../components/copy-button.js';
import { Drawing } from '../../components/drawing.js';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { runsFolder } from '../../runs.js';
import { commandOf, answerOf, neededTables, seePaper } from './paper-counts.js';
import { results } from './papers.js';

/** The page of a paper. */
export function PaperPage({ paper }: { readonly paper: Paper }) {
  const seen = seePaper(paper, results.value);
  const { head } = basisWords[paper.basis ?? 'published'];
  const groups = groupFigures(seen.figures);
  return (
    <>
      <p class="crumb">
        <a href="#papers">All papers</a>
      </p>
      <h1>{paper.title}</h1>
      <p class="hint">{paper.paper}</p>
      <p class="lead">{answerOf(seen)}</p>
      {seen.from !== undefined && (
        <p class="hint">
          Ours: {seen.from.name},{' '}
          {new Date(seen.from.changedAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}
        </p>
      )}
      <p>
        <Copyable
          label={seen.from === undefined ? 'compute ours' : 'compute ours again'}
          text={commandOf(paper.id, runsFolder.value)}
        />
      </p>
      <p class="hint">{neededTables(paper)}</p>
      {paper.outOfReach?.map((line) => (
        <p key={line} class="hint">
          Out of reach: {line}
        </p>
      ))}
      {groups.map(({ key, figures }) => (
        <Experiment key={key} figures={figures} head={head} />
      ))}
    </>
  );
}

interface Group {
  readonly key: string;
  readonly figures: readonly FigureResult[];
}

/** Figures of one place in the paper, of one score on one table. */
function groupFigures(figures: readonly FigureResult[]): Group[] {
  const groups = new Map<string, FigureResult[]>();
  for (const figure of figures) {
    const key = [figure.source, figure.table, figure.score].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  return [...groups].map(([key, list]) => ({ key, figures: list }));
}

/** Measures on one scale: correlations together, any other with its like. */
function scaleOf({ metric }: FigureResult): string {
  return /^(?:spearman|kendall)/.test(metric) ? 'correlation' : metric;
}

function Experiment({ figures, head }: { readonly figures: readonly FigureResult[]; readonly head: string }) {
  const [first] = figures;
  if (first === undefined) return null;
  const { source, score, protocol, table } = first;
  const scales = [...new Set(figures.filter(({ published, measured }) => published !== null || measured !== null).map(scaleOf))];
  const standIns = [...new Set(figures.flatMap((figure) => figure.standIns))];
  const reasons = [...new Set(figures.flatMap(({ reason }) => reason ?? []))];
  return (
    <section class="experiment">
      <h2>{source}</h2>
      <p class="hint">
        <code>{score}</code> on {table}; {protocol.replace(/, \d+ looked up$/, '')}
      </p>
      <div class="plots two">
        {scales.map((scale) => {
          const shown = figures.filter((figure) => scaleOf(figure) === scale);
          return (
            <figure key={scale} class="chart">
              <Drawing
                svg={drawIntervals({
                  title: `${source}: ${score} on ${table}`,
                  names: { expected: head, found: 'ours' },
                  theme: 'inherit',
                  width: Math.min(560, Math.max(320, innerWidth - 62)),
                  rows: shown.map(({ target, metric, after, published, measured, tolerance }) => ({
                    label: `${target} ${metricNames[metric]}${after === undefined ? '' : ` after ${after}`}`,
                    ...(published === null ? {} : { expected: published, tolerance }),
                    ...(measured === null ? {} : { found: measured }),
                  })),
                })}
              />
            </figure>
          );
        })}
      </div>
      <SortableTable
        label={`${source}, ${score} on ${table}`}
        rows={figures}
        columns={figureColumns(
          head,
          figures.some(({ beside }) => beside !== undefined),
        )}
        keyOf={(figure) => `${figure.target} ${figure.metric} ${figure.after ?? ''} ${figures.indexOf(figure)}`}
        classOf={({ isWithin }) => (isWithin === false ? 'outside' : '')}
      />
      {reasons.map((line) => (
        <p key={line} class="hint">
          –: {line}
        </p>
      ))}
      {standIns.map((line) => (
        <p key={line} class="hint">
          Stands in: {line}
        </p>
      ))}
    </section>
  );
}

function figureColumns(head: string, hasOthers: boolean): readonly Column<FigureResult>[] {
  return [
    { key: 'target', head: 'Target', show: ({ target }) => target, sortBy: ({ target }) => target },
    {
      key: 'metric',
      head: 'Figure',
      show: ({ metric, after }) => `${metricNames[metric]}${after === undefined ? '' : ` after ${after}`}`,
      sortBy: ({ metric }) => metricNames[metric],
    },
    {
      key: 'published',
      head: `${head.slice(0, 1).toUpperCase()}${head.slice(1)}`,
      isNumber: true,
      show: ({ published, metric }) => figureText(published, metric),
      sortBy: ({ published }) => published ?? undefined,
    },
    {
      key: 'measured',
      head: 'Ours',
      isNumber: true,
      show: ({ measured, metric }) => figureText(measured, metric),
      sortBy: ({ measured }) => measured ?? undefined,
    },
    { key: 'verdict', head: 'Verdict', show: figureVerdict, sortBy: figureVerdict },
    { key: 'n', head: 'n', isNumber: true, show: ({ n }) => (n === 0 ? '–' : fullCount(n)), sortBy: ({ n }) => n },
    {
      key: 'seeds',
      head: 'Seeds',
      isNumber: true,
      show: ({ seeds }) => (seeds === 0 ? '–' : seeds),
      sortBy: ({ seeds }) => seeds,
    },
    ...(hasOthers ? [othersColumn] : []),
  ];
}

const othersColumn: Column<FigureResult> = {
  key: 'beside',
  head: 'Others published',
  show: ({ beside = [], metric }) => beside.map(({ by, value }) => `${by} ${figureText(value, metric)}`).join(', ') || '–',
};
