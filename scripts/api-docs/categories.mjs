/** A typedoc plugin: every export has the category of the folder that it is defined in, so that the reference is grouped by task. */
import { CommentTag, Converter } from 'typedoc';

/** By the beginning of the path below src, the longest one first; the order of the list is that of the pages. */
const categories = [
  ['Search', ['search/', 'searchers/', 'platform/node/open-search', 'platform/node/run-report', 'platform/node/journal-file']],
  ['Score and rank', ['search/scoring/', 'engine/scorer', 'engine/evaluate-architectures', 'platform/node/open-scoring']],
  [
    'Compare with accuracies',
    [
      'benchmarks/',
      'search/simulate/',
      'known/',
      'predictor/',
      'platform/node/bench-',
      'platform/node/check-',
      'platform/node/simulate-',
      'platform/node/fit',
      'platform/node/next-',
      'platform/node/known-',
    ],
  ],
  [
    'Tables of accuracies',
    [
      'benchmarks/table',
      'benchmarks/parse-table',
      'benchmarks/parquet',
      'benchmarks/import/',
      'platform/node/read-table',
      'platform/node/write-table',
      'platform/node/import-file',
      'platform/node/table-source',
    ],
  ],
  ['Many machines', ['search/shard/', 'platform/node/queue/', 'platform/node/merge-runs']],
  ['Studio', ['search/what-if/', 'platform/node/studio/']],
  ['Reproduce papers', ['reproduce/', 'platform/node/reproduce-paper']],
  ['Spaces', ['spaces/', 'arch/topology', 'arch/graph-topology']],
  ['Proxies and combinations', ['proxies/', 'evidence/', 'engine/proxy-level']],
  ['Networks: build, count, read, write', ['arch/', 'onnx/', 'pytorch/', 'core/byte-source', 'platform/node/onnx-file']],
  ['Drawings and reports', ['drawing/', 'report/', 'search/simulate/print-curves']],
  [
    'Latency and small devices',
    [
      'runtime/latency/',
      'engine/fit-latency-table',
      'arch/memory/',
      'platform/node/fit-latency-table',
      'platform/node/latency-table-file',
    ],
  ],
  [
    'Training',
    [
      'training/',
      'search/training/',
      'platform/node/train',
      'platform/node/command-trainer',
      'platform/node/network-trainer',
      'platform/node/open-trainer',
      'platform/node/trained-files',
    ],
  ],
  ['Plans, hosts and limits', ['engine/', 'platform/node/open-plan', 'platform/node/host', 'platform/node/data-source']],
  ['Runtimes and weights', ['runtime/', 'platform/node/ort-engine', 'platform/browser/']],
  ['Caches', ['search/cache/', 'platform/node/score-cache-file']],
  ['Statistics', ['core/statistics/', 'core/pareto/']],
  ['Errors and random numbers', ['core/']],
];
const byPath = categories
  .flatMap(([name, paths]) => paths.map((path) => ({ name, path })))
  .toSorted((a, b) => b.path.length - a.path.length);

/** The category of a file below src; undefined if it has none. */
export const categoryOf = (below) => byPath.find(({ path }) => below.startsWith(path))?.name;

export const categoryNames = categories.map(([name]) => name);

/** What users import, in place of the path of its file. */
const entries = { index: 'assay', 'platform/node': 'assay/node', 'platform/browser': 'assay/browser' };

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = entries[module.name] ?? module.name;
      for (const reflection of module.children ?? []) categorize(app, reflection);
    }
    project.readme = linked(project);
  });
}

/** The first page without its title, which the project has, and with names of exports as links. */
function linked({ readme = [], children = [] }) {
  // What a name means is the more capable one, which is in `assay/node`.
  const exported = new Map(
    children.flatMap((module) => module.children ?? []).map((reflection) => [reflection.name, reflection]),
  );
  return readme.map((part, i) => {
    const name = part.kind === 'code' ? part.text.replaceAll('`', '') : '';
    if (exported.has(name)) return { kind: 'inline-tag', tag: '@link', text: name, target: exported.get(name) };
    return i === 0 ? { ...part, text: part.text.replace(/^# .*\n/, '') } : part;
  });
}

function categorize(app, reflection) {
  const file = (reflection.sources ?? reflection.signatures?.[0]?.sources)?.[0]?.fileName ?? '';
  const below = file.slice(file.indexOf('src/') + 'src/'.length);
  const name = categoryOf(below);
  if (name === undefined) throw new Error(`scripts/api-docs/categories.mjs: no category for ${reflection.name} of ${file}`);
  // A function's comments are those of its signatures.
  for (const { comment } of reflection.signatures ?? [reflection]) {
    if (comment === undefined) continue;
    if (comment.summary.length === 0)
      app.logger.validationWarning(`${reflection.name} of ${file} has no sentence that says what it is`);
    comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: name }]));
  }
}
