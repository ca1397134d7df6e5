/** Runs laid over each other: who won, how each went, their fronts, and what was asked for differently. */
import {
  boundText,
  fullCount,
  compactCount,
  drawLineChart,
  type ChartMark,
  type LaidOver,
  type RunCurve,
  type SettingRow,
} from 'assay';
import { useEffect, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { Copyable } from '../../components/copy-button.js';
import { Drawing } from '../../components/drawing.js';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { routeHash } from '../../route.js';
import { runs, viewOver } from '../../runs.js';

/** The runs of these names on one scale. */
export function RunsOver({ names }: { readonly names: readonly string[] }) {
  const rows = (runs.value ?? []).filter(({ name }) => names.includes(name));
  const key = rows.map(({ name, bytes }) => `${name} ${bytes}`).join('\n');
  const [shown, setShown] = useState<{ readonly over?: LaidOver; readonly failure?: string }>({});
  useEffect(() => {
    let isOver = false;
    viewOver(rows).then(
      (over) => !isOver && setShown({ over }),
      (error: unknown) => !isOver && setShown({ failure: errorLine(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [key]);
  const missing = names.filter((name) => !rows.some((row) => row.name === name));
  return (
    <>
      <p class="crumb">
        <a href="#runs">All runs</a>
      </p>
      <h1>{names.length} runs compared</h1>
      {missing.length > 0 && <p class="problem">Not in this folder any more: {missing.join(', ')}.</p>}
      {shown.failure !== undefined && (
        <p class="problem" role="alert">
          {shown.failure}
        </p>
      )}
      {shown.over === undefined ? (
        shown.failure === undefined && <p class="hint">Reading their journals …</p>
      ) : (
        <Over {...shown.over} />
      )}
    </>
  );
}

/** So that the text of a chart stays readable on a narrow screen. */
const chartWidth = Math.min(720, Math.max(320, innerWidth - 62));

function Over({ runs: curves, combination, proxies, among, settings }: LaidOver) {
  const share = `% of all ${fullCount(among)} that are no better`;
  const best = curves.toSorted((a, b) => a.winner.place - b.winner.place)[0];
  return (
    <>
      {best !== undefined && (
        <p class="lead">
          <strong>{best.name}</strong> found the best, which costs {compactCount(best.winner.params)} params and{' '}
          {compactCount(best.winner.macs)} MACs.
        </p>
      )}
      <p class="hint">
        The architectures of all runs are ranked together by {proxies.join(', ')} ({combination}): scores of different runs cannot
        be compared otherwise.
      </p>
      <SortableTable label="The best of each run" rows={curves} columns={winnerColumns} keyOf={({ name }) => name} />
      <div class="plots two over">
        <figure class="chart">
          <figcaption>How each search went</figcaption>
          <Drawing
            svg={drawLineChart({
              title: 'The best so far over the architectures',
              x: 'architectures',
              y: share,
              theme: 'inherit',
              width: chartWidth,
              series: curves.map(({ name, best: points }) => ({
                name,
                isStep: true,
                points: points.map(({ evaluations, percentile }) => ({ x: evaluations, y: percentile })),
              })),
            })}
          />
        </figure>
        <figure class="chart">
          <figcaption>Their fronts: rank against MACs</figcaption>
          <Drawing
            svg={drawLineChart({
              title: 'Pareto fronts of rank and MACs',
              x: 'MACs',
              xText: compactCount,
              y: share,
              theme: 'inherit',
              width: chartWidth,
              marks: limitsOf(curves),
              series: curves.map(({ name, front }) => ({
                name,
                isStep: true,
                points: front.map(({ macs, percentile }) => ({ x: macs, y: percentile })),
              })),
            })}
          />
        </figure>
      </div>
      <section>
        <h2>What was asked for differently</h2>
        {settings.length === 0 ? (
          <p class="hint">Nothing: the runs have the same settings.</p>
        ) : (
          <SortableTable
            label="Settings that differ"
            rows={settings}
            columns={settingColumns(curves)}
            keyOf={({ name }) => name}
          />
        )}
      </section>
    </>
  );
}

/** Limits on MACs, each once; with the names of the runs that have it, unless all have. */
function limitsOf(curves: readonly RunCurve[]): ChartMark[] {
  const bounds = new Map(
    curves.flatMap(({ limits }) =>
      limits.filter(({ name }) => name === 'macs').map((bound) => [boundText(bound), bound] as const),
    ),
  );
  return [...bounds].map(([text, { op, value }]) => {
    const having = curves.filter(({ limits }) => limits.some((bound) => boundText(bound) === text)).map(({ name }) => name);
    return {
      x: value,
      text: `MACs ${op} ${compactCount(value)}${having.length === curves.length ? '' : ` (${having.join(', ')})`}`,
    };
  });
}

const winnerColumns: readonly Column<RunCurve>[] = [
  { key: 'name', head: 'Run', show: ({ name }) => <a href={routeHash('runs', name)}>{name}</a>, sortBy: ({ name }) => name },
  {
    key: 'place',
    head: 'Rank of its best',
    isNumber: true,
    show: ({ winner }) => fullCount(winner.place),
    sortBy: ({ winner }) => winner.place,
  },
  {
    key: 'evaluations',
    head: 'Architectures',
    isNumber: true,
    show: ({ evaluations }) => fullCount(evaluations),
    sortBy: ({ evaluations }) => evaluations,
  },
  {
    key: 'front',
    head: 'On its front',
    isNumber: true,
    show: ({ front }) => fullCount(front.length),
    sortBy: ({ front }) => front.length,
  },
  {
    key: 'params',
    head: 'Params',
    isNumber: true,
    show: ({ winner }) => compactCount(winner.params),
    sortBy: ({ winner }) => winner.params,
  },
  {
    key: 'macs',
    head: 'MACs',
    isNumber: true,
    show: ({ winner }) => compactCount(winner.macs),
    sortBy: ({ winner }) => winner.macs,
  },
  { key: 'architecture', head: 'Its best', show: ({ winner }) => <Copyable text={winner.architecture} /> },
];

function settingColumns(curves: readonly RunCurve[]): readonly Column<SettingRow>[] {
  return [
    { key: 'setting', head: 'Setting', show: ({ name }) => name, sortBy: ({ name }) => name },
    ...curves.map(({ name }, i) => ({ key: name, head: name, show: ({ values }: SettingRow) => values[i] ?? '–' })),
  ];
}
