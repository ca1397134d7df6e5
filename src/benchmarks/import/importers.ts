import { onlyOf } from '../../core/only-of.js';
import { unknownName } from '../../core/suggest.js';
import { dataError, usageError, parameter } from '../../core/errors.js';
import { fileKind, tellingBytes } from '../../core/file-kind.js';
import { firstFile, headOf } from './file-head.js';
import { csv } from './formats/csv.js';
import { hwNasBench } from './formats/hw-nas-bench.js';
import { nasBench101 } from './formats/nas-bench-101.js';
import { nasBench201 } from './formats/nas-bench-201.js';
import { nasBenchNlp } from './formats/nas-bench-nlp.js';
import { naslibCurves } from './formats/naslib-curves.js';
import { nats } from './formats/nats.js';
import { nds } from './formats/nds.js';
import { transnas } from './formats/transnas.js';
import { zeroCost } from './formats/zero-cost.js';
import type { Importer, ImportInput } from './types.js';

/** Every importer, in the order in which they check the input. A new one adds its line here. */
export const importers: readonly Importer[] = [
  nats,
  nasBench201,
  naslibCurves,
  nasBench101,
  nds,
  zeroCost,
  transnas,
  nasBenchNlp,
  hwNasBench,
  csv,
];

/** The named importer, or the only one that recognizes the input. @throws a usage error that suggests the nearest name or the formats to choose from, a data error for an unknown format. */
export function chooseImporter(named: string | undefined, input: ImportInput): Importer {
  if (named !== undefined) {
    const found = importers.find(({ id }) => id === named);
    if (found === undefined)
      throw unknownName(
        parameter('format'),
        'format',
        named,
        importers.map(({ id }) => id),
      );
    return found;
  }
  const able = importers.filter((importer) => importer.recognizes(input));
  const only = onlyOf(able);
  if (only !== undefined) return only;
  if (able.length > 1)
    throw usageError(parameter('format'), {
      expected: 'a format, because several read this',
      got: 'none',
      hint: able.map(({ id }) => id).join(', '),
      code: 'missing',
    });
  throw dataError(input.name, {
    expected: 'a benchmark file as its authors publish and name it, or a .csv',
    got: describeInput(input),
    hint: `if it is one with another name, name its format: \`as\` ${importers.map(({ id }) => id).join(', ')}; the help of assay import describes each`,
  });
}

function describeInput(input: ImportInput): string {
  if (input.kind !== 'file') return `a ${input.kind} without files with such names`;
  return fileKind(headOf(firstFile(input), tellingBytes)) ?? 'a file of unknown kind';
}
