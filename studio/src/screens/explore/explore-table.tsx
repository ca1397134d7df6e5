/** One table: what is chosen of it, and every view of that choice. */
import { fullCount, tickText } from 'assay';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import type { Caller } from '../../workers/calls.js';
import { dateText } from '../../date-text.js';
import { Correlations } from './correlations.js';
import { DataTable } from './data-table.js';
import type { ColumnFacts, ExploreCalls, SelectedCell } from './explore.worker.js';
import { Parallel } from './parallel.js';
import type { PointView } from './point-view.js';
import { plotPng, plotSvg, saveFile } from './save-picture.js';
import { Scatter, type Axis } from './scatter.js';
import { SelectedCells } from './selected-cells.js';
import { useAxis } from './use-axis.js';
import { useAnswer } from './use-answer.js';
import type { ShownTable } from './use-table.js';

interface ExploreTableProps {
  readonly opened: ShownTable;
  /** When it was last changed, as an ISO text. */
  readonly changedAt: string | undefined;
  readonly caller: Caller<ExploreCalls>;
}

interface Objective {
  readonly column: string;
  readonly goal: 'max' | 'min';
}

const mostLines = 2000;
const mostCells = 12;

/** What a column is likely for: less is better of costs. */
const isCost = (name: string): boolean => /param|mac|flop|latency|second|time|bytes|energy/i.test(name);
const isAccuracy = (name: string): boolean => /acc|top-?1/i.test(name);

/** The axes to begin with: what it costs against how good it is; once accuracies were added, a score against them. */
function firstAxes(numbers: readonly ColumnFacts[], added: readonly string[] = []): readonly [string, string] {
  const names = numbers.map(({ name }) => name);
  const accuracy = added.find(isAccuracy) ?? added[0];
  const score = names.find((name) => !added.includes(name) && !isCost(name) && !isAccuracy(name));
  if (accuracy !== undefined && score !== undefined) return [score, accuracy];
  const x = names.find((name) => /^(macs|flops|params)/i.test(name)) ?? names.find(isCost) ?? names[0] ?? '';
  const y =
    names.find((name) => isAccuracy(name) && name !== x) ?? names.find((name) => name !== x && !isCost(name)) ?? names[1] ?? x;
  return [x, y];
}

