/**
 * `npm run bench -- peak-memory`: the order of execution that needs the least memory, for one random network of every space and for a
 * MobileNetV2: milliseconds (median of five, after one warm-up), bytes at 8 bits in the file's order and in the best order, and whether it is proven.
 */
import { createArchBuilder, createRng, openSpace, spaces, squareConv } from 'assay';
import { bestOrder } from '../dist/arch/memory/best-order.js';
import { peakActivationBytes } from '../dist/arch/memory/file-order-peak.js';

/** MobileNetV2 at width 1 on 224 x 224 (Sandler et al. 2018, table 2). */
function mobileNetV2() {
  const b = createArchBuilder();
  const block = (x, channels, kernel, stride, groups, active) => {
    const y = b.add('batchNorm', [b.add('conv', [x], { ...squareConv(channels, kernel, { stride, groups }) })], {
      eps: 1e-5,
      affine: true,
    });
    return active ? b.add('clip', [y], { min: 0, max: 6 }) : y;
  };
  let x = block(b.input('image', [1, 3, 224, 224]), 32, 3, 2, 1, true);
  let width = 32;
  for (const [expansion, channels, repeats, stride] of [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ]) {
    for (let i = 0; i < repeats; i++) {
      const hidden = expansion * width;
      let y = expansion === 1 ? x : block(x, hidden, 1, 1, 1, true);
      y = block(block(y, hidden, 3, i === 0 ? stride : 1, hidden, true), channels, 1, 1, 1, false);
      x = i > 0 ? b.add('add', [x, y], {}) : y;
      width = channels;
    }
  }
  x = b.add('globalAvgPool', [block(x, 1280, 1, 1, 1, true)], {});
  return b.finish([b.add('linear', [b.add('flatten', [x], { axis: 1 })], { outFeatures: 1000, bias: true })]);
}

const networks = [['MobileNetV2', mobileNetV2()]];
for (const { id } of spaces) {
  try {
    const space = openSpace(id);
    networks.push([id, space.build(space.sample(createRng(0, 'peak memory')))]);
  } catch (error) {
    console.log(`${id}: ${error.message}`);
  }
}
for (const [name, architecture] of networks) {
  const times = [];
  let found;
  for (let i = 0; i < 6; i++) {
    const begun = performance.now();
    found = bestOrder(architecture);
    times.push(performance.now() - begun);
  }
  const milliseconds = times.slice(1).toSorted((a, b) => a - b)[2];
  console.log(
    `${name}: ${architecture.nodes.length} nodes, ${milliseconds.toFixed(1)} ms (first ${times[0].toFixed(1)}), file ${peakActivationBytes(architecture) / 4}, best ${found.peak}, ${found.lowerBound === found.peak ? 'proven' : `at least ${found.lowerBound}`}`,
  );
}
