/** One run: how it goes, and what its report shows, kept up to date while it is written. */
import { fullCount, shellLine, type RunRow } from 'assay';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { Copyable } from '../../components/copy-button.js';
import { ReportView } from '../../components/report-view.js';
import { dateText } from '../../date-text.js';
import { routeHash } from '../../route.js';
import { rates, runs, runsFolder, viewRun } from '../../runs.js';
import type { RunView } from '../../workers/run-worker.js';
import { ProgressBar } from './progress-bar.js';
import { RunActions } from './run-actions.js';
import { paceText, stateText } from './run-words.js';

/** Milliseconds between two looks at a live run, at least; and times the last look's length. */
const restBetween = 1500;
const restShare = 2;

/** A run by its name. */
export function RunPage({ name }: { readonly name: string }) {
  const row = runs.value?.find((known) => known.name === name);
  if (row === undefined)
    return (
      <>
        <h1>{name}</h1>
        <p class="lead">There is no such run in this folder: it may have been deleted or renamed.</p>
        <p>
          <a href="#runs">All runs</a>
        </p>
      </>
    );
  return <KnownRun row={row} />;
}

function KnownRun({ row }: { readonly row: RunRow }) {
  const { view, failure } = useView(row);
  const folder = `${runsFolder.value}/${row.name}`;
  const pace = paceText(row, rates.value.get(row.name), view?.expected);
  return (
    <>
      <p class="crumb">
        <a href="#runs">All runs</a>
      </p>
      <h1>{row.name}</h1>
      <div class="status">
        <span class={`state ${row.state}`}>{stateText(row)}</span>
        <span>
          {fullCount(row.evaluations)} evaluations
          {view?.expected !== undefined && row.state === 'live' ? ` of at most ${fullCount(view.expected)}` : ''}
        </span>
        {row.state === 'live' && <ProgressBar done={row.evaluations} total={view?.expected} />}
        {pace !== '' && <span>{pace}</span>}
        {view?.frontSize !== undefined && <span>front of {fullCount(view.frontSize)}</span>}
        <span>started {dateText(row.startedAt)}</span>
        {row.evaluations > 0 && <a href={routeHash('explore', row.name)}>Explore its points</a>}
        <RunActions row={row} />
      </div>
      {row.line !== undefined && <p class={row.state === 'failed' || row.state === 'foreign' ? 'problem' : 'hint'}>{row.line}</p>}
      {failure !== undefined && (
        <p class="problem" role="alert">
          {failure}
        </p>
      )}
      {view?.problem !== undefined && row.state !== 'foreign' && <p class="hint">{view.problem}</p>}
      {view?.command !== undefined && (
        <details class="commands">
          <summary>Commands</summary>
          <p>
            <Copyable label="the same search" text={view.command} />
          </p>
          <p>
            <Copyable label="its report as a page" text={shellLine(['assay', 'report', folder])} />
          </p>
          <p>
            <Copyable label="every score" text={`${folder}/scores.csv`} />
          </p>
        </details>
      )}
      {view?.parts === undefined ? (
        failure === undefined &&
        view?.problem === undefined &&
        row.state !== 'foreign' && <p class="hint">Reading its journal …</p>
      ) : (
        <ReportView parts={view.parts} />
      )}
    </>
  );
}

interface Viewed {
  readonly view?: RunView;
  readonly failure?: string;
}

/** What the run shows; looked at again when its journal has grown, without hurrying. */
function useView(row: RunRow): Viewed {
  const [viewed, setViewed] = useState<Viewed>({});
  const newest = useRef(row);
  newest.current = row;
  const { name } = row;
  useEffect(() => {
    let isOver = false;
    let seen = '';
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const now = newest.current;
      const key = `${now.bytes} ${now.state} ${now.startedAt}`;
      const begun = performance.now();
      if (key !== seen && now.state !== 'foreign') {
        try {
          const view = await viewRun(now);
          if (!isOver) setViewed({ view });
        } catch (error) {
          if (!isOver) setViewed((before) => ({ ...before, failure: errorLine(error) }));
        }
        seen = key;
      }
      if (!isOver) timer = setTimeout(look, Math.max(restBetween, restShare * (performance.now() - begun)));
    };
    setViewed({});
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [name]);
  return viewed;
}
