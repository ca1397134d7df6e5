import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, squareWindow } from '../arch/build.js';
import { countCost } from '../arch/cost.js';
import { product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import { valuesOf } from '../arch/weights.js';
import type { Architecture, Shape } from '../arch/types.js';
import { hash32 } from '../core/rng.js';
import { runReference } from '../runtime/reference/run-reference.js';
import { backwardCases, networkOf } from '../../test/backward-cases.js';
import { checkModules, hasTorch, python, whereTorch, type CheckedModule, type WrittenModule } from '../../test/pytorch.js';
import { randomArchitecture } from '../../test/random-architecture.js';
import { resNet18, vitB16 } from '../../test/reference-networks.js';
import { stateDictOf } from './state-dict.js';
import { toPyTorch } from './to-pytorch.js';
import { writeSafetensors } from './write-safetensors.js';

/** Two equal cells between a stem and a head. */
function small(): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = b.add('conv', [image], squareConv(4, 3), 'stem.conv');
  for (const cell of ['c1', 'c2']) {
    b.group({ id: cell, kind: 'cell', stage: 0 });
    const branch = b.add(
      'batchNorm',
      [b.add('conv', [b.add('relu', [x], {}, `${cell}.relu`)], squareConv(4, 3), `${cell}.conv`)],
      { eps: 1e-5, affine: true },
      `${cell}.bn`,
    );
    x = b.add('add', [x, branch], {}, `${cell}.sum`);
  }
  b.group({ id: 'head', kind: 'head', stage: 0 });
  x = b.add(
    'flatten',
    [b.add('avgPool', [x], { ...squareWindow(8, 8, 0), ceil: false, countPadding: false }, 'head.pool')],
    { axis: 1 },
    'head.features',
  );
  return b.finish([b.add('linear', [x], { outFeatures: 10, bias: true }, 'head.fc')], 'tiny');
}

const tiny = `"""tiny, as PyTorch modules.

\`Tiny\` takes a tensor (batch, 3, 8, 8). Written by Assay; needs only PyTorch.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Stem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)

    def forward(self, x):
        conv = self.conv(x)
        return conv


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4, eps=1e-5)

    def forward(self, x):
        relu = F.relu(x)
        conv = self.conv(relu)
        bn = self.bn(conv)
        sum = x + bn
        return sum


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        pool = F.avg_pool2d(x, 8, 8)
        features = torch.flatten(pool, 1)
        fc = self.fc(features)
        return fc


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Stem()
        self.c1 = Cell()
        self.c2 = Cell()
        self.head = Head()

    def forward(self, image):
        stem = self.stem(image)
        c1 = self.c1(stem)
        c2 = self.c2(c1)
        head = self.head(c2)
        return head


if __name__ == "__main__":
    network = Tiny().eval()
    print(sum(parameter.numel() for parameter in network.parameters()), "parameters")
    output = network(torch.randn(2, 3, 8, 8))
    print(output.shape if isinstance(output, torch.Tensor) else [one.shape for one in output])
`;

