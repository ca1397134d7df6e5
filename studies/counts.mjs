/**
 * Counts and SED on every stored table with accuracies: rank correlations of params, MACs, depth, convolutions and SED, nothing run.
 * Depth and convolutions are read off built networks: of a table with more rows than MOST they are taken over so many, drawn at random.
 * Run: npm run study:counts -- TABLES [MOST] [TABLE ...]   (TABLES: a folder in which the tables of src/reproduce/tables.ts lie, however deep)
 */
import { benchRows, createRng, evaluateArchitectures, tableSources } from 'assay';
import { openPlan, readTableSource } from 'assay/node';

const folder = process.argv[2] ?? '../shared/data';
const most = Number(process.argv[3] ?? 20_000);
const only = process.argv.slice(4);
const texts = ['params', 'macs', 'depth', 'convs', 'sed', 'sed:preset=nas-bench-201'];

console.log(`| table, target | n | ${texts.join(' | ')} |`);
console.log(`|---|---|${texts.map(() => '---|').join('')}`);
const notes = [];
for (const source of tableSources) {
  if (only.length > 0 && !only.includes(source.id)) continue;
  const table = await readTableSource(source, { folder });
  if (table === undefined) {
    notes.push(`${source.title}: no ${source.files.join(' or ')} under ${folder}`);
    continue;
  }
  const architectures = source.architectures(table);
  const sampled =
    architectures.length > most
      ? createRng(0, 'counts')
          .shuffle([...architectures.keys()])
          .slice(0, most)
      : undefined;
  const columns = [];
  const started = performance.now();
  for (const text of texts) {
    const plan = await openPlan({ space: source.space, proxies: [text], data: 'ramp', batch: 2, seed: 0 }, { workers: 0 });
    const [{ proxy, level }] = plan.resolved.proxies;
    const places = level === 'architecture' ? sampled : undefined;
    const taken = places === undefined ? architectures : places.map((place) => architectures[place]);
    const scores = [];
    for await (const { evaluation } of evaluateArchitectures(plan, taken)) {
      const score = evaluation.scores[text];
      // Parts are not needed, and there are many cells.
      scores.push(score.ok ? { ok: true, value: score.value } : score);
    }
    await plan.close();
    columns.push({ places, column: { key: text, id: proxy.id, direction: proxy.direction, scores } });
  }
  const seconds = (performance.now() - started) / 1000;
  const targets = Object.entries(source.targets).filter(
    ([name]) => !/-val$|^nats-/.test(name) || Object.keys(source.targets).length === 1,
  );
  const rows = columns.flatMap(({ places, column }) => {
    const of = (list) => (places === undefined ? list : places.map((place) => list[place]));
    return benchRows({
      architectures: of(architectures),
      columns: [column],
      targets: targets.map(([name, values]) => ({ name, label: name, values: Float64Array.from(of(values(table))) })),
    });
  });
  for (const [name] of targets) {
    const own = texts.map((text) => rows.find(({ proxy, target }) => proxy === text && target === name));
    const cell = ({ spearman, kendall, undefined: missing, n }) =>
      spearman === null
        ? `– (${missing === n ? 'undefined' : 'all equal'})`
        : `${spearman.toFixed(3).replace('0.', '.')} / ${kendall.toFixed(3).replace('0.', '.')}${missing > 0 ? ` (${missing} undefined, last)` : ''}${n < rows[0].n ? ` (n ${n.toLocaleString('en')})` : ''}`;
    console.log(`| ${source.id}, ${name} | ${own[0].n.toLocaleString('en')} | ${own.map(cell).join(' | ')} |`);
  }
  notes.push(
    `${source.id}: ${source.title}; ${architectures.length.toLocaleString('en')} rows, ${seconds.toFixed(1)} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
  );
}
for (const note of notes) console.log(note);
