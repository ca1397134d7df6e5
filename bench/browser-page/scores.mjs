/** The forward scores that `bench/browser.mjs` times: the same module in a page and in Node, over the same build of ONNX Runtime. */
import { createLocalHost, createModuleEngine, openScoring } from '../../dist/bundle/web/index.js';
import { createWorkerHost } from '../../dist/bundle/web/platform/browser/index.js';

const plan = { proxies: ['naswot', 'epads'], space: 'nas-bench-201', data: 'noise', batch: 16, seed: 0 };

/** @returns the scores of cells on a host, and the milliseconds that passed. */
const scoresOn = (host) => async (cells) => {
  const architectures = cells.map((candidate) => ({ where: candidate, ok: true, candidate, name: candidate }));
  const begun = performance.now();
  const session = await openScoring({ ...plan, architectures }, host);
  const rows = (await session.run()).ranked();
  const ms = performance.now() - begun;
  return { ms, scores: rows.map(({ item, evaluation }) => [item.name, evaluation.scores]) };
};

/** In this thread. @param ort a loaded `onnxruntime-web`. */
export const openScores = (ort, threads) =>
  scoresOn(createLocalHost({ engine: createModuleEngine(ort, { title: 'onnxruntime-web', provider: 'wasm', threads }) }));

/** In workers of one thread. */
export const openWorkerScores = (start, workers) => scoresOn(createWorkerHost(start, { workers }));