describe('the PyTorch file', () => {
  it('holds one class for equal blocks, and reads like code', () => {
    expect(toPyTorch(small()).source).toBe(tiny);
  });

  it('names every learned tensor in the state dict, once', () => {
    for (const architecture of [resNet18(), vitB16({ depth: 2 })]) {
      const { keys } = toPyTorch(architecture);
      const learned = [...parametersOf(architecture).values()].flat();
      const named = keys.filter(({ initial }) => initial === undefined);
      expect(named.map(({ node, parameter }) => `${node}/${parameter}`).toSorted()).toEqual(
        learned.map(({ key }) => key).toSorted(),
      );
      expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    }
  });

  it('begins batch norms without statistics as PyTorch does, so that a strict load finds every key', async () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 3, 4, 4]);
    const norm = b.add('batchNorm', [x], { eps: 1e-5, affine: true }, 'bn');
    const module = toPyTorch(b.finish([norm]));
    const learned = { scale: valuesOf([3], Float32Array.of(1, 2, 3)), shift: valuesOf([3], Float32Array.of(4, 5, 6)) };
    const begun = await stateDictOf(module, new Map([['bn', learned]]));
    expect(Object.fromEntries(begun.map(({ name, shape, values: own }) => [name, [shape, ...own]]))).toEqual({
      'bn.weight': [[3], 1, 2, 3],
      'bn.bias': [[3], 4, 5, 6],
      'bn.running_mean': [[3], 0, 0, 0],
      'bn.running_var': [[3], 1, 1, 1],
      'bn.num_batches_tracked': [[], 0n],
    });
    const trained = await stateDictOf(module, new Map([['bn', { ...learned, mean: valuesOf([3], Float32Array.of(7, 8, 9)) }]]));
    expect(trained.find(({ name }) => name === 'bn.running_mean')?.values).toEqual(Float32Array.of(7, 8, 9));
  });

  it('says how its weights are loaded, where they have a file', () => {
    const { source } = toPyTorch(small(), { weightsFile: 'tiny.safetensors' });
    expect(source).toContain('network.load_state_dict(load_file("tiny.safetensors"))');
    expect(source.slice(source.indexOf('import torch\n'))).toBe(tiny.slice(tiny.indexOf('import torch\n')));
  });

  it('takes a group apart through which a path leaves and comes back', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4]);
    b.group({ id: 'a', kind: 'block', stage: 0 });
    const first = b.add('relu', [x], {}, 'first');
    b.group({ id: 'b', kind: 'block', stage: 0 });
    const second = b.add('relu', [first], {}, 'second');
    const looped = b.finish([b.add('add', [first, second], {}, 'third')]);
    const nodes = looped.nodes.map((node) => (node.id === 'third' ? { ...node, group: 'a' } : node));
    expect(toPyTorch({ ...looped, nodes }).source).toContain('third = first + b');
  });
});

describe('safetensors', () => {
  it('hold whole numbers as I64, before the others, at multiples of their size', () => {
    const bytes = writeSafetensors([
      { name: 'a', shape: [1], values: Float32Array.of(0.5) },
      { name: 'n', shape: [], values: BigInt64Array.of(7n) },
    ]);
    const view = new DataView(bytes.buffer);
    const start = 8 + Number(view.getBigUint64(0, true));
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)))).toEqual({
      n: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
      a: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
    });
    expect([start % 8, view.getBigInt64(start, true), view.getFloat32(start + 8, true)]).toEqual([0, 7n, 0.5]);
  });
});

/** Numbers that depend on a name alone. */
function values(name: string, length: number): Float32Array {
  const start = hash32(name);
  return Float32Array.from({ length }, (_, i) => Math.sin(start + i));
}

/** A network of one recurrent layer. */
function recurrent(cell: 'lstm' | 'gru' | 'rnn' | 'rnnRelu', isFull: boolean): Architecture {
  const b = createArchBuilder();
  const attrs = {
    cell,
    hidden: 3,
    direction: isFull ? ('both' as const) : ('reverse' as const),
    bias: isFull,
    resetAfter: cell === 'gru' && isFull,
    finalCell: cell === 'lstm' && isFull,
  };
  return b.finish([b.add('recurrent', [b.input('x', [1, 5, 4])], attrs, 'layer')]);
}

/** Two convolutions of the same 84 parameters. */
function sharing(): Architecture {
  const b = createArchBuilder();
  const first = b.add('conv', [b.input('x', [1, 3, 4, 4])], squareConv(3, 3, { bias: true }), 'first');
  const second = b.add('conv', [b.add('relu', [first], {})], squareConv(3, 3, { bias: true }), 'second');
  const plain = b.finish([second]);
  const nodes = plain.nodes.map((node) =>
    node.id === 'second' ? { ...node, shares: { weight: 'first/weight', bias: 'first/bias' } } : node,
  );
  return { ...plain, nodes };
}

/** By name. */
const networks: readonly (readonly [string, Architecture])[] = [
  ...[3, 8, 21, 40, 44, 77].map((seed) => {
    const source = randomArchitecture(seed);
    return [`random architecture ${seed}`, { ...source, outputs: source.outputs.slice(0, 1) }] as const;
  }),
  ...(['lstm', 'gru', 'rnn', 'rnnRelu'] as const).flatMap((cell) =>
    [true, false].map((isFull) => [`a layer ${cell}, ${isFull ? 'both ways' : 'reverse'}`, recurrent(cell, isFull)] as const),
  ),
  ...backwardCases.convTranspose.map(
    ([attrs, ...shapes], i) => [`transposed convolution ${i}`, networkOf('convTranspose', attrs, shapes as Shape[])] as const,
  ),
  ['tensors that nodes share', sharing()],
];

