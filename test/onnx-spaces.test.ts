/** Every space through ONNX and back: the same canonical form, and the topology of its cells out of the graph. */
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../src/arch/canonical.js';
import { countCost } from '../src/arch/cost.js';
import { graphTopology } from '../src/arch/graph-topology.js';
import type { Architecture } from '../src/arch/types.js';
import { createRng } from '../src/core/rng.js';
import { resolveOptions } from '../src/core/options.js';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { scoreSed } from '../src/proxies/sed.js';
import { toPyTorch } from '../src/pytorch/to-pytorch.js';
import { openSpace, spaces } from '../src/spaces/index.js';
import { foreignGenotypes } from './foreign-genotypes.js';

const throughOnnx = async (architecture: Architecture): Promise<Architecture> =>
  (await readOnnx(bytesSource(await writeOnnx(architecture, { weights: 'inputs' })))).architecture;

describe('every space', () => {
  it.each(spaces.map((definition) => [definition.id, definition] as const))(
    '%s comes back from ONNX with its canonical form, params and MACs, and is written for PyTorch',
    async (id, definition) => {
      const space = definition.create(resolveOptions(id, definition.options, {}));
      const rng = createRng(3, 'onnx');
      for (let i = 0; i < 3; i++) {
        const genotype = space.sample(rng);
        const architecture = space.build(genotype);
        const read = await throughOnnx(architecture);
        expect([space.encode(genotype), canonicalHash(read), countCost(read)]).toEqual([
          space.encode(genotype),
          canonicalHash(architecture),
          countCost(architecture),
        ]);
        const { source, keys } = toPyTorch(architecture);
        expect(source).toMatch(/^"""[^"]+"""\n\nimport torch\n/);
        expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
      }
    },
  );
});

describe('genotypes that are read but never sampled', () => {
  it.each(foreignGenotypes)('%s comes back from ONNX, dead nodes and edges without effect included', async (text) => {
    const space = openSpace('darts:C=4:L=4');
    const genotype = space.decode(text);
    const architecture = space.build(genotype);
    const read = await throughOnnx(architecture);
    expect([canonicalHash(read), countCost(read)]).toEqual([canonicalHash(architecture), countCost(architecture)]);
    const found = graphTopology(read);
    if (!found.ok || space.topology === undefined) throw new Error('expected a topology');
    const [own, wanted] = [scoreSed(found.value), scoreSed(space.topology(genotype))];
    if (!own.ok || !wanted.ok) throw new Error('expected scores');
    expect(own.value).toBeCloseTo(wanted.value, 9);
  });
});

describe('topology out of a graph', () => {
  it.each(['nas-bench-201:N=1', 'nas-bench-101:stacks=2:N=1', 'darts:L=4'])(
    '%s: SED of exported networks is that of their cells, dead ones included',
    async (id) => {
      const space = openSpace(id);
      const rng = createRng(5, 'topology');
      for (let i = 0; i < 40; i++) {
        const genotype = space.sample(rng);
        const built = space.build(genotype);
        for (const [form, network] of [
          ['built', built],
          ['written and read', await throughOnnx(built)],
        ] as const) {
          const found = graphTopology(network);
          if (!found.ok || space.topology === undefined) throw new Error('expected a topology');
          const [wanted, own] = [scoreSed(space.topology(genotype)), scoreSed(found.value)];
          const name = `${space.encode(genotype)}, ${form}`;
          if (!wanted.ok) expect([name, own.ok]).toEqual([name, false]);
          else expect([name, own.ok && own.value.toFixed(9)]).toEqual([name, wanted.value.toFixed(9)]);
        }
      }
    },
  );
});
