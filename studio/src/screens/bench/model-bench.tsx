/** The screen's half for models: files are dropped, read, counted, and ranked; nothing leaves the machine. */
import { boundText, compactCount, fullCount, proxies, proxyLevel, shellLine } from 'assay';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { Copyable } from '../../components/copy-button.js';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { DropZone } from '../../components/drop-zone.js';
import { callWorker, type Caller } from '../../workers/calls.js';
import { threeDigits } from './cell-figures.js';
import { LimitBar, LimitsField } from './model-limits.js';
import { ModelPage } from './model-page.js';
import type { Backend, ModelCalls, ModelFacts, ModelRanking } from './model.worker.js';

/** Proxies that run networks, which the user ticks. */
const running = proxies.map(({ id }) => id).filter((id) => ['tangents', 'activations', 'gradients'].includes(proxyLevel(id)));

const backends: readonly (readonly [Backend, string])[] = [
  ['wasm', 'the processor (WebAssembly): the digits of every machine'],
  ['webgpu', 'the graphics card (WebGPU): faster on large networks, the last digits differ'],
];

/** The bench for models. */
export function ModelBench() {
  const worker = useRef<Caller<ModelCalls> | undefined>(undefined);
  /** The files of the models, for a worker that begins anew. */
  const files = useRef(new Map<string, File>());
  const isStopped = useRef(false);
  /** Until a worker that begins anew has read the models. */
  const readAgain = useRef<Promise<unknown>>(Promise.resolve());
  const [models, setModels] = useState<readonly ModelFacts[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [ranking, setRanking] = useState<ModelRanking>();
  const [shown, setShown] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const [hasCard, setHasCard] = useState(false);
  const [backend, setBackend] = useState<Backend>('wasm');
  /** What was ranked by last: null is what needs no run. */
  const asked = useRef<readonly string[] | null>(null);
  /** Limits as they are typed, and the line about them where they are wrong. */
  const [where, setWhere] = useState('');
  const [wrongLimits, setWrongLimits] = useState<string>();
  const [ticked, setTicked] = useState<readonly string[]>(['naswot', 'zen']);
  useEffect(() => {
    const made = callWorker<ModelCalls>(() => new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module' }));
    worker.current = made;
    made.call('hasCard').then(setHasCard, () => undefined);
    return () => made.close();
  }, []);
  const rank = async (proxiesAsked: readonly string[] | null, limits = where): Promise<void> => {
    asked.current = proxiesAsked;
    isStopped.current = false;
    setBusy(proxiesAsked === null ? 'Scoring …' : 'Loading ONNX Runtime, then running the networks …');
    try {
      await readAgain.current;
      const answer = await worker.current?.call('rank', proxiesAsked, backend, limits.trim());
      if (answer !== undefined && 'wrongLimits' in answer) setWrongLimits(answer.wrongLimits);
      else {
        setWrongLimits(undefined);
        setRanking(answer);
      }
    } catch (error) {
      const line = isStopped.current ? 'Stopped: remove the model that takes so long, or rank again.' : errorLine(error);
      setProblems((before) => [...before, line]);
    }
    setBusy(undefined);
  };
  /** Ends the worker; the next one reads the models again. */
  const stop = (): void => {
    isStopped.current = true;
    worker.current?.close();
    readAgain.current = Promise.allSettled([...files.current.values()].map((file) => worker.current?.call('read', file)));
  };
  const read = async (dropped: readonly File[]): Promise<void> => {
    setProblems([]);
    for (const file of dropped) {
      setBusy(`Reading ${file.name} …`);
      try {
        const facts = await worker.current?.call('read', file);
        if (facts === undefined) continue;
        files.current.set(facts.name, file);
        setModels((before) => [...before.filter(({ name }) => name !== facts.name), facts]);
        setShown((before) => before ?? facts.name);
      } catch (error) {
        setProblems((before) => [...before, errorLine(error)]);
      }
    }
    await rank(null);
  };
  const forget = async (name: string): Promise<void> => {
    files.current.delete(name);
    setProblems([]);
    await worker.current?.call('forget', name);
    setModels((before) => before.filter((model) => model.name !== name));
    if (shown === name) setShown(undefined);
    await rank(null);
  };
  const page = models.find(({ name }) => name === shown);
  const most = Math.max(1, ...models.map(({ macs }) => macs).filter((macs) => !Number.isNaN(macs)));
  return (
    <div class="model-bench" data-models={models.length} data-ranked={ranking?.rows.length}>
      <DropZone accept=".onnx,.json" isMultiple onFiles={(dropped) => void read(dropped)}>
        Drop one or more <code>.onnx</code> models, or networks as JSON. They are read in this page; nothing is sent anywhere.
      </DropZone>
      {busy !== undefined && (
        <p class="controls">
          <span class="hint" role="status">
            {busy}
          </span>
          <button type="button" onClick={stop}>
            Stop
          </button>
        </p>
      )}
      {problems.map((problem) => (
        <p key={problem} class="problem" role="alert">
          {problem}
        </p>
      ))}
      {models.length > 0 && (
        <section>
          <h2>{models.length === 1 ? 'The model' : `Ranking of ${models.length} models`}</h2>
          {ranking !== undefined && (
            <>
              <p class="lead">{answerOf(models, ranking)}</p>
              {ranking.notes.map((note) => (
                <p key={note} class="hint">
                  {note}
                </p>
              ))}
            </>
          )}
          <LimitsField
            value={where}
            problem={wrongLimits}
            onChange={(text) => {
              setWhere(text);
              void rank(asked.current, text);
            }}
          />
          <SortableTable
            label="Models"
            rows={ordered(models, ranking)}
            columns={columnsOf({ ranking, most, shown, onShow: setShown, onForget: (name) => void forget(name) })}
            keyOf={({ name }) => name}
            classOf={({ name }) => (name === shown ? 'lit' : '')}
          />
          <p>
            <Copyable
              label="the same on the command line"
              text={shellLine([
                'assay',
                'score',
                ...models.map(({ name }) => name),
                ...(ranking === undefined || ranking.where === '' ? [] : ['--where', ranking.where]),
              ])}
            />
          </p>
          <details>
            <summary>Score with runs of the networks</summary>
            <p class="hint">
              Loads ONNX Runtime (about 7 MB compressed) and runs each network with random weights on the ramp of images; a large
              one takes seconds to minutes.
            </p>
            <fieldset class="controls">
              <legend class="hint">Proxies</legend>
              {running.map((id) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={ticked.includes(id)}
                    onChange={() => setTicked(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id])}
                  />{' '}
                  {id}
                </label>
              ))}
            </fieldset>
            {hasCard && (
              <fieldset class="controls">
                <legend class="hint">They run on</legend>
                {backends.map(([id, words]) => (
                  <label key={id}>
                    <input type="radio" name="backend" checked={backend === id} onChange={() => setBackend(id)} /> {words}
                  </label>
                ))}
              </fieldset>
            )}
            <button
              type="button"
              class="main run"
              disabled={busy !== undefined || ticked.length === 0}
              onClick={() => void rank(ticked)}
            >
              Run and rank
            </button>
          </details>
        </section>
      )}
      {page !== undefined && <ModelPage model={page} />}
    </div>
  );
}