/** Its module with weights, inputs and the outputs of the reference runtime, as files. */
async function written(name: string, architecture: Architecture, folder: string): Promise<WrittenModule> {
  const file = (ending: string, content: string | Uint8Array | Float32Array): string => {
    const path = join(folder, `${name.replaceAll(/\W/g, '_')}.${ending}`);
    writeFileSync(path, content);
    return path;
  };
  const weights = new Map<string, { [name: string]: ReturnType<typeof valuesOf> }>();
  for (const { key, node, name: own, shape } of [...parametersOf(architecture).values()].flat())
    weights.set(node, { ...weights.get(node), [own]: valuesOf(shape, values(key, product(shape))) });
  const inputs = architecture.inputs.map(({ shape }, i) => ({
    shape,
    image: values(`image${i === 0 ? '' : i}`, product(shape)),
  }));
  const run = runReference(architecture, {
    inputs: inputs.map(({ shape, image }) => ({ shape, values: Float64Array.from(image) })),
    norm: 'running',
    values: ({ key, shape: own }) => values(key, product(own)),
  });
  const module = toPyTorch(architecture);
  return {
    name,
    module: file('py', module.source),
    weights: file('safetensors', writeSafetensors(await stateDictOf(module, weights))),
    inputs: inputs.map(({ shape, image }, i) => ({ file: file(`input${i}`, image), shape })),
    outputs: [file('output', Float32Array.from(run.get(architecture.outputs[0])?.values ?? []))],
  };
}

describe.skipIf(!hasTorch)(`the PyTorch file, run by PyTorch${whereTorch}`, () => {
  let folder = '';
  // One process for all: to load PyTorch takes seconds.
  let checked: ReadonlyMap<string, CheckedModule>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-pytorch-'));
    const modules: WrittenModule[] = [];
    for (const [name, architecture] of networks) modules.push(await written(name, architecture, folder));
    const found = checkModules(modules, folder);
    expect(found.stderr).toBe('');
    checked = new Map(found.checked.map((one) => [one.name, one]));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(networks)('computes what the reference runtime computes: %s', (name, architecture) => {
    expect(checked.get(name)).toEqual({ name, params: countCost(architecture).params, difference: expect.any(Number) });
    expect(checked.get(name)?.difference).toBeLessThan(1e-4);
  });

  it('ties tensors that nodes share', () => {
    expect(checked.get('tensors that nodes share')?.params).toBe(84);
  });

  it('loads its weights with the lines of its docstring, from files of any name', async () => {
    const files = ['tiny.safetensors', 'a"""b\\c.safetensors'];
    const folders: string[] = [];
    let keys = 0;
    for (const weightsFile of files) {
      const architecture = small();
      const weights = new Map(
        [...parametersOf(architecture)].map(([node, own]) => [
          node,
          Object.fromEntries(own.map(({ name, key, shape }) => [name, valuesOf(shape, values(key, product(shape)))])),
        ]),
      );
      const module = toPyTorch(architecture, { weightsFile });
      keys = module.keys.length;
      const own = mkdtempSync(join(folder, 'docstring-'));
      writeFileSync(join(own, 'net.py'), module.source);
      writeFileSync(join(own, weightsFile), writeSafetensors(await stateDictOf(module, weights)));
      folders.push(own);
    }
    const program = `import os, sys, textwrap, torch
for folder in sys.argv[1:]:
    os.chdir(folder)
    sys.path.insert(0, folder)
    import net
    from net import Tiny
    names = {"Tiny": Tiny, "torch": torch}
    exec(textwrap.dedent(net.__doc__.split("without that package:")[1]), names)
    network = names["network"]
    print(net.__file__ == os.path.join(folder, "net.py"), len(names["state"]), network.c2.bn.running_var.tolist(), network.c2.bn.num_batches_tracked.item())
    del sys.modules["net"]
`;
    const { stdout, stderr } = spawnSync(python, ['-c', program, ...folders], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([`True ${keys} [1.0, 1.0, 1.0, 1.0] 0\n`.repeat(files.length), '']);
  });
});
