/** The forward scores that `bench/browser.mjs` times: the same module in a page and in Node, over the same build of ONNX Runtime. */
import { createModuleEngine, createScorer } from '../../dist/bundle/index.js';

const plan = { proxies: ['naswot', 'epads'], space: 'nas-bench-201', data: 'noise', batch: 16, seed: 0 };

/** @param ort a loaded `onnxruntime-web`. @returns the scores of cells, and the milliseconds that passed. */
export function openScores(ort, threads) {
  const engine = createModuleEngine(ort, { title: 'onnxruntime-web', provider: 'wasm', threads });
  const scorer = createScorer(plan, { engine });
  return async (cells) => {
    const begun = performance.now();
    const found = [];
    for (const cell of cells) found.push(await scorer.score(cell));
    const ms = performance.now() - begun;
    return { ms, scores: found.map(({ scores }) => plan.proxies.map((proxy) => scores[proxy].value ?? scores[proxy].reason)) };
  };
}
