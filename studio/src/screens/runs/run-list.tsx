/** All runs of the folder, as rows. */
import { expectedEvaluations, fullCount, shellLine, type RunRow } from 'assay';
import { useState } from 'preact/hooks';
import { Copyable } from '../../components/copy-button.js';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { dateText } from '../../date-text.js';
import { routeHash } from '../../route.js';
import { rates, runsFolder } from '../../runs.js';
import { ProgressBar } from './progress-bar.js';
import { RunActions } from './run-actions.js';
import { answerText, paceText, stateText } from './run-words.js';

/** The list, with the runs that are chosen to be laid over each other. */
export function RunList({ rows }: { readonly rows: readonly RunRow[] }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (rows.length === 0)
    return (
      <>
        <h1>Runs</h1>
        <p class="lead">There is no run in this folder yet.</p>
        <p class="hint">
          Start one in <a href="#search">Search</a>, or in a terminal; it shows here while it goes:
        </p>
        <Copyable text={shellLine(['assay', 'search', 'nas-bench-201', '--out', `${runsFolder.value || 'runs'}/first`])} />
      </>
    );
  const choose = (name: string): void =>
    setChosen(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  const columns: readonly Column<RunRow>[] = [
    {
      key: 'chosen',
      head: 'Compare',
      show: ({ name, evaluations }) => (
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={chosen.includes(name)}
          disabled={evaluations === 0}
          onChange={() => choose(name)}
        />
      ),
    },
    {
      key: 'name',
      head: 'Run',
      show: ({ name }) => <a href={routeHash('runs', name)}>{name}</a>,
      sortBy: ({ name }) => name,
    },
    {
      key: 'state',
      head: 'State',
      show: (row) => (
        <>
          <span class={`state ${row.state}`}>{stateText(row)}</span>
          {row.line !== undefined && <span class="line">{row.line}</span>}
        </>
      ),
      sortBy: stateText,
    },
    {
      key: 'space',
      head: 'Space',
      show: ({ settings }) => settings?.plan.space ?? '–',
      sortBy: ({ settings }) => settings?.plan.space,
    },
    {
      key: 'searcher',
      head: 'Searcher',
      show: ({ settings }) => settings?.searcher ?? '–',
      sortBy: ({ settings }) => settings?.searcher,
    },
    {
      key: 'proxies',
      head: 'Proxies',
      show: ({ settings }) => settings?.plan.proxies.join(', ') ?? '–',
      sortBy: ({ settings }) => settings?.plan.proxies.join(', '),
    },
    {
      key: 'evaluations',
      head: 'Evaluations',
      isNumber: true,
      show: (row) => {
        const expected = row.settings === undefined ? undefined : expectedEvaluations(row.settings);
        return (
          <>
            {fullCount(row.evaluations)}
            {row.state === 'live' && <ProgressBar done={row.evaluations} total={expected} />}
            <span class="line">{paceText(row, rates.value.get(row.name), expected)}</span>
          </>
        );
      },
      sortBy: ({ evaluations }) => evaluations,
    },
    { key: 'started', head: 'Started', show: ({ startedAt }) => dateText(startedAt), sortBy: ({ startedAt }) => startedAt },
    { key: 'actions', head: 'Do', show: (row) => <RunActions row={row} /> },
  ];
  return (
    <>
      <h1>Runs</h1>
      <p class="lead">{answerText(rows)}</p>
      <p class="hint">
        In <code>{runsFolder.value}</code>. A name opens a run; tick two or more to lay them over each other.
      </p>
      <p class="compare">
        <button
          type="button"
          class="main"
          disabled={chosen.length < 2}
          onClick={() => {
            location.hash = `#runs?${new URLSearchParams(chosen.map((name) => ['over', name])).toString()}`;
          }}
        >
          Compare {chosen.length < 2 ? 'runs' : `${chosen.length} runs`}
        </button>
      </p>
      <div class="run-table">
        <SortableTable label="Runs" rows={rows} columns={columns} keyOf={({ name }) => name} />
      </div>
    </>
  );
}
