/** The screen Search: a form made from the tables of spaces, proxies and searchers, what it asks for, and the button that starts it. */
import {
  fullCount,
  defaultEffort,
  efforts,
  effortHelp,
  initializerIds,
  proxies,
  quantityIds,
  searchArguments,
  searchers,
  shellLine,
  spaces,
  type SearchChoices,
} from 'assay';
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { errorLine, withoutPlace } from '../../error-line.js';
import { Copyable } from '../../components/copy-button.js';
import { routeHash } from '../../route.js';
import { followRuns, runsFolder } from '../../runs.js';
import { tell } from '../../server.js';
import { callWorker } from '../../workers/calls.js';
import type { SearchCalls, SearchCheck } from '../../workers/search-worker.js';
import { choicesOfForm, emptyForm, type JudgementChoice, type SearchForm } from './form.js';
import { ProxyPicker } from './proxy-picker.js';
import { SpecOptions } from './spec-options.js';
import { useOwnSpaces } from './use-own-spaces.js';
import './search.css';

const tables = { spaces, proxies, searchers };
/** Kept while the user looks at other screens. */
const form = signal<SearchForm>(emptyForm);
const checker = callWorker<SearchCalls>(
  () => new Worker(new URL('../../workers/search-worker.ts', import.meta.url), { type: 'module' }),
);
/** Milliseconds without a change after which a search is checked. */
const pause = 150;

function change(part: Partial<SearchForm>): void {
  form.value = { ...form.value, ...part };
}

