/**
 * Holds `noUncheckedIndexedAccess` where it costs no speed: an element that is read by its index may be undefined, and the code says what then.
 * The compiler checks src with the flag (indexed.tsconfig.json), and only errors in these folders and files count, without `innerLoops`; what else there is,
 * is inner loops over typed arrays.
 * `node scripts/check-indexed.mjs [FOLDER]` prints the errors.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkers, root } from './setup.mjs';

export const heldFolders = [
  'src/searchers',
  'src/platform',
  'src/evidence',
  'src/cli',
  'src/pytorch',
  'src/reproduce',
  'src/drawing',
  'src/report',
  'src/engine',
  'src/search',
  'src/known',
  'src/predictor',
  'src/training',
  'src/benchmarks',
  'src/core',
  'src/arch',
  'src/proxies',
  'src/spaces',
  'src/onnx',
];

/** Folders within these that are still to do. */
export const notHeld = ['src/onnx/backward/', 'src/onnx/lower/', 'src/spaces/shrunk/'];

/** Files of these folders that are loops over typed arrays, which a check for each element slows down. */
export const innerLoops = [
  'src/arch/memory/', // every state of a search for the best order of execution
  'src/core/key-set.ts', // every candidate of a scan
  'src/core/linear-algebra/', // every pair of rows
  'src/core/rng.ts', // the words of every draw
  'src/core/pareto/domination.ts', // every pair of points
  'src/core/pareto/hypervolume.ts',
  'src/core/statistics/ascending-order.ts', // a radix sort, digit by digit
  'src/core/statistics/kendall-tau-b.ts', // every step of a merge sort
  'src/drawing/svg/layers/', // every pair of lines between two layers, a hundred times a drawing
  'src/onnx/import/strided.ts', // the place of every element of a tensor
  'src/predictor/regressors/forest.ts', // every node of a tree visits its rows once for each feature
  'src/predictor/regressors/gaussian-process.ts', // the kernel of every pair of networks
  'src/arch/count-paths.ts', // every edge of 400,000 cells a second
  'src/proxies/sed.ts', // every kernel of these
  'src/proxies/az-trainability.ts', // every pair of rows
  'src/proxies/combine/vote.ts', // every pair of candidates
  'src/proxies/distinct-codes.ts', // the codes of every unit
  'src/proxies/mean-field/lags.ts', // covariances at every distance
  'src/proxies/mean-field/covariance.ts',
  'src/proxies/mean-field/gradients.ts', // every layer
  'src/proxies/mean-field/map-ranks.ts',
  'src/proxies/mean-field/propagate.ts',
  'src/proxies/mean-field/steps.ts',
  'src/proxies/fisher-information.ts', // every pair of learned tensors for every image
  'src/proxies/mlfe.ts', // every patch of a map
  'src/proxies/zico.ts', // every weight of a layer
  'src/spaces/canonical-dag.ts', // canonical forms, of every candidate
  'src/spaces/nas-bench-101/canonical-key.ts',
  'src/spaces/nas-bench-101/numbering.ts', // the cell of every number
  'src/spaces/nas-bench-101/cell.ts', // every drawn cell is pruned
  'src/spaces/nas-bench-101/cost.ts', // of every candidate
  'src/spaces/nas-bench-101/topology.ts',
  'src/spaces/nas-bench-201.ts', // a million strings a second
  'src/spaces/nas-bench-201-canonical.ts', // the same
  'src/spaces/nas-bench-201-cell.ts', // the same
  'src/spaces/nas-bench-201-paths.ts', // the same
  'src/spaces/nas-bench-201-topology.ts', // the same
  'src/spaces/nasnet-cells/canonical-key.ts',
  'src/spaces/nasnet-cells/moves.ts',
  'src/spaces/nasnet-cells/topology.ts',
  'src/spaces/text/python-random.ts', // a Mersenne twister
  'src/benchmarks/import/bytes/bzip2.ts', // symbol by symbol
  'src/benchmarks/import/tfrecord/crc32c.ts', // byte by byte
];

/** The compiler's lines about these folders and files; tests are not compiled. @throws where the compiler says nothing. */
export function indexedErrors(folders = heldFolders) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '--project',
      join('scripts', 'indexed.tsconfig.json'),
      '--pretty',
      'false',
      ...checkers,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status === null || (status !== 0 && stdout.trim() === ''))
    throw new Error(`expected the compiler's errors, got none: ${stderr}`);
  return stdout.split('\n').filter((line) => {
    const file = line.slice(0, line.indexOf('('));
    return (
      folders.some((folder) => file === folder || file.startsWith(`${folder}/`)) &&
      ![...notHeld, ...innerLoops].some((left) => file.startsWith(left))
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const errors = indexedErrors(given.length === 0 ? heldFolders : given);
  for (const line of errors) console.log(line);
  // Not process.exit(), which loses what a pipe has not taken.
  process.exitCode = errors.length === 0 ? 0 : 1;
}
