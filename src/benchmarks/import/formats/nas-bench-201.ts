/**
 * The files of NAS-Bench-201: `NAS-Bench-201-v1_1-096897.pth` (and v1_0), `{meta_archs, arch2infos: {index: {'less': state, 'full': state}}}`, and a folder
 * of `NNNNNN-FULL.pth`, one `{'less': ..., 'full': ...}` each.
 */
import { dataError } from '../../../core/errors.js';
import { whereOf } from '../file-head.js';
import { createFileRegister } from '../repeated-files.js';
import { readTorchPickle, torchFiles } from '../torch-pickle.js';
import { describeTraining, keepStates } from '../training-states.js';
import type { Importer } from '../types.js';

const space = 'nas-bench-201';

export const nasBench201: Importer = {
  id: 'nas-bench-201',
  title: 'NAS-Bench-201 (Dong & Yang, ICLR 2020, arXiv 2001.00326)',
  takes: 'NAS-Bench-201-v1_1-096897.pth or v1_0-e61699.pth, or a folder of 000000-FULL.pth',
  spaces: [space],
  licence: 'MIT',
  reads: (name) => name.endsWith('.pth'),
  passes: 2,
  recognizes: ({ name, files }) =>
    /NAS-Bench-201.*\.pth$/i.test(name) || files.some((file) => /(?:^|\/)\d{6}-FULL\.pth$/.test(file.name)),
  describe: (column) => describeTraining(column, '200'),
  read(input, { emit, note }) {
    const files = torchFiles(input);
    if (files.length === 0) throw dataError(input.name, { expected: 'a .pth file', got: 'none', code: 'missing' });
    const register = createFileRegister();
    for (const file of files) {
      let found = 0;
      const states = keepStates('nb201', whereOf(input, file), (architecture, values) => {
        found++;
        register.add(architecture, file.name);
        emit({ space, architecture, values });
      });
      const value = readTorchPickle(input, file, states.keep);
      if (found === 0 && !states.tell(value))
        throw dataError(whereOf(input, file), {
          expected: 'arch2infos: {index: {"less": ..., "full": ...}}',
          got: 'something else',
        });
    }
    for (const line of register.notes()) note(line);
  },
};
