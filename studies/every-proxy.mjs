/**
 * Every proxy on random networks of every space: only values and reasons may result. An error that ends a run is printed with its network, and
 * the exit code is 1. Small images and batches; the largest spaces get fewer networks in the same time.
 * A space may end in `@N`: of N random networks the one with the fewest MACs is taken, for spaces whose networks differ in size. A genotype that
 * names its width and depth (NDS cells) is scored at width 8 and depth 3. `+N` leaves out the first N networks, to go on with an earlier run.
 * Run: nice npm run study:every-proxy -- [networks a space: 200] [seconds a space: 60] [SPACE ..., such as darts:C=4:L=3:size=16 or nds-resnet@8+100]
 *   (PROXIES=w-pca,zerolm: only these)
 */
import { countCost, createRng, openSpace, proxies, proxyLevel, spaces } from 'assay';
import { openPlan } from 'assay/node';

const [count = '200', seconds = '60', ...asked] = process.argv.slice(2);
const batch = 4;
const sides = [16, 32, 64, 224];
/** Where the default asks for more images than the batch has. */
const options = { 'linear-regions': 'linear-regions:samples=16:repeats=1', swap: 'swap:images=4' };
/** One that is timed says nothing here. */
const only = process.env.PROXIES?.split(',');
const texts = proxies.filter(({ id }) => only?.includes(id) ?? proxyLevel(id) !== 'latency').map(({ id }) => options[id] ?? id);

/** The space at the smallest of a few image sizes it can build. */
function sized(definition) {
  const bases = definition.options.size === undefined ? [definition.id] : sides.map((size) => `${definition.id}:size=${size}`);
  for (const spec of bases) {
    try {
      const space = openSpace(spec);
      for (let i = 0; i < 5; i++) space.build(space.sample(createRng(i, 'every proxy')));
      return spec;
    } catch {
      // Too small for this space's strides.
    }
  }
  return definition.id;
}

/** The string of a random network: the smallest of a few draws, and NDS cells with few and narrow layers. */
function drawSmall(space, draws, rng) {
  const networks = Array.from({ length: draws }, () => space.sample(rng));
  const macs = draws === 1 ? [0] : networks.map((network) => (space.cost?.(network) ?? countCost(space.build(network))).macs);
  const smallest = networks[macs.indexOf(Math.min(...macs))];
  return space.encode(smallest).replace(/"width":\d+,"depth":\d+/, '"width":8,"depth":3');
}

let isSound = true;
for (const asking of asked.length === 0 ? spaces.map(sized) : asked) {
  const [, spec, draws = 1, skipped = 0] = /^(.*?)(?:@(\d+))?(?:\+(\d+))?$/.exec(asking);
  const rng = createRng(0, 'every proxy networks');
  const opened = await openPlan({ space: spec, proxies: texts, data: 'noise', batch, seed: 0 }, { workers: 0 });
  const runner = opened.runners.choose(texts, 1);
  for (let i = 0; i < skipped; i++) drawSmall(opened.resolved.space, Number(draws), rng);
  const started = performance.now();
  const reasons = new Map();
  let [networks, values] = [0, 0];
  while (networks < Number(count) && performance.now() - started < 1000 * Number(seconds)) {
    const candidate = drawSmall(opened.resolved.space, Number(draws), rng);
    networks++;
    try {
      const [{ scores }] = await runner.run([{ candidate }]);
      for (const text of texts) {
        const score = scores[text];
        if (score.ok && Number.isFinite(score.value)) values++;
        else {
          const key = `${text}: ${String(score.reason).replaceAll(/\d+|"[^"]*"|[a-z]+\d[\w.]*/g, '#')}`;
          reasons.set(key, (reasons.get(key) ?? 0) + 1);
          if (score.ok || /the proxy failed/.test(score.reason)) {
            isSound = false;
            console.log(`FAULT ${spec} ${text} ${candidate}: ${score.reason}`);
          }
        }
      }
    } catch (error) {
      isSound = false;
      console.log(`FAULT ${spec} ${candidate}: ${error.message.slice(0, 300)}`);
    }
  }
  await opened.close();
  console.log(`${spec}: ${networks} networks, ${values} values, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  for (const [reason, times] of reasons) console.log(`  ${times} of ${networks}  ${reason.slice(0, 160)}`);
}
process.exitCode = isSound ? 0 : 1;