/** The plot and everything that belongs to its selection. */
export function ExploreTable({ opened, changedAt, caller }: ExploreTableProps) {
  const numbers = useMemo(() => opened.columns.filter(({ kind }) => kind === 'number'), [opened]);
  const [[x, y], setAxes] = useState(() => firstAxes(numbers, opened.joined?.columns));
  const [shade, setShade] = useState('');
  const [selection, setSelection] = useState<Uint32Array>();
  const [lit, setLit] = useState<number>();
  const [objectives, setObjectives] = useState<readonly Objective[]>([]);
  const [ticked, setTicked] = useState<readonly string[]>(() => numbers.slice(0, 6).map(({ name }) => name));
  const [sort, setSort] = useState<{ readonly column: string | null; readonly isDescending: boolean }>({
    column: null,
    isDescending: true,
  });
  const [areCorrelationsAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<PointView>({ x: [0, 1], y: [0, 1] });
  const fail = (error: unknown): void => setProblem(errorLine(error));

  const axisX = useAxis(caller, numbers, x);
  const axisY = useAxis(caller, numbers, y);
  const axisShade = useAxis(caller, numbers, shade);
  const front = useAnswer(
    async () => (objectives.length === 0 ? undefined : caller.call('front', objectives)),
    [objectives],
    fail,
  );
  const order = useAnswer(() => caller.call('order', selection ?? null, sort.column, sort.isDescending), [selection, sort], fail);
  const lines = useAnswer(
    async () =>
      ticked.length < 2
        ? undefined
        : caller.call('lines', ticked, selection ?? Uint32Array.from({ length: opened.rows }, (_, i) => i), mostLines),
    [ticked, selection],
    fail,
  );
  const cells = useAnswer(
    async (): Promise<readonly SelectedCell[]> =>
      order === undefined || opened.architectures === undefined ? [] : caller.call('cells', [...order.subarray(0, mostCells)]),
    [order],
    fail,
  );
  const correlations = useAnswer(
    async () => (areCorrelationsAsked && ticked.length >= 2 ? caller.call('correlations', ticked, selection ?? null) : undefined),
    [areCorrelationsAsked, ticked, selection],
    fail,
  );
  const marks = useMemo(() => {
    if (selection === undefined && front === undefined && lit === undefined) return undefined;
    const made = new Uint8Array(opened.rows);
    for (const row of selection ?? []) made[row] = 1;
    for (const row of front ?? []) made[row] = 2;
    if (lit !== undefined) made[lit] = 2;
    return made;
  }, [selection, front, lit]);
  const best = useMemo(() => bestSentence(axisX, axisY, selection), [axisX, axisY, selection]);
  const load = useCallback((rows: readonly number[]) => caller.call('rows', rows), [caller]);
  const keepView = useCallback((shown: PointView) => {
    view.current = shown;
  }, []);
  useEffect(() => setLit(undefined), [selection]);

  const save = async (kind: 'csv' | 'png' | 'svg'): Promise<void> => {
    const name = `${opened.source.replace(/[^\w.-]+/g, '-').replace(/\.\w+$/, '')}-selection`;
    const rows = order ?? new Uint32Array(0);
    if (kind === 'csv') return saveFile(await caller.call('csv', rows), `${name}.csv`);
    const shown = {
      canvas: canvas.current as HTMLCanvasElement,
      x: axisX as Axis,
      y: axisY as Axis,
      view: view.current,
      selection,
    };
    if (kind === 'png') return saveFile(await plotPng(shown), `${name}.png`);
    return saveFile(new Blob([plotSvg(shown)], { type: 'image/svg+xml' }), `${name}.svg`);
  };
  const chosen = selection?.length ?? opened.rows;
  return (
    <div class="explore" data-rows={opened.rows} data-selected={selection?.length}>
      <p class="lead" role="status">
        {opened.source} has {fullCount(opened.rows)} {opened.rows === 1 ? 'row' : 'rows'} and {numbers.length}{' '}
        {numbers.length === 1 ? 'column' : 'columns'} of numbers.{' '}
        {selection !== undefined && `${fullCount(selection.length)} are selected. `}
        {best}
      </p>
      {opened.joined !== undefined && (
        <p class="hint" data-joined={opened.joined.rows}>
          {opened.joined.source} knows {fullCount(opened.joined.rows)} of the {fullCount(opened.rows)} rows; it added{' '}
          {opened.joined.columns.slice(0, 8).join(', ')}
          {opened.joined.columns.length > 8 && ` and ${opened.joined.columns.length - 8} more`}.
        </p>
      )}
      {changedAt !== undefined && <p class="hint">Last changed {dateText(changedAt)}.</p>}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="controls">
        <Choice name="Across" value={x} columns={numbers} onChoose={(name) => setAxes([name, y])} />
        <Choice name="Up" value={y} columns={numbers} onChoose={(name) => setAxes([x, name])} />
        <Choice name="Colour" value={shade} columns={numbers} none="one colour" onChoose={setShade} />
        {selection !== undefined && (
          <button type="button" onClick={() => setSelection(undefined)}>
            Drop the selection
          </button>
        )}
        {(['csv', 'png', 'svg'] as const).map((kind) => (
          <button key={kind} type="button" onClick={() => void save(kind).catch(fail)}>
            Save {kind.toUpperCase()}
          </button>
        ))}
      </div>
      <div class="halves">
        <div>
          {axisX !== undefined && axisY !== undefined ? (
            <Scatter
              x={axisX}
              y={axisY}
              shade={axisShade}
              marks={marks}
              limits={opened.limits}
              canvas={canvas}
              onSelect={(rows) => setSelection(rows.length === 0 ? undefined : rows)}
              onHover={setLit}
              onView={keepView}
            />
          ) : (
            <p class="hint">Fetching the columns …</p>
          )}
          <Limits limits={opened.limits} facts={numbers} />
          <Missing columns={[axisX, axisY]} facts={numbers} />
        </div>
        <FrontPicker
          numbers={numbers}
          objectives={objectives}
          front={front}
          onChange={setObjectives}
          onSelect={() => front !== undefined && setSelection(front)}
        />
      </div>
      <section>
        <h2>Rows ({fullCount(chosen)})</h2>
        {order !== undefined && (
          <DataTable
            columns={opened.columns}
            order={order}
            sort={sort}
            lit={lit}
            onHover={setLit}
            onSort={(column) =>
              setSort((before) => ({ column, isDescending: before.column === column ? !before.isDescending : !isCost(column) }))
            }
            load={load}
          />
        )}
      </section>
      <section>
        <h2>Parallel coordinates and correlations</h2>
        <fieldset class="controls">
          <legend class="hint">Columns</legend>
          {numbers.slice(0, 40).map(({ name }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={ticked.includes(name)}
                onChange={() => setTicked(ticked.includes(name) ? ticked.filter((other) => other !== name) : [...ticked, name])}
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
        {ticked.length < 2 ? (
          <p class="hint">Tick at least two columns.</p>
        ) : (
          <Parallel
            columns={ticked.flatMap((name) => numbers.find((column) => column.name === name) ?? [])}
            selected={chosen}
            lines={lines?.values.length === ticked.length ? lines : undefined}
            lit={lit}
          />
        )}
        {areCorrelationsAsked ? (
          <Correlations columns={ticked} cells={correlations?.length === ticked.length ? correlations : undefined} />
        ) : (
          <button type="button" onClick={() => setAsked(true)}>
            Show the correlations
          </button>
        )}
      </section>
      {opened.architectures !== undefined && cells !== undefined && cells.length > 0 && (
        <section>
          <h2>
            {selection === undefined ? 'The first cells' : 'Cells of the selection'} ({cells.length} of {fullCount(chosen)})
          </h2>
          <p class="hint">In the order of the rows above; edges that the first one does not have are marked.</p>
          <SelectedCells cells={cells} space={opened.architectures.space} />
        </section>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly columns: readonly ColumnFacts[];
  readonly none?: string;
  readonly onChoose: (name: string) => void;
}

function Choice({ name, value, columns, none, onChoose }: ChoiceProps) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {columns.map((column) => (
          <option key={column.name} value={column.name}>
            {column.name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MissingProps {
  readonly columns: readonly (Axis | undefined)[];
  readonly facts: readonly ColumnFacts[];
}

/** Says what is not in the plot. */
function Missing({ columns, facts }: MissingProps) {
  const lacking = columns.flatMap((axis) => facts.find(({ name, missing }) => name === axis?.name && missing > 0) ?? []);
  if (lacking.length === 0) return null;
  return (
    <p class="hint">
      Not in the plot:{' '}
      {lacking.map(({ name, missing }) => `${fullCount(missing)} ${missing === 1 ? 'row' : 'rows'} without ${name}`).join(', ')}.
    </p>
  );
}

interface LimitsProps {
  readonly limits: ShownTable['limits'];
  readonly facts: readonly ColumnFacts[];
}

/** Names the limits, which are lines where their column is an axis. */
function Limits({ limits, facts }: LimitsProps) {
  if (limits.length === 0) return null;
  const unseen = limits.filter(({ column }) => !facts.some(({ name }) => name === column));
  return (
    <p class="hint">
      The run’s limits are dashed lines: {limits.map(({ text }) => text).join(', ')}.
      {unseen.length > 0 && ` Its journal holds no ${unseen.map(({ column }) => column).join(', ')}.`}
    </p>
  );
}

interface FrontPickerProps {
  readonly numbers: readonly ColumnFacts[];
  readonly objectives: readonly Objective[];
  readonly front: Uint32Array | undefined;
  readonly onChange: (objectives: readonly Objective[]) => void;
  readonly onSelect: () => void;
}

function FrontPicker({ numbers, objectives, front, onChange, onSelect }: FrontPickerProps) {
  const goalOf = (name: string): string => objectives.find(({ column }) => column === name)?.goal ?? '';
  const set = (column: string, goal: string): void => {
    const others = objectives.filter((objective) => objective.column !== column);
    onChange(goal === 'max' || goal === 'min' ? [...others, { column, goal }] : others);
  };
  return (
    <div class="panel front">
      <h2>Pareto front</h2>
      <p class="hint">Tick what matters: a row is on the front if no other is at least as good in all of it and better in one.</p>
      <ul>
        {numbers.slice(0, 60).map(({ name }) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={goalOf(name) !== ''}
                onChange={(event) => set(name, event.currentTarget.checked ? (isCost(name) ? 'min' : 'max') : '')}
              />{' '}
              {name}
            </label>
            {goalOf(name) !== '' && (
              <select
                value={goalOf(name)}
                aria-label={`Goal for ${name}`}
                onChange={(event) => set(name, event.currentTarget.value)}
              >
                <option value="max">more is better</option>
                <option value="min">less is better</option>
              </select>
            )}
          </li>
        ))}
      </ul>
      {objectives.length > 0 && (
        <p class="controls" role="status">
          {front === undefined ? 'Comparing …' : `${fullCount(front.length)} ${front.length === 1 ? 'row' : 'rows'} on the front`}
          <button type="button" disabled={front === undefined} onClick={onSelect}>
            Select them
          </button>
        </p>
      )}
    </div>
  );
}

/** The best row by the column that goes up the plot, and what it costs by the other. */
function bestSentence(x: Axis | undefined, y: Axis | undefined, selection: Uint32Array | undefined): string {
  if (x === undefined || y === undefined) return '';
  const sign = isCost(y.name) ? -1 : 1;
  let best = -1;
  const see = (row: number): void => {
    const value = y.values[row] ?? NaN;
    if (Number.isFinite(value) && (best < 0 || sign * value > sign * (y.values[best] ?? NaN))) best = row;
  };
  if (selection === undefined) for (let row = 0; row < y.values.length; row++) see(row);
  else selection.forEach(see);
  if (best < 0) return '';
  const text = (value: number): string => (Number.isInteger(value) ? fullCount(value) : tickText(Number(value.toPrecision(5))));
  const other = x.values[best] ?? NaN;
  const cost = x.name === y.name || !Number.isFinite(other) ? '' : `, with ${x.name} ${text(other)}`;
  return `The best ${y.name} is ${text(y.values[best] ?? NaN)}, in row ${fullCount(best + 1)}${cost}.`;
}