/** The screen Search. */
export function Search() {
  useEffect(followRuns, []);
  const now = form.value;
  const { spaces: ownSpaces, problems } = useOwnSpaces(checker);
  const own = ownSpaces.find(({ id }) => id === now.space.id);
  const choices = useMemo(() => choicesOfForm(now, { ...tables, spaces: [...ownSpaces, ...spaces] }), [now, ownSpaces]);
  const check = useCheck(JSON.stringify([choices, own?.module]), choices, own?.module);
  const space = own ?? spaces.find(({ id }) => id === now.space.id);
  // The command names the file itself.
  const command = own?.path === undefined ? choices : { ...choices, space: own.path + choices.space.slice(own.name.length) };
  const searcher = searchers.find(({ id }) => id === now.searcher.id);
  const wrong = check?.ok === false ? check : undefined;
  const isUnchosen = now.judgement === 'named' && now.proxies.length === 0;
  const known = [
    'space',
    'proxies',
    'effort',
    'searcher',
    'budget',
    'seconds',
    'where',
    'objectives',
    'combine',
    'data',
    'batch',
    'imageSize',
    'seed',
    'init',
  ];
  const fault = (field: string): ComponentChildren =>
    wrong?.parameter === field ? (
      <pre class="fault" role="alert">
        {withoutPlace(wrong.message)}
      </pre>
    ) : undefined;
  const text = (
    field: 'budget' | 'seconds' | 'where' | 'combine' | 'batch' | 'imageSize' | 'seed' | 'name',
    label: string,
    help: string,
    placeholder = '',
  ) => (
    <div class="field">
      <label for={field}>{label}</label>
      <input
        id={field}
        value={now[field]}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={wrong?.parameter === field}
        aria-describedby={`${field}-help`}
        onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
      />
      <small id={`${field}-help`}>{help}</small>
      {fault(field)}
    </div>
  );
  const named = check?.ok === true ? check : undefined;
  return (
    <>
      <h1>Search</h1>
      <div class="search">
        <form onSubmit={(event) => event.preventDefault()} aria-label="The search">
          <fieldset>
            <legend>Space</legend>
            <div class="field">
              <label for="space">Search space</label>
              <select
                id="space"
                value={now.space.id}
                onChange={({ currentTarget }) => change({ space: { id: currentTarget.value, options: {} } })}
              >
                {[...ownSpaces, ...spaces].map(({ id, title }) => (
                  <option key={id} value={id}>
                    {id}: {title}
                  </option>
                ))}
              </select>
              {space !== undefined && <small>{space.paper}</small>}
              {problems.map((problem) => (
                <small key={problem} class="problem">
                  {problem}
                </small>
              ))}
              {ownSpaces.length === 0 && problems.length === 0 && (
                <small>
                  For a space of yours, start <code>assay studio --space ./my-space.mjs</code>.
                </small>
              )}
              {fault('space')}
            </div>
            {space !== undefined && (
              <SpecOptions
                of={space.id}
                specs={space.options}
                values={now.space.options}
                onChange={(options) => change({ space: { id: space.id, options } })}
              />
            )}
          </fieldset>
          <fieldset>
            <legend>Judgement</legend>
            <div class="choices" role="radiogroup" aria-label="How architectures are judged">
              {judgements.map(([id, label]) => (
                <label key={id}>
                  <input
                    type="radio"
                    name="judgement"
                    checked={now.judgement === id}
                    onChange={() => change({ judgement: id })}
                  />
                  <span>{label}</span>
                </label>
              ))}
            </div>
            {fault('effort')}
            {fault('proxies')}
            {now.judgement === 'named' && <ProxyPicker chosen={now.proxies} onChange={(list) => change({ proxies: list })} />}
            {text(
              'combine',
              'Combination',
              'how the scores become one: rank-sum, log-rank, z-mean or vote, with weights',
              named?.combination ?? 'chosen by Assay',
            )}
          </fieldset>
          <fieldset>
            <legend>Searcher and budget</legend>
            <div class="field">
              <label for="searcher">Searcher</label>
              <select
                id="searcher"
                value={now.searcher.id}
                onChange={({ currentTarget }) => change({ searcher: { id: currentTarget.value, options: {} } })}
              >
                <option value="">
                  {now.searcher.id === '' && named !== undefined ? `${named.searcher} (default)` : 'the default of the space'}
                </option>
                {searchers.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {id}: {title}
                  </option>
                ))}
              </select>
              {searcher?.note !== undefined && <small>{searcher.note}</small>}
              {fault('searcher')}
            </div>
            {searcher !== undefined && (
              <SpecOptions
                of={searcher.id}
                specs={searcher.options}
                values={now.searcher.options}
                onChange={(options) => change({ searcher: { id: searcher.id, options } })}
              />
            )}
            <div class="option-grid">
              {text('budget', 'Budget', 'the most architectures to propose: 500, 1e6')}
              {text('seconds', 'Seconds', 'time for everything')}
            </div>
          </fieldset>
          <fieldset>
            <legend>Limits and objectives</legend>
            {text('where', 'Limits', `over ${quantityIds.join(', ')}`, 'params<4e6 and macs<600e6')}
            <div class="choices row" role="group" aria-label="Objectives">
              <span>Objectives</span>
              {['score', ...quantityIds.slice(0, 4)].map((id) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={now.objectives.includes(id)}
                    onChange={() =>
                      change({
                        objectives: now.objectives.includes(id)
                          ? now.objectives.filter((one) => one !== id)
                          : [...now.objectives, id],
                      })
                    }
                  />
                  <span>{id}</span>
                </label>
              ))}
            </div>
            <small>None: the score alone. Several: the search keeps the Pareto front of them.</small>
            {fault('objectives')}
          </fieldset>
          <fieldset>
            <legend>Numbers that networks see</legend>
            <div class="option-grid">
              <div class="field">
                <label for="data">Data</label>
                <select id="data" value={now.data} onChange={({ currentTarget }) => change({ data: currentTarget.value })}>
                  <option value="">ramp (default)</option>
                  <option value="noise">noise</option>
                </select>
                <small>images for proxies that read some; files by the command line</small>
                {fault('data')}
              </div>
              {text('batch', 'Batch', 'images in a forward pass; 16 with effort forward or gradient', '64')}
              {text(
                'imageSize',
                'Image size',
                'height and width of the images that networks are run on; a quarter with effort forward or gradient',
                'of the space',
              )}
              {text('seed', 'Seed', 'of the random numbers', '0')}
              <div class="field">
                <label for="init">Initial weights</label>
                <select id="init" value={now.init} onChange={({ currentTarget }) => change({ init: currentTarget.value })}>
                  <option value="">{initializerIds[0]} (default)</option>
                  {initializerIds.slice(1).map((id) => (
                    <option key={id} value={id}>
                      {id}
                    </option>
                  ))}
                </select>
                <small>how weights are drawn</small>
                {fault('init')}
              </div>
              <div class="field">
                <label for="device">Device</label>
                <select
                  id="device"
                  value={now.device}
                  onChange={({ currentTarget }) => change({ device: currentTarget.value as SearchForm['device'] })}
                >
                  <option value="">cpu (default)</option>
                  <option value="webgpu">webgpu: a graphics card</option>
                  <option value="cuda">cuda: a card of NVIDIA</option>
                </select>
                <small>what runs networks; assay doctor says what is here</small>
              </div>
            </div>
          </fieldset>
        </form>
        <aside class="panel asked" aria-label="What is asked for">
          <h2>This search</h2>
          <p class="answer" aria-live="polite">
            {isUnchosen ? 'Tick at least one proxy, or take the default.' : sentence(check)}
          </p>
          {wrong !== undefined && !known.includes(wrong.parameter) && (
            <pre class="fault" role="alert">
              {wrong.message}
            </pre>
          )}
          <h3>The same on the command line</h3>
          <Copyable text={shellLine(['assay', ...searchArguments(command)])} />
          {text(
            'name',
            'Name of the run',
            `a new folder in ${runsFolder.value || 'the folder of runs'}`,
            'the space and the time',
          )}
          <Start choices={choices} name={now.name.trim()} isReady={check?.ok === true && !isUnchosen} />
        </aside>
      </div>
    </>
  );
}

