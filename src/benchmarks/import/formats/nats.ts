/**
 * NATS-Bench: folders of `NNNNNN.pickle.pbz2` (bzip2 of a pickle: `{epochs: state}`) with a `meta.pickle.pbz2` that lists all architectures, and
 * the single files `NATS-tss-v1_0-3ffb9.pickle.pbz2` (`{meta_archs, arch2infos: {index: {epochs: state}}, ...}`).
 */
import { dataError } from '../../../core/errors.js';
import { bunzip2 } from '../bytes/bzip2.js';
import { chunksOf } from '../bytes/chunks.js';
import { whereOf } from '../file-head.js';
import { readPickle } from '../pickle/read-pickle.js';
import { isPickleList, isPickleMap, type PickleValue } from '../pickle/values.js';
import { createFileRegister, type FileRegister } from '../repeated-files.js';
import { describeTraining, keepStates } from '../training-states.js';
import type { ImportContext, Importer, ImportFile, ImportInput } from '../types.js';

const single = /(?:^|\/)(?!meta\.)[^/]+\.pickle\.pbz2$/;
const metaName = /(?:^|\/)meta\.pickle\.pbz2$/;
/** A file this large holds all architectures. */
const largeFrom = 4 * 2 ** 20;

/** Cells of the topology space are written with bars, those of the size space with colons. */
const spaceOf = (architecture: string): string => (architecture.includes('|') ? 'nas-bench-201' : 'nats-bench-size');

export const nats: Importer = {
  id: 'nats',
  title: 'NATS-Bench (Dong et al., TPAMI 2021, arXiv 2009.00437)',
  takes: 'a folder NATS-tss-v1_0-3ffb9-simple or NATS-sss-v1_0-50262-simple, or a single .pickle.pbz2',
  spaces: ['nas-bench-201', 'nats-bench-size'],
  licence: 'MIT',
  reads: (name) => name.endsWith('.pickle.pbz2'),
  recognizes: ({ files }) => files.some(({ name }) => name.endsWith('.pickle.pbz2')),
  // The size space was trained for 90 epochs, the topology space for 200: no column has both.
  describe: (column) => describeTraining(column, column.endsWith('90') ? '90' : '200'),
  read(input, context) {
    const files = input.files.filter(({ name }) => single.test(name));
    if (files.length === 0)
      throw dataError(input.name, { expected: 'files such as 000000.pickle.pbz2', got: 'none', code: 'missing' });
    const register = createFileRegister();
    const found = files.reduce((count, file) => count + readOne(input, file, context, register), 0);
    for (const note of register.notes()) context.note(note);
    const meta = input.files.find(({ name }) => metaName.test(name));
    const listed = meta === undefined ? undefined : architectureCount(input, meta);
    if (listed !== undefined && listed !== found)
      context.note(
        `${found.toLocaleString('en-US')} of the ${listed.toLocaleString('en-US')} architectures that ${meta?.name} lists have a file`,
      );
  },
};

/** How many architectures the file holds. */
function readOne(input: ImportInput, file: ImportFile, { emit }: ImportContext, register: FileRegister): number {
  const where = whereOf(input, file);
  let found = 0;
  const states = keepStates('nats', where, (architecture, values) => {
    found++;
    register.add(architecture, file.name);
    emit({ space: spaceOf(architecture), architecture, values });
  });
  const value = unpickle(where, file, { keep: states.keep, isLarge: file.byteLength >= largeFrom });
  if (found === 0 && !states.tell(value))
    throw dataError(where, {
      expected: 'the trainings of an architecture: {epochs: {arch_str, all_results, ...}}',
      got: 'something else',
    });
  return found;
}

function architectureCount(input: ImportInput, meta: ImportFile): number | undefined {
  const value = unpickle(whereOf(input, meta), meta, {});
  const listed = isPickleMap(value) ? value.get('meta_archs') : undefined;
  return isPickleList(listed) ? listed.length : undefined;
}

function unpickle(where: string, file: ImportFile, options: Omit<Parameters<typeof readPickle>[1], 'where'>): PickleValue {
  const source = file.open();
  return readPickle(() => bunzip2(chunksOf(source), where), { ...options, where });
}
