/** What needs an engine of networks, as a web page asks for it; the same in Node, with the same build of ONNX Runtime. */
import { createModuleEngine, createScorer, openScoring } from '../../dist/bundle/web/index.js';
import { createWorkerHost } from '../../dist/bundle/web/platform/browser/index.js';

const proxies = ['epads', 'naswot', 'zen'];
const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|';
const plan = { proxies, space: 'nas-bench-201:C=4:N=1', data: 'noise', batch: 8, seed: 3 };
const valuesOf = (scores) =>
  Object.fromEntries(proxies.map((proxy) => [proxy, scores[proxy].ok ? scores[proxy].value : scores[proxy].reason]));

/** @param ort a loaded `onnxruntime-web`. */
export async function forwardScores(ort, threads = 1) {
  const engine = createModuleEngine(ort, { title: 'onnxruntime-web', provider: 'wasm', threads });
  const { scores } = await createScorer(plan, { engine }).score(cell);
  return valuesOf(scores);
}

/** The same by workers that `start` makes, after another cell, which takes the first of them. */
export async function workerScores(start, workers) {
  const other = cell.replace('skip_connect~1', 'nor_conv_3x3~1');
  const architectures = [other, cell].map((candidate) => ({ where: candidate, ok: true, candidate, name: candidate }));
  const session = await openScoring({ ...plan, architectures }, createWorkerHost(start, { workers }));
  const rows = (await session.run()).ranked();
  return valuesOf(rows.find(({ item }) => item.name === cell).evaluation.scores);
}
