/** The screen Runs: the list, one run, or several laid over each other, as the address says. */
import { useEffect } from 'preact/hooks';
import { route } from '../../route.js';
import { followRuns, runs } from '../../runs.js';
import { QueuePart } from './queue-part.js';
import { RunList } from './run-list.js';
import { RunPage } from './run-page.js';
import { RunsOver } from './runs-over.js';
import './runs.css';

/** The screen Runs. */
export function Runs() {
  useEffect(followRuns, []);
  const { path, parameters } = route.value;
  const over = parameters.getAll('over');
  if (runs.value === undefined) return <p class="hint">Reading the folder of runs …</p>;
  if (path !== '') return <RunPage name={path} />;
  if (over.length > 0) return <RunsOver names={over} />;
  return (
    <>
      <RunList rows={runs.value} />
      <QueuePart />
    </>
  );
}
