/** Shrinks a model to two thirds of its MACs: its widths, depths, kernels and resolution are a space like any other. */
import { countCost, shrunkSpace } from 'assay';
import { openSearch, readOnnxFile } from 'assay/node';

const { architecture } = await readOnnxFile('a.onnx');
const space = shrunkSpace(architecture, { multiple: 1 });
const { macs } = countCost(architecture);
const session = await openSearch({ space, where: `macs < ${0.66 * macs}`, searcher: 'evolution', budget: 60, workers: 0 });
for (const best of (await session.run()).best(3)) console.log(best.architecture, best.macs / macs, best.params);
