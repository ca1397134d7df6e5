/** The cell editor: draw a cell by clicking, see what it costs, how it is judged, and which single change helps most. */
import { shellLine, spaces } from 'assay';
import { useEffect, useState } from 'preact/hooks';
import { Copyable } from '../../components/copy-button.js';
import { DropZone } from '../../components/drop-zone.js';
import { routeHash } from '../../route.js';
import { AllChanges, rankChanges } from './all-changes.js';
import { CellDrawing } from './cell-drawing.js';
import { CellFigures } from './cell-figures.js';
import { gainText } from './heat.js';
import { PlaceChoices } from './place-choices.js';
import { ownSpaceOf, type OwnSpace } from '../../own-spaces.js';
import { useCellBench } from './use-cell-bench.js';

interface CellBenchProps {
  readonly space: string;
  readonly start: string | undefined;
  readonly ownSpaces: readonly OwnSpace[];
}

/** Spaces whose cells are drawn, first; then the others. */
const first = ['nas-bench-201', 'nas-bench-101', 'darts', 'transnas-micro', 'transnas-macro'];
const listed = [...first, ...spaces.map(({ id }) => id).filter((id) => !first.includes(id))];

/** The screen's half for cells. */
export function CellBench({ space, start, ownSpaces }: CellBenchProps) {
  const own = ownSpaceOf(ownSpaces, space);
  const state = useCellBench(space, own?.module, start);
  const { bench, history, look, places, changedText, problem } = state;
  const [selected, setSelected] = useState<string>();
  const [typed, setTyped] = useState('');
  useEffect(() => setTyped(look?.text ?? ''), [look?.text]);
  useEffect(() => {
    if (look !== undefined) window.history.replaceState(null, '', routeHash('bench', 'cell', { space, cell: look.text }));
  }, [look?.text]);
  const apply = (text: string): void => state.go(text);
  const isFresh = look !== undefined && changedText === look.text;
  const [best] = isFresh ? rankChanges(places) : [];
  const place = places.find(({ name }) => name === selected);

  const onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    if (event.shiftKey) state.redo();
    else state.undo();
  };
  return (
    <div onKeyDown={onKey} data-shown={look?.text} data-judged={isFresh ? changedText : undefined} class="cell-bench">
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          apply(typed.trim());
        }}
      >
        <label>
          Space{' '}
          <select
            value={space}
            onChange={(event) => {
              location.hash = routeHash('bench', 'cell', { space: event.currentTarget.value });
            }}
          >
            {[...new Set([...ownSpaces.map(({ name }) => name), ...listed, space])].map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          Cell <input type="text" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit">Show</button>
        <button type="button" onClick={state.undo} disabled={(history?.past.length ?? 0) === 0}>
          Undo
        </button>
        <button type="button" onClick={state.redo} disabled={(history?.future.length ?? 0) === 0}>
          Redo
        </button>
        <button type="button" onClick={state.sample} disabled={bench === undefined}>
          Random cell
        </button>
      </form>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {(look === undefined || bench === undefined) && problem === undefined && <p class="hint">Opening {space} …</p>}
      {look !== undefined && bench !== undefined && (
        <>
          <CellFigures look={look} bench={bench} counted={look.standing?.among ?? 0} table={state.table} />
          <p class="controls best-move">
            {best === undefined ? (
              <strong>Judging every single change …</strong>
            ) : (best.change.gain ?? 0) > 0 ? (
              <>
                <button type="button" class="main" onClick={() => apply(best.change.text)}>
                  Best move: {best.place} to {best.change.choice} ({gainText(best.change.gain)} points)
                </button>
                <span class="hint">One click takes it; undo brings this cell back.</span>
              </>
            ) : (
              <strong>
                {best.change.gain === undefined ? 'Judging every single change …' : 'No single change is judged better.'}
              </strong>
            )}
          </p>
          <div class="editor">
            <div class="panel">
              <CellDrawing look={look} places={isFresh ? places : []} selected={selected} onSelect={setSelected} />
              <p class="key hint">
                <span class="heat gains" aria-hidden="true" /> a change here wins points
                <span class="heat loses" aria-hidden="true" /> every change here loses
              </p>
            </div>
            <div class="panel" aria-live="polite">
              <label>
                Place{' '}
                <select value={selected ?? ''} onChange={(event) => setSelected(event.currentTarget.value)}>
                  <option value="">Choose one, or click the drawing</option>
                  {places.map(({ name, current }) => (
                    <option key={name} value={name}>
                      {name}: {current}
                    </option>
                  ))}
                </select>
              </label>
              {place === undefined ? (
                <p class="hint">
                  Click an edge or a vertex, or reach it by the Tab key and press Enter. Points are those of the percentile: +10
                  means that the cell then beats ten percent more of the space.
                </p>
              ) : (
                <PlaceChoices place={place} onApply={apply} />
              )}
            </div>
          </div>
          <section>
            <h2>Take it with you</h2>
            <p class="controls">
              <Copyable text={look.text} label="The cell" />
            </p>
            <p class="controls">
              <Copyable text={scoreCommand(own?.path ?? space, look.text)} label="The command that scores it" />
            </p>
            <p class="controls">
              <Copyable text={exportCommand(own?.path ?? space, look.text)} label="The command that exports it" />
            </p>
          </section>
          <AllChanges places={places} isStale={!isFresh} onApply={apply} />
          <section>
            <h2>Accuracies</h2>
            <DropZone accept=".csv,.tsv,.txt,.gz,.parquet" onFiles={([file]) => file !== undefined && state.useTable(file)}>
              Drop a table with cells of {space} (CSV or Parquet): its numbers then show beside the scores. It stays on this
              machine.
            </DropZone>
          </section>
        </>
      )}
    </div>
  );
}

const exportCommand = (space: string, text: string): string =>
  shellLine(['assay', 'export', text, '--space', space, '--to', 'onnx', '--out', 'network.onnx']);

const scoreCommand = (space: string, text: string): string => shellLine(['assay', 'score', text, '--space', space]);