function ordered(models: readonly ModelFacts[], ranking: ModelRanking | undefined): readonly ModelFacts[] {
  const place = ({ name }: ModelFacts): number => ranking?.rows.find((row) => row.name === name)?.rank ?? Infinity;
  return models.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** The sentence that answers. */
function answerOf(models: readonly ModelFacts[], { rows, combination }: ModelRanking): string {
  if (rows.length > 0 && rows.every(({ rank }) => rank === undefined))
    return `${models.length === 1 ? 'The model breaks' : `All ${models.length} models break`} the limits.`;
  const best = models.find(({ name }) => name === rows[0]?.name);
  if (best === undefined) return '';
  const broken = rows.filter(({ rank }) => rank === undefined).length;
  const costs = `has ${compactCount(best.params)} parameters and costs ${fullCount(best.macs)} MACs`;
  return models.length === 1
    ? `${best.name} ${costs}.`
    : `${best.name} ranks first by ${combination}; it ${costs}.${broken === 0 ? '' : ` ${broken} of ${models.length} break the limits.`}`;
}

interface ModelActions {
  readonly ranking: ModelRanking | undefined;
  /** The most MACs of any model. */
  readonly most: number;
  readonly shown: string | undefined;
  readonly onShow: (name: string) => void;
  readonly onForget: (name: string) => void;
}

function columnsOf({ ranking, most, shown, onShow, onForget }: ModelActions): readonly Column<ModelFacts>[] {
  const rowOf = ({ name }: ModelFacts) => ranking?.rows.find((row) => row.name === name);
  return [
    {
      key: 'rank',
      head: 'Rank',
      isNumber: true,
      show(model) {
        const row = rowOf(model);
        return row === undefined ? '' : (row.rank ?? 'breaks the limits');
      },
      sortBy: (model) => rowOf(model)?.rank,
    },
    {
      key: 'name',
      head: 'Model',
      show: ({ name }) => (
        <button type="button" class="model" aria-pressed={name === shown} onClick={() => onShow(name)}>
          {name}
        </button>
      ),
      sortBy: ({ name }) => name,
    },
    {
      key: 'params',
      head: 'Params',
      isNumber: true,
      show: ({ params }) => compactCount(params),
      sortBy: ({ params }) => params,
    },
    {
      key: 'macs',
      head: 'MACs',
      isNumber: true,
      show: ({ name, macs }) => (
        <>
          {compactCount(macs)} <meter min={0} max={most} value={Number.isNaN(macs) ? 0 : macs} aria-label={`MACs of ${name}`} />
        </>
      ),
      sortBy: ({ macs }) => macs,
    },
    {
      key: 'peak',
      head: 'Peak of activations',
      isNumber: true,
      show: ({ memory }) => (memory === undefined ? '' : `${compactCount(memory.peakBytes)}B`),
      sortBy: ({ memory }) => memory?.peakBytes,
    },
    ...[...new Map((ranking?.bounds ?? []).map((bound) => [boundText(bound), bound])).values()].map(
      (bound): Column<ModelFacts> => ({
        key: `limit ${boundText(bound)}`,
        head: boundText(bound),
        isNumber: true,
        show: (model) => <LimitBar bound={bound} value={rowOf(model)?.values[bound.name] ?? undefined} model={model.name} />,
        sortBy: (model) => rowOf(model)?.values[bound.name] ?? undefined,
      }),
    ),
    ...(ranking?.proxies ?? []).map((proxy): Column<ModelFacts> => ({
      key: `proxy ${proxy}`,
      head: proxy,
      isNumber: true,
      show(model) {
        const score = rowOf(model)?.scores[proxy];
        return (
          <span
            data-proxy={proxy}
            data-value={score?.ok === true ? score.value : undefined}
            title={score?.ok === false ? score.reason : undefined}
          >
            {score === undefined ? '' : score.ok ? threeDigits(score.value) : 'undefined'}
          </span>
        );
      },
      sortBy(model) {
        const score = rowOf(model)?.scores[proxy];
        return score?.ok === true ? score.value : undefined;
      },
    })),
    {
      key: 'remove',
      head: 'Do',
      show: ({ name }) => (
        <button type="button" aria-label={`Remove ${name}`} onClick={() => onForget(name)}>
          Remove
        </button>
      ),
    },
  ];
}
