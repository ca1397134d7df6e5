/** What can be done with a run: stop it, go on with it. */
import type { RunRow } from 'assay';
import { useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { tell } from '../../server.js';

/** The buttons of a run, and the line of a refusal. */
export function RunActions({ row }: { readonly row: RunRow }) {
  const [asked, setAsked] = useState<{ readonly state: string; readonly failure?: string } | undefined>(undefined);
  const act = (path: 'stop' | 'resume') => async (): Promise<void> => {
    setAsked({ state: row.state });
    try {
      await tell(`${path}?run=${encodeURIComponent(row.name)}`);
    } catch (error) {
      setAsked({ state: row.state, failure: errorLine(error) });
    }
  };
  const waits = asked !== undefined && asked.failure === undefined && asked.state === row.state;
  const mayResume = row.state === 'interrupted' || row.state === 'failed';
  return (
    <span class="actions">
      {row.canStop && row.state === 'live' && (
        <button type="button" disabled={waits} onClick={act('stop')} aria-label={`Stop ${row.name}`}>
          {waits ? 'Stopping …' : 'Stop'}
        </button>
      )}
      {mayResume && row.cannotResume === undefined && (
        <button type="button" disabled={waits} onClick={act('resume')} aria-label={`Go on with ${row.name}`}>
          {waits ? 'Starting …' : 'Go on'}
        </button>
      )}
      {mayResume && row.cannotResume !== undefined && (
        <span class="hint">
          {row.settings === undefined ? '' : 'go on by its command: '}
          {row.cannotResume}
        </span>
      )}
      {asked?.failure !== undefined && (
        <span class="problem" role="alert">
          {asked.failure}
        </span>
      )}
    </span>
  );
}
