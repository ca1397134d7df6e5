/** Says what a model costs and whether a small chip holds it in 8 bits, then writes it as a PyTorch module with its weights. */
import { writeFileSync } from 'node:fs';
import { describeArchitecture, exportArchitecture } from 'assay/node';

const { params, macs, chip } = await describeArchitecture('a.onnx', { chip: 'stm32f746' });
console.log(params, macs, chip?.needs[0]?.fits === true ? 'fits' : 'is too large');
const { content, beside } = await exportArchitecture('a.onnx', { to: 'pytorch', weights: 'kaiming-uniform', file: 'a.py' });
writeFileSync('a.py', content);
for (const [ending, bytes] of Object.entries(beside)) writeFileSync(`a${ending}`, bytes);