const judgements: readonly (readonly [JudgementChoice, string])[] = [
  ...efforts.map(
    (effort) => [effort, `${effort}${effort === defaultEffort ? ' (default)' : ''}: ${effortHelp[effort]}`] as const,
  ),
  ['named', 'proxies that I choose'],
];

function sentence(check: SearchCheck | undefined): string {
  if (check === undefined) return 'Checking …';
  if (!check.ok) return 'This search cannot start: see what is marked.';
  const size = check.size === undefined ? 'A space beyond counting' : `${fullCount(check.size)} architectures`;
  const most = check.expected === undefined ? '' : `, at most ${fullCount(check.expected)} evaluations`;
  const front = check.objectives.length > 1 ? `, keeping the front of ${check.objectives.join(', ')}` : '';
  return `${size}, judged by ${check.proxies.join(', ')} (${check.combination}), proposed by ${check.searcher}${most}${front}.`;
}

/** The check of the choices, a moment after the last change; undefined while it is not known. */
function useCheck(key: string, choices: SearchChoices, module: string | undefined): SearchCheck | undefined {
  const [checked, setChecked] = useState<{ readonly key: string; readonly check: SearchCheck } | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      checker.call('check', choices, module).then(
        (check) => !isOver && setChecked({ key, check }),
        (error: unknown) => !isOver && setChecked({ key, check: { ok: false, parameter: '', message: errorLine(error) } }),
      );
    }, pause);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);
  // The last answer stays until the next one: nothing jumps while one types.
  return checked?.check;
}

function Start({
  choices,
  name,
  isReady,
}: {
  readonly choices: SearchChoices;
  readonly name: string;
  readonly isReady: boolean;
}) {
  const [state, setState] = useState<{ readonly isAsked: boolean; readonly failure?: string }>({ isAsked: false });
  const start = async (): Promise<void> => {
    setState({ isAsked: true });
    try {
      const started = await tell<{ name: string }>('start', { ...choices, ...(name === '' ? {} : { name }) });
      location.hash = routeHash('runs', started.name);
    } catch (error) {
      setState({ isAsked: false, failure: errorLine(error) });
    }
  };
  return (
    <>
      <button type="button" class="main" disabled={!isReady || state.isAsked} onClick={start}>
        {state.isAsked ? 'Starting …' : 'Start the search'}
      </button>
      {state.failure !== undefined && (
        <p class="problem" role="alert">
          {state.failure}
        </p>
      )}
    </>
  );
}
