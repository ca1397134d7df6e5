/** The same network with the same weights, as an ONNX file in ONNX Runtime and as a module in PyTorch: one of every space. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import { inferShapes } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import { tokenInputsOf } from '../src/arch/token-inputs.js';
import { parametersOf } from '../src/arch/parameters.js';
import { valuesOf, type Weights } from '../src/arch/weights.js';
import type { Architecture } from '../src/arch/types.js';
import { resolveOptions } from '../src/core/options.js';
import { createRng, type Rng } from '../src/core/rng.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { stateDictOf } from '../src/pytorch/state-dict.js';
import { toPyTorch } from '../src/pytorch/to-pytorch.js';
import { writeSafetensors } from '../src/pytorch/write-safetensors.js';
import { createInitializer } from '../src/runtime/weights/index.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import { openSpace, spaces } from '../src/spaces/index.js';
import type { SearchSpace } from '../src/spaces/types.js';
import { scratchFolder } from './assay.js';
import { foreignGenotypes } from './foreign-genotypes.js';
import { checkModules, hasTorch, whereTorch, type WrittenModule } from './pytorch.js';

/** Drawn weights with scales and shifts that are not those they begin with, so that none goes unseen. */
function drawnWeights(architecture: Architecture): Weights {
  const { values } = createInitializer('kaiming-uniform', 3);
  const rng = createRng(3, 'scales');
  return new Map(
    [...parametersOf(architecture)].map(([node, own]) => [
      node,
      Object.fromEntries(
        own.map((parameter) => {
          const given = values(parameter);
          const { shape, name, role } = parameter;
          const tensor =
            typeof given === 'number'
              ? Float32Array.from({ length: product(shape) }, () =>
                  role === 'scale' ? 0.5 + rng.next() : 0.2 * rng.next() - 0.1,
                )
              : given;
          return [name, valuesOf(shape, tensor)];
        }),
      ),
    ]),
  );
}

/** The first sample that is not large: more channels and blocks take seconds and show no other operator. */
function notLarge(space: SearchSpace<unknown>, rng: Rng): Architecture {
  const architecture = space.build(space.sample(rng));
  return countCost(architecture).params > 11e6 ? notLarge(space, rng) : architecture;
}

describe.skipIf(!hasTorch)(`PyTorch modules${whereTorch}`, () => {
  it('compute what ONNX Runtime computes of the same weights, for one network of every space', { timeout: 600_000 }, async () => {
    const folder = scratchFolder();
    const file = (name: string, content: string | Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const numbers = (name: string, values: Float32Array): string =>
      file(name, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const engine = await openOrtEngine();
    const params = new Map<string, number>();
    const entries: WrittenModule[] = [];
    const darts = openSpace('darts:C=4:L=4:size=16');
    const networks = [
      ...spaces.map((definition, place) => {
        const space = definition.create(resolveOptions(definition.id, definition.options, {}));
        return { id: definition.id, architecture: notLarge(space, createRng(place, 'pytorch')) };
      }),
      ...foreignGenotypes.map((text) => ({ id: text, architecture: darts.build(darts.decode(text)) })),
    ];
    for (const [place, { id, architecture }] of networks.entries()) {
      const weights = drawnWeights(architecture);
      const rng = createRng(place, 'images');
      const shapes = inferShapes(architecture, 1);
      const tokens = tokenInputsOf(architecture);
      const inputs = architecture.inputs.map(({ id: name }) => {
        const count = tokens.get(name);
        const dims = [...(shapes.get(name) ?? [])];
        const draw = (): number => (count === undefined ? rng.normal() : rng.int(count));
        const values = Float32Array.from({ length: product(dims) }, draw);
        return { name, dims, values, isInteger: count !== undefined };
      });
      const answers = await runOnce(engine, await writeOnnx(architecture, { weights }), inputs);
      const module = toPyTorch(architecture);
      params.set(id, countCost(architecture).params);
      entries.push({
        name: id,
        module: file(`${place}.py`, module.source),
        weights: file(`${place}.safetensors`, writeSafetensors(await stateDictOf(module, weights))),
        inputs: inputs.map(({ dims, values }, i) => ({ file: numbers(`${place}.input${i}`, values), shape: dims })),
        outputs: architecture.outputs.map((output, i) =>
          numbers(`${place}.output${i}`, Float32Array.from(answers[output].values)),
        ),
      });
    }
    const { checked: found, stderr } = checkModules(entries, folder);
    expect(
      found.map(({ name }) => name),
      stderr,
    ).toEqual(networks.map(({ id }) => id));
    expect(found.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(found.filter(({ difference = Infinity }) => !(difference < 1e-4))).toEqual([]);
    expect(new Map(found.map(({ name, params: own }) => [name, own]))).toEqual(params);
  });
});
