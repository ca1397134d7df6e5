/** The screen's half for models: files are dropped, read, counted, and ranked; nothing leaves the machine. */
import { compactCount, fullCount, proxies, proxyLevel } from 'assay';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { DropZone } from '../../components/drop-zone.js';
import { callWorker, type Caller } from '../../workers/calls.js';
import { threeDigits } from './cell-figures.js';
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
  const [models, setModels] = useState<readonly ModelFacts[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [ranking, setRanking] = useState<ModelRanking>();
  const [shown, setShown] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const [hasCard, setHasCard] = useState(false);
  const [backend, setBackend] = useState<Backend>('wasm');
  const [ticked, setTicked] = useState<readonly string[]>(['naswot', 'zen']);
  useEffect(() => {
    const made = callWorker<ModelCalls>(() => new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module' }));
    worker.current = made;
    made.call('hasCard').then(setHasCard, () => undefined);
    return () => made.close();
  }, []);
  const rank = async (asked: readonly string[] | null): Promise<void> => {
    setBusy(asked === null ? 'Scoring …' : 'Loading ONNX Runtime, then running the networks …');
    try {
      setRanking(await worker.current?.call('rank', asked, backend));
    } catch (error) {
      setProblems((before) => [...before, errorLine(error)]);
    }
    setBusy(undefined);
  };
  const read = async (files: readonly File[]): Promise<void> => {
    setProblems([]);
    for (const file of files) {
      setBusy(`Reading ${file.name} …`);
      try {
        const facts = await worker.current?.call('read', file);
        if (facts === undefined) continue;
        setModels((before) => [...before.filter(({ name }) => name !== facts.name), facts]);
        setShown((before) => before ?? facts.name);
      } catch (error) {
        setProblems((before) => [...before, errorLine(error)]);
      }
    }
    await rank(null);
  };
  const forget = async (name: string): Promise<void> => {
    await worker.current?.call('forget', name);
    setModels((before) => before.filter((model) => model.name !== name));
    if (shown === name) setShown(undefined);
    await rank(null);
  };
  const page = models.find(({ name }) => name === shown);
  const most = Math.max(1, ...models.map(({ macs }) => macs));
  return (
    <div class="model-bench" data-models={models.length} data-ranked={ranking?.rows.length}>
      <DropZone accept=".onnx,.json" isMultiple onFiles={(files) => void read(files)}>
        Drop one or more <code>.onnx</code> models, or networks as JSON. They are read in this page; nothing is sent anywhere.
      </DropZone>
      {busy !== undefined && (
        <p class="hint" role="status">
          {busy}
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
          <div class="scrolls" tabIndex={0} role="region" aria-label="Models; scrolls sideways on a narrow screen">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">Rank</th>
                  <th scope="col">Model</th>
                  <th scope="col">Params</th>
                  <th scope="col">MACs</th>
                  <th scope="col">Peak of activations</th>
                  {ranking?.proxies.map((proxy) => (
                    <th key={proxy} scope="col">
                      {proxy}
                    </th>
                  ))}
                  <th scope="col">
                    <span class="visually-hidden">Remove</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {ordered(models, ranking).map((model) => {
                  const row = ranking?.rows.find(({ name }) => name === model.name);
                  return (
                    <tr key={model.name} class={model.name === shown ? 'lit' : ''}>
                      <td class="number">{row?.rank ?? ''}</td>
                      <th scope="row">
                        <button type="button" aria-pressed={model.name === shown} onClick={() => setShown(model.name)}>
                          {model.name}
                        </button>
                      </th>
                      <td class="number">{compactCount(model.params)}</td>
                      <td class="number">
                        {compactCount(model.macs)}{' '}
                        <meter min={0} max={most} value={model.macs} aria-label={`MACs of ${model.name}`} />
                      </td>
                      <td class="number">{model.memory === undefined ? '' : `${compactCount(model.memory.peakBytes)}B`}</td>
                      {ranking?.proxies.map((proxy) => {
                        const score = row?.scores[proxy];
                        return (
                          <td
                            key={proxy}
                            class="number"
                            data-proxy={proxy}
                            data-value={score?.ok === true ? score.value : undefined}
                            title={score?.ok === false ? score.reason : undefined}
                          >
                            {score === undefined ? '' : score.ok ? threeDigits(score.value) : 'undefined'}
                          </td>
                        );
                      })}
                      <td>
                        <button type="button" aria-label={`Remove ${model.name}`} onClick={() => void forget(model.name)}>
                          Remove
                        </button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
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
  return models.toSorted((a, b) => place(a) - place(b));
}

/** The sentence that answers. */
function answerOf(models: readonly ModelFacts[], { rows, combination }: ModelRanking): string {
  const best = models.find(({ name }) => name === rows[0]?.name);
  if (best === undefined) return '';
  const costs = `has ${compactCount(best.params)} parameters and costs ${fullCount(best.macs)} MACs`;
  return models.length === 1 ? `${best.name} ${costs}.` : `${best.name} ranks first by ${combination}; it ${costs}.`;
}
