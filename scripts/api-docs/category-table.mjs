/** The category of every exported thing in the reference, by the folder of its file. */

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
  ['Runtimes and weights', ['runtime/', 'platform/node/ort-engine', 'platform/node/device-engine', 'platform/browser/']],
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
