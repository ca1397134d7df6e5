/**
 * `npm run bench -- efforts [networks: 8] [SPACE ...]`: the processor's time of one network at each effort, passes of 8x8 images (IMAGE_SIZE: another
 * size), batch 16, images of noise, in this thread after a warm-up; and what 1,000 networks then take on two cores. Spaces may carry options:
 * `nas-bench-101:N=1:C=64`.
 */
import { createRng, evaluateArchitectures, openSpace } from 'assay';
import { openPlan } from 'assay/node';

const [count = '8', ...named] = process.argv.slice(2);
const spaces =
  named.length > 0
    ? named
    : [
        'nas-bench-201',
        'nats-bench-size',
        'nas-bench-macro',
        'nas-bench-301:L=5:C=16',
        'nas-bench-301',
        'nas-bench-101:N=1:C=64',
        'nas-bench-101',
      ];
const imageSize = Number(process.env.IMAGE_SIZE ?? 8);
/** The parts of the rules, without SED, which takes next to nothing. */
const efforts = {
  graph: ['field'],
  forward: ['field', 'epads'],
  gradient: ['field', 'epads', 'zico'],
};

async function secondsOf(space, proxies) {
  const opened = await openPlan({ space, proxies, data: 'noise', batch: 16, imageSize, seed: 0 }, { workers: 0 });
  const { sample, encode } = openSpace(space);
  const rng = createRng(0, 'efforts');
  const draw = (n) => Array.from({ length: n }, () => encode(sample(rng)));
  const score = async (texts) => {
    for await (const { evaluation } of evaluateArchitectures(opened, texts, {})) void evaluation;
  };
  try {
    await score(draw(2));
    const texts = draw(Number(count));
    const before = process.cpuUsage();
    await score(texts);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / texts.length;
  } finally {
    await opened.close();
  }
}

for (const space of spaces) {
  const cells = [];
  for (const [effort, proxies] of Object.entries(efforts)) {
    const seconds = await secondsOf(space, proxies);
    cells.push(`${effort} ${(1000 * seconds).toFixed(1)} ms (1,000 on two cores ${((1000 * seconds) / 2 / 60).toFixed(1)} min)`);
  }
  console.log(`${space.padEnd(32)} ${cells.join(', ')}`);
}
