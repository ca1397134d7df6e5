/** What needs an engine of networks, as a web page asks for it; the same in Node, with the same build of ONNX Runtime. */
import { createModuleEngine, createScorer } from '../../dist/bundle/index.js';

const proxies = ['epads', 'naswot', 'zen'];

/** @param ort a loaded `onnxruntime-web`. */
export async function forwardScores(ort, threads = 1) {
  const engine = createModuleEngine(ort, { title: 'onnxruntime-web', provider: 'wasm', threads });
  const scorer = createScorer({ proxies, space: 'nas-bench-201:C=4:N=1', data: 'noise', batch: 8, seed: 3 }, { engine });
  const { scores } = await scorer.score(
    '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|',
  );
  return Object.fromEntries(proxies.map((proxy) => [proxy, scores[proxy].ok ? scores[proxy].value : scores[proxy].reason]));
}
