/** The screen Explore: every point of a run or a table; plot, selection, table, parallel lines, cells, front and correlations belong together. */
import { fullCount } from 'assay';
import { useEffect, useState } from 'preact/hooks';
import { DropZone } from '../../components/drop-zone.js';
import { route, routeHash } from '../../route.js';
import { runs, followRuns } from '../../runs.js';
import { askText, isStaticSite } from '../../server.js';
import { ExploreTable } from './explore-table.js';
import { useTable } from './use-table.js';
import '../../styles/parts.css';
import './explore.css';

/** Tables that an exported site brings: its file lists them. */
interface BuiltIn {
  readonly file: string;
  readonly title: string;
}

/** The screen Explore. */
export function Explore() {
  const { path } = route.value;
  const table = useTable();
  const [builtIn, setBuiltIn] = useState<readonly BuiltIn[]>([]);
  useEffect(() => {
    if (!isStaticSite) return followRuns();
    fetch('./tables/index.json')
      .then(async (answer) => (answer.ok ? setBuiltIn((await answer.json()) as BuiltIn[]) : undefined))
      .catch(() => undefined);
    return undefined;
  }, []);
  useEffect(() => {
    if (path === '') return;
    if (isStaticSite)
      table.open((caller) => caller.call('openAddress', new URL(`./tables/${path}`, location.href).href, path), path);
    else
      table.open(
        async (caller) => caller.call('openJournal', await askText(`journal?run=${encodeURIComponent(path)}`), path),
        path,
      );
  }, [path]);
  const { opened, problem, opening } = table;
  const canJoin = opened?.architectures !== undefined;
  return (
    <>
      <h1>Explore</h1>
      <DropZone
        accept=".csv,.tsv,.txt,.gz,.parquet,.jsonl"
        onFiles={([file]) =>
          file !== undefined &&
          table.open((caller) => caller.call('openFile', file), file.name, new Date(file.lastModified).toISOString())
        }
      >
        {opened === undefined ? 'Drop a table or the journal of a run' : 'Another table or journal'}: CSV, TSV, Parquet, or{' '}
        <code>journal.jsonl</code>. It is read in this page; nothing is sent anywhere.
      </DropZone>
      {isStaticSite
        ? builtIn.length > 0 && (
            <p class="controls">
              Or one that comes with this site:
              {builtIn.map(({ file, title }) => (
                <a key={file} href={routeHash('explore', file)}>
                  {title}
                </a>
              ))}
            </p>
          )
        : runs.value !== undefined &&
          runs.value.length > 0 && (
            <p class="controls">
              <label>
                Or a run:{' '}
                <select
                  value={path}
                  onChange={(event) => {
                    location.hash = routeHash('explore', event.currentTarget.value);
                  }}
                >
                  <option value="">choose one</option>
                  {runs.value.map(({ name, evaluations }) => (
                    <option key={name} value={name} disabled={evaluations === 0}>
                      {name} ({fullCount(evaluations)} evaluations)
                    </option>
                  ))}
                </select>
              </label>
            </p>
          )}
      {canJoin && (
        <DropZone
          accept=".csv,.tsv,.txt,.gz,.parquet"
          onFiles={([file]) => file !== undefined && table.change((caller) => caller.call('join', file), file.name)}
        >
          Add the columns of a table with the same architectures, such as their accuracies
        </DropZone>
      )}
      {opening !== undefined && (
        <p class="hint" role="status">
          Reading {opening} …
        </p>
      )}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {opened !== undefined && table.caller !== undefined && (
        <ExploreTable
          key={opened.id}
          opened={opened}
          changedAt={opened.changedAt ?? runs.value?.find(({ name }) => name === opened.source)?.changedAt}
          caller={table.caller}
        />
      )}
    </>
  );
}
