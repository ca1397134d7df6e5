/** TransNAS-Bench-101's tasks beyond counts: through ONNX and back, and scored by one forward pass in the command line. */
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../src/arch/canonical.js';
import { countCost } from '../src/arch/cost.js';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openSpace } from '../src/spaces/index.js';
import { sharedAssay } from './shared-assay.js';

/** One task for each decoder. */
const tasks = ['class_object', 'jigsaw', 'segmentsemantic', 'normal'];

describe.each(tasks)("TransNAS-Bench-101's %s", (task) => {
  const spec = `transnas-macro:C=4:size=64:task=${task}:classes=5`;
  const space = openSpace(spec);
  const network = space.build(space.decode('64-1124-basic'));

  it('goes through ONNX and back with its canonical form', async () => {
    const { architecture } = await readOnnx(bytesSource(await writeOnnx(network, { weights: 'inputs' })));
    expect(canonicalHash(architecture)).toBe(canonicalHash(network));
    expect(countCost(architecture)).toEqual(countCost(network));
  });

  it('is scored by a forward pass and counted', () => {
    const args = ['score', '--space', spec, '64-1124-basic', '--proxy', 'naswot', '--batch', '4', '--json'];
    const { code, out, err } = sharedAssay(args);
    expect(code, err).toBe(0);
    const row = JSON.parse(out) as { scores: { naswot: { value: number } }; params: number };
    expect(row.scores.naswot.value).toBeGreaterThan(0);
    expect(row.params).toBe(countCost(network).params);
  });
});
