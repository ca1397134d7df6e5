/** What a web page does with the library: read a model, score it, take it away. Ends in `globalThis.result`, a promise of plain data. */
import {
  bytesSource,
  createMemoryJournal,
  canonicalHash,
  createScorer,
  drawCellSvg,
  openSearch,
  openSpace,
  readOnnx,
  toPyTorch,
  writeOnnx,
} from '../../dist/bundle/web/index.js';

async function main() {
  const space = openSpace('nas-bench-201:C=4:N=1');
  const genotype = space.decode('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|');
  const network = space.build(genotype);
  const file = await writeOnnx(network, { weights: () => 0.1 });
  const { architecture } = await readOnnx(bytesSource(file));
  const { scores } = await createScorer({ proxies: ['sed', 'epsilon', 'params', 'macs'], batch: 8 }).score(architecture);
  const own = await createScorer({
    proxies: ['sed', 'epsilon', 'params', 'macs'],
    batch: 8,
    space: 'nas-bench-201:C=4:N=1',
  }).score(space.encode(genotype));
  const failed = await createScorer({ proxies: ['naswot'], batch: 8 })
    .score(architecture)
    .then(
      () => 'scored',
      (error) => error.message,
    );
  const journal = createMemoryJournal();
  const request = { space: 'nas-bench-201', proxies: ['sed'], searcher: 'random', budget: 50, seed: 3, journal };
  const found = await (await openSearch(request)).run();
  const again = await (await openSearch({ ...request, resume: true })).run();
  return {
    searched: {
      best: found.best(1)[0].architecture,
      lines: journal.text().trimEnd().split('\n').length,
      recalled: again.outcome.recalled,
    },
    bytes: file.length,
    isSame: canonicalHash(architecture) === canonicalHash(network),
    scores: Object.fromEntries(Object.entries(scores).map(([proxy, score]) => [proxy, score.ok ? score.value : score.reason])),
    own: Object.fromEntries(Object.entries(own.scores).map(([proxy, score]) => [proxy, score.ok ? score.value : score.reason])),
    failed,
    python: toPyTorch(architecture)
      .source.split('\n')
      .find((line) => line.startsWith('import')),
    svg: drawCellSvg(space.topology(genotype).cells[0].cell).startsWith('<svg'),
  };
}

globalThis.result = main();
globalThis.result.then(
  (result) => globalThis.document && (document.body.textContent = JSON.stringify(result)),
  (error) => globalThis.document && (document.body.textContent = String(error.stack)),
);
