/** Says what a model costs and whether a small chip holds it, then writes it as a PyTorch module with its weights. */
import { writeFileSync } from 'node:fs';
import { describeArchitecture, exportArchitecture } from 'assay/node';

const { params, macs, chip, costliest } = await describeArchitecture('a.onnx', { chip: 'stm32f746' });
console.log(
  params,
  macs,
  chip?.needs.map(({ bits, fits }) => `${bits} bits: ${fits ? 'fits' : 'too large'}`),
  costliest[0]?.id,
);
const { content, beside } = await exportArchitecture('a.onnx', { to: 'pytorch', weights: 'kaiming-uniform', file: 'a.py' });
writeFileSync('a.py', content);
for (const [ending, bytes] of Object.entries(beside)) writeFileSync(`a${ending}`, bytes);
