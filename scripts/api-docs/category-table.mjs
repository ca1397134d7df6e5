/** The category of every exported thing in the reference, by the folder of its file. */

/** By the beginning of the path below src, the longest one first; the order of the list is that of the pages. */
const categories = [
  [
    'Search',
    [
      'search/',
      'searchers/',
      'platform/node/requests/open-search',
      'platform/node/run-folder/run-report',
      'platform/node/run-folder/journal-file',
    ],
  ],
  [
    'Score and rank',
    ['search/scoring/', 'engine/scorer', 'engine/evaluate-architectures', 'platform/node/requests/open-scoring'],
  ],
  [
    'Compare with accuracies',
    [
      'benchmarks/',
      'search/simulate/',
      'known/',
      'predictor/',
      'platform/node/requests/bench-',
      'platform/node/requests/check-',
      'platform/node/requests/simulate-',
      'platform/node/requests/fit-',
      'platform/node/files/fitted-file',
      'platform/node/requests/next-',
      'platform/node/requests/known-',
      'platform/node/requests/refuse-reading',
    ],
  ],
  [
    'Tables of accuracies',
    [
      'benchmarks/table',
      'benchmarks/parse-table',
      'benchmarks/parquet',
      'benchmarks/import/',
      'platform/node/tables/read-table',
      'platform/node/tables/write-table',
      'platform/node/tables/import-file',
      'platform/node/tables/table-source',
    ],
  ],
  ['Many machines', ['search/shard/', 'platform/node/queue/', 'platform/node/requests/merge-runs']],
  ['Studio', ['search/what-if/', 'platform/node/studio/']],
  ['Reproduce papers', ['reproduce/', 'platform/node/requests/reproduce-paper']],
  ['Spaces', ['spaces/', 'arch/topology', 'arch/graph-topology', 'arch/count-paths']],
  ['Proxies and combinations', ['proxies/', 'evidence/', 'engine/proxy-level']],
  [
    'Networks: build, count, read, write',
    [
      'arch/',
      'onnx/',
      'pytorch/',
      'core/byte-source',
      'search/describe/',
      'search/export/',
      'platform/node/files/onnx-file',
      'platform/node/requests/describe-',
      'platform/node/requests/export-',
    ],
  ],
  ['Drawings and reports', ['drawing/', 'report/', 'search/simulate/print-curves']],
  [
    'Latency and small devices',
    [
      'runtime/latency/',
      'engine/fit-latency-table',
      'arch/memory/',
      'platform/node/requests/fit-latency-table',
      'platform/node/files/latency-table-file',
    ],
  ],
  ['Training', ['training/', 'search/training/', 'platform/node/requests/train-', 'platform/node/training/']],
  [
    'Plans, hosts and limits',
    ['engine/', 'platform/node/requests/open-plan', 'platform/node/requests/host', 'platform/node/files/data-source'],
  ],
  [
    'Runtimes and weights',
    ['runtime/', 'platform/node/devices/ort-engine', 'platform/node/devices/device-engine', 'platform/browser/'],
  ],
  ['Caches', ['search/cache/', 'platform/node/run-folder/score-cache-file']],
  ['Statistics', ['core/statistics/', 'core/pareto/']],
  ['Errors and random numbers', ['core/']],
];
const byPath = categories
  .flatMap(([name, paths]) => paths.map((path) => ({ name, path })))
  .toSorted((a, b) => b.path.length - a.path.length);

/** The category of a file below src; undefined if it has none. */
export const categoryOf = (below) => byPath.find(({ path }) => below.startsWith(path))?.name;

export const categoryNames = categories.map(([name]) => name);
