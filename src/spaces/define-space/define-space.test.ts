import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { checkArchitecture } from '../../arch/validate.js';
import { resolveOptions } from '../../core/options.js';
import { createRng } from '../../core/rng.js';
import { scoreSed, sedPresets } from '../../proxies/sed.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { defineSpace, spaceOfModule, type SpacePlan } from './define-space.js';
import type { CellPlan, ChainPlan } from './types.js';

const open = (definition: SpaceDefinition, given: Record<string, string> = {}): SearchSpace<never> =>
  definition.create(resolveOptions('test', definition.options, given)) as SearchSpace<never>;

const cell: CellPlan = {
  input: [3, 16, 16],
  nodes: 4,
  stages: [4, 8],
  cells: 1,
  ops: {
    none: {},
    skip: { topology: { kind: 'skip' }, layer: (_, x) => x },
    conv3: {
      topology: { kind: 'conv', kernel: 3, times: 1 },
      layer: (net, x, { channels }) => net.reluConvBn(x, { channels, kernel: 3 }),
    },
  },
  end: (net, x) => net.classifier(x, 10),
};
const cells = defineSpace({ id: 'test-cells', title: 'cells', cell });

const chain: ChainPlan = {
  input: [3, 8, 8],
  blocks: [1, 3],
  choices: { kernel: [1, 3], wide: [true, false] },
  start: (net, image) => net.convBnRelu(image, { channels: 4, kernel: 3 }),
  block: (net, x, { kernel, wide }) => net.convBnRelu(x, { channels: wide === true ? 8 : 4, kernel: kernel as number }),
  end: (net, x) => net.classifier(x, net.options.classes as number),
};
const chains = defineSpace({
  id: 'test-chains',
  title: 'chains',
  options: { classes: { kind: 'integer', default: 5, min: 1, help: 'classes' } },
  chain,
});

describe('a cell-structured space', () => {
  const space = open(cells);

  it('prints cells like NAS-Bench-201 and counts them', () => {
    const text = '|conv3~0|+|skip~0|none~1|+|conv3~0|skip~1|conv3~2|';
    expect(space.encode(space.decode(text))).toBe(text);
    expect(space.size).toBe(3 ** 6);
    expect([...(space.enumerate?.() ?? [])]).toHaveLength(3 ** 6);
  });

  it('knows cells that differ in the numbers of their nodes or in dead edges', () => {
    const form = (text: string): string => space.canonical(space.decode(text));
    expect(form('|conv3~0|+|skip~0|none~1|+|none~0|conv3~1|skip~2|')).toBe(
      form('|skip~0|+|conv3~0|none~1|+|none~0|skip~1|conv3~2|'),
    );
    expect(form('|conv3~0|+|skip~0|conv3~1|+|conv3~0|none~1|none~2|')).toBe(
      form('|none~0|+|none~0|none~1|+|conv3~0|none~1|none~2|'),
    );
    expect(form('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|')).toBe('no path');
    expect(form('|skip~0|+|none~0|none~1|+|conv3~0|none~1|none~2|')).not.toBe(
      form('|skip~0|+|none~0|none~1|+|skip~0|none~1|none~2|'),
    );
  });

  it('says that its wires are fixed, as those of NAS-Bench-201 are, if all operators say what they are', () => {
    const weights = open(defineSpace({ id: 'w', title: 't', cell, properties: { constantWeights: [1e-4, 1] } }));
    const blind: CellPlan = { ...cell, ops: { ...cell.ops, mystery: { layer: (_, x) => x } } };
    expect(space.properties).toEqual({ wiring: 'fixed' });
    expect(weights.properties).toEqual({ wiring: 'fixed', constantWeights: [1e-4, 1] });
    expect(open(defineSpace({ id: 'b', title: 't', cell: blind })).properties).toBeUndefined();
    expect(open(chains).properties).toBeUndefined();
  });

  it('builds the stages and scores by SED', () => {
    const genotype = space.decode('|conv3~0|+|none~0|none~1|+|none~0|conv3~1|none~2|');
    const architecture = space.build(genotype);
    expect(architecture.groups?.map(({ id }) => id)).toEqual(['start', 'cell0', 'reduce1', 'cell1', 'end']);
    const conv = (from: number, to: number): number => 9 * from * to + 2 * to;
    expect(countCost(architecture).params).toBe(conv(3, 4) + 2 * conv(4, 4) + conv(4, 8) + 2 * conv(8, 8) + 8 * 10 + 10);
    expect(scoreSed(space.topology!(genotype), sedPresets['nas-bench-201'])).toMatchObject({
      ok: true,
      value: 2 * (Math.log(3) + Math.LN2),
    });
  });

  it.each([
    ['|conv3~0|+|skip~0|none~1|', 'expected 3 nodes written as |op~0|+|op~0|op~1|+...'],
    ['|conv3~0|+|skip~0|nome~1|+|conv3~0|skip~1|conv3~2|', 'did you mean "none"?'],
    ['|conv3~0|+|skip~1|none~0|+|conv3~0|skip~1|conv3~2|', 'expected op~0 on edge 0->2, got "skip~1"'],
  ])('refuses %s', (text, message) => {
    expect(() => space.decode(text)).toThrow(message);
  });
});

describe('a chain-structured space', () => {
  it('has chains of every length, drawn in proportion to their number', () => {
    const space = open(chains);
    expect(space.size).toBe(4 + 16 + 64);
    expect([...(space.enumerate?.() ?? [])].map(space.encode as (chain: unknown) => string)[4]).toBe(
      'kernel=1,wide=true;kernel=1,wide=true',
    );
    const rng = createRng(1, 'lengths');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[(space.sample(rng) as readonly unknown[]).length]++;
    [4, 16, 64].forEach((count, i) => expect(counts[i + 1] / 4000).toBeCloseTo(count / 84, 1));
  });

  it('passes the options to its callbacks', () => {
    const text = 'kernel=3,wide=true';
    const params = (given: Record<string, string>): number => {
      const space = open(chains, given);
      return countCost(space.build(space.decode(text))).params;
    };
    expect(params({ classes: '7' }) - params({})).toBe(2 * 9);
  });

  it('says that it has no topology unless it says what a block is', () => {
    expect(open(chains).noTopology).toContain('does not say what their blocks are');
    const scored = open(
      defineSpace({
        id: 'c',
        title: 't',
        chain: { ...chain, edge: ({ kernel }) => ({ kind: 'conv', kernel: kernel as number, times: 1 }) },
      }),
    );
    const score = scoreSed(
      scored.topology!(scored.decode('kernel=3,wide=true;kernel=1,wide=false')),
      sedPresets['nas-bench-201'],
    );
    expect(score.ok && score.value).toBeCloseTo(Math.log(3) + 2 * Math.LN2, 12);
  });

  it.each([
    ['kernel=3,wide=true;'.repeat(4).slice(0, -1), 'expected 1 to 3 blocks with ; between, got 4'],
    ['kernel=5,wide=true', 'expected kernel to be one of 1, 3, got "5"'],
    ['kernel=3', 'expected wide to be one of true, false, got nothing'],
    ['kernal=3,wide=true', 'did you mean "kernel"?'],
    ['3', 'expected kernel=...,wide=...'],
  ])('refuses %s', (text, message) => {
    expect(() => open(chains).decode(text)).toThrow(message);
  });
});

describe('a space of named choices', () => {
  const plan: SpacePlan = {
    id: 'test-choices',
    title: 'choices',
    input: [3, 8, 8],
    choices: { depth: [1, 2, 3], width: [4, 8] },
    accept: ({ depth, width }) => (depth as number) * (width as number) <= 16,
    build(net, image, { depth, width }) {
      let x = image;
      for (let i = 0; i < (depth as number); i++) x = net.convBnRelu(x, { channels: width as number, kernel: 3 });
      return net.classifier(x, 10);
    },
  };
  const space = open(defineSpace(plan));

  it('stays where the space accepts', () => {
    const rng = createRng(3, 'choices');
    for (let i = 0; i < 50; i++) expect(space.encode(space.sample(rng))).not.toBe('depth=3,width=8');
    expect(space.neighbors(space.decode('depth=2,width=8')).map((g) => space.encode(g))).toEqual([
      'depth=1,width=8',
      'depth=2,width=4',
    ]);
    expect(() => space.decode('depth=3,width=8')).toThrow('expected choices that the space accepts together');
    expect(space.size).toBeUndefined();
  });

  it('builds what was chosen', () => {
    expect(space.build(space.decode('depth=2,width=4')).nodes.filter((node) => node.op === 'conv')).toHaveLength(2);
  });
});

describe('defineSpace', () => {
  const plan = (more: object): SpacePlan => ({ id: 'a', title: 't', ...more }) as SpacePlan;
  it.each([
    [plan({}), 'expected one of chain, cell, choices or create'],
    [plan({ id: 'A b', chain }), 'expected id to be small letters'],
    [plan({ title: '', chain }), 'expected a title'],
    [plan({ chain: { ...chain, block: 3 } }), 'expected chain.block to be a function'],
    [plan({ chain: { ...chain, choices: {} } }), 'expected choices to name at least one list'],
    [plan({ chain: { ...chain, choices: { k: [1, 1] } } }), 'expected every value of choices.k once'],
    [plan({ chain: { ...chain, choices: { k: ['a;b'] } } }), 'choices.k to be numbers, true, false or words'],
    [plan({ chain: { ...chain, blocks: [3, 2] } }), 'chain.blocks to be a count'],
    [plan({ chain: { ...chain, input: [3, 8] } }), 'input to be [channels, height, width]'],
    [plan({ cell: { ...cell, ops: { one: {} } } }), 'cell.ops to name at least two operators'],
    [plan({ cell: { ...cell, ops: { one: {}, two: {} } } }), 'an operator with a layer'],
    [plan({ cell: { ...cell, nodes: 20 } }), 'cell.nodes to be from 2 to 8'],
    [plan({ cell: { ...cell, stages: [] } }), 'cell.stages to list channels'],
    [
      plan({ input: [3, 8, 8], choices: { k: [1] }, build: (): string => '', accept: () => false }),
      'expected accept to allow some genotypes',
    ],
    [
      plan({ input: [3, 8, 8], choices: { k: [1] }, build: (): string => '', acept: () => true }),
      'got "acept" (did you mean "accept"?)',
    ],
    [
      plan({ chain, papper: 'p' }),
      'space a: expected a known field (id, title, paper, options, properties, chain), got "papper" (did you mean "paper"?)',
    ],
    [plan({ chain: { ...chain, edgge: () => ({ kind: 'skip' }) } }), 'space a: chain: expected a known field'],
    [plan({ cell: { ...cell, finish: cell.end } }), 'space a: cell: expected a known field'],
    [
      plan({ chain, options: { n: { kind: 'int', default: 3, help: '' } } }),
      'space a: option n: expected a known kind (integer, number, choice, boolean), got "int"',
    ],
    [
      plan({ chain, options: { n: { kind: 'choice', default: 'x', choices: ['y'], help: '' } } }),
      'space a: option n: expected choices that list its default, got "x"',
    ],
    [
      plan({ chain, properties: { proxies: ['sed'] } }),
      'space a: properties: expected a known field (constantWeights, wiring, auxiliaryHead), got "proxies"',
    ],
    [plan({ chain, properties: 'fixed' }), `space a: properties: expected an object such as { wiring: 'fixed' }, got "fixed"`],
    [
      plan({ chain, properties: { wiring: 'free' } }),
      `space a: properties: expected wiring to be 'fixed', or left out, got "free"`,
    ],
    [
      plan({ chain, properties: { constantWeights: [1] } }),
      'space a: properties: expected constantWeights to be two numbers, or left out, got [1]',
    ],
  ])('says what is wrong with a plan (%#)', (given, message) => {
    expect(() => defineSpace(given)).toThrow(message);
  });

  it('names the layer that does not fit', () => {
    const broken = open(
      defineSpace({ id: 'b', title: 't', chain: { ...chain, block: (net, x) => net.add(x, net.conv(x, { channels: 3 })) } }),
    );
    expect(() => broken.build(broken.decode('kernel=1,wide=true'))).toThrow('layer add: expected shapes that broadcast');
    const forgetful = open(defineSpace({ id: 'f', title: 't', chain: { ...chain, block: () => undefined as never } }));
    expect(() => forgetful.build(forgetful.decode('kernel=1,wide=true'))).toThrow(
      'space f: block 0 (kernel=1,wide=true): expected the layer it built to be returned, got undefined',
    );
  });

  it.each([
    [
      { kind: 'cnv', kernel: 3, times: 1 },
      'space c: op "conv3": topology: expected a known kind (conv, pool, skip, link), got "cnv" (did you mean "conv"?)',
    ],
    [{ kind: 'conv', kernal: 3, times: 1 }, 'got "kernal" (did you mean "kernel"?)'],
    [{ kind: 'conv', kernel: 3 }, 'expected times of "conv" to be an integer from 1, got undefined'],
    [{ kind: 'conv', kernel: 2.5, times: 1 }, 'expected kernel of "conv" to be an integer from 1, got 2.5'],
    [{ kind: 'pool', kernel: 3, pool: 'mean' }, 'expected pool of "pool" to be "avg" or "max", got "mean"'],
    [{ kind: 'constructor' }, 'expected a known kind'],
    ['conv', "expected an object such as { kind: 'skip' }"],
  ])('refuses an operator with topology %j', (topology, message) => {
    const ops = { ...cell.ops, conv3: { ...cell.ops.conv3, topology: topology as never } };
    expect(() => defineSpace({ id: 'c', title: 't', cell: { ...cell, ops } })).toThrow(message);
    expect(() => defineSpace({ id: 'c', title: 't', chain: { ...chain, edge: () => topology as never } })).toThrow(
      message.replace('op "conv3": topology', 'edge of kernel=1,wide=true'),
    );
  });

  it('refuses a misspelt field of an operator, which would be a dead edge', () => {
    const { layer } = cell.ops.conv3;
    expect(() =>
      defineSpace({ id: 'c', title: 't', cell: { ...cell, ops: { ...cell.ops, conv3: { layr: layer } as never } } }),
    ).toThrow('op "conv3": expected a known field (topology, layer), got "layr" (did you mean "layer"?)');
  });

  it.each<[string, NonNullable<CellPlan['ops'][string]['layer']>, string]>([
    [
      'a misspelt option',
      (net, x) => net.conv(x, { kernal: 3 } as never),
      'layer conv: expected a known field (channels, kernel, stride, dilation, groups, bias), got "kernal" (did you mean "kernel"?)',
    ],
    ['a kernel below 1', (net, x) => net.conv(x, { kernel: -3 }), 'layer conv: expected kernel to be an integer from 1, got -3'],
    ['a pool without a kernel', (net, x) => net.maxPool(x, {} as never), 'layer pool: expected a kernel, got {}'],
    [
      'an unknown operator',
      (net, x) => net.node('cnv' as 'conv', [x], {} as never),
      'expected a known operator, got "cnv" (did you mean "conv"?)',
    ],
  ])('refuses a layer with %s', (_, layer, message) => {
    const space = open(defineSpace({ id: 'c', title: 't', cell: { ...cell, ops: { ...cell.ops, conv3: { layer } } } }));
    expect(() => space.build(space.decode('|conv3~0|+|none~0|none~1|+|none~0|conv3~1|none~2|'))).toThrow(message);
  });

  it('pads even windows by whole pixels', () => {
    const halved = defineSpace({
      id: 'h',
      title: 't',
      input: [3, 8, 8],
      choices: { k: [2, 4] },
      build: (net, image, { k }) =>
        net.classifier(net.maxPool(net.conv(image, { channels: 4, kernel: k as number }), { kernel: 2, stride: 2 }), 10),
    });
    for (const text of ['k=2', 'k=4']) {
      const space = open(halved);
      expect(() => checkArchitecture(space.build(space.decode(text)))).not.toThrow();
    }
  });

  it('reads the graph of a space of choices', () => {
    const scored = (edges: unknown): unknown => {
      const space = open(
        defineSpace({
          id: 'g',
          title: 't',
          input: [3, 8, 8],
          choices: { k: [1, 2] },
          build: (_, image) => image,
          topology: () => ({ nodes: 2, inputs: [0], outputs: [1], edges }) as never,
        }),
      );
      return space.topology!(space.decode('k=1'));
    };
    expect(scored([{ from: 0, to: 1, op: { kind: 'skip' }, label: 's' }])).toMatchObject({ cells: [{ repeats: 1 }] });
    expect(() => scored([{ from: 0, to: 1, op: { kind: 'skp' }, label: 's' }])).toThrow(
      'space g: topology: edge 0->1: expected a known kind (conv, pool, skip, link), got "skp" (did you mean "skip"?)',
    );
    expect(() => scored([{ from: 1, to: 0, op: { kind: 'skip' }, label: 's' }])).toThrow(
      'expected every edge to go from a smaller to a larger node, got [1,0]',
    );
    expect(() => scored('none')).toThrow('expected edges to be a list');
  });

  it("says in which of the author's functions an error was thrown, as wrong use", () => {
    const thrown = (call: () => unknown): unknown => {
      try {
        return call();
      } catch (error) {
        return error;
      }
    };
    const built = (layer: NonNullable<CellPlan['ops'][string]['layer']>): unknown => {
      const space = open(defineSpace({ id: 'c', title: 't', cell: { ...cell, ops: { ...cell.ops, conv3: { layer } } } }));
      return thrown(() => space.build(space.decode('|conv3~0|+|none~0|none~1|+|none~0|conv3~1|none~2|')));
    };
    expect(built((net, x) => (net as never as { convXX(x: string): string }).convXX(x))).toMatchObject({
      kind: 'usage',
      message: 'space c: op "conv3": net.convXX is not a function',
    });
    expect(
      built(() => {
        throw new Error('boom\n  twice');
      }),
    ).toMatchObject({ kind: 'usage', message: 'space c: op "conv3": boom twice' });
    expect(built(() => undefined as never)).toMatchObject({
      kind: 'usage',
      message: 'space c: op "conv3": expected the layer it built to be returned, got undefined',
    });
    expect(built((net) => net.relu(undefined as never))).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('space c: op "conv3": layers: expected something built before'),
    });
    expect(built((net, x) => net.add(x, net.conv(x, { channels: 3 })))).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('space c: op "conv3": layer add: '),
    });
    const accepting = (): unknown =>
      defineSpace({
        id: 'n',
        title: 't',
        input: [3, 8, 8],
        choices: { k: [1, 2] },
        build: (_, image) => image,
        accept: () => {
          throw new Error('no');
        },
      });
    expect(thrown(accepting)).toMatchObject({ kind: 'usage', message: 'space n: accept: no' });
  });

  it('takes a definition with extra fields, but none that is nearly the name of a missing one', () => {
    const own = { id: 'own', title: 't', paper: 'p', example: 'e', options: {}, note: 'mine', create: () => open(cells) };
    expect(defineSpace(own)).toBe(own);
    const { title, ...rest } = own;
    expect(() => defineSpace({ ...rest, titel: title } as never)).toThrow(
      'space own: expected no field that is nearly the name of another, got "titel" (did you mean "title"?)',
    );
    expect(() => defineSpace({ ...own, options: undefined } as never)).toThrow('space own: expected options, {} for none');
    expect(() => defineSpace({ ...own, id: 'Own x' })).toThrow('expected id to be small letters');
  });

  it('finds the space in a module', () => {
    expect(spaceOfModule({ space: cells }, 'x.mjs')).toBe(cells);
    expect(spaceOfModule({ default: cells }, 'x.mjs')).toBe(cells);
    expect(() => spaceOfModule({ space: { id: 'p', title: 't', chain } }, 'x.mjs')).toThrow(
      'got a plan that was not given to defineSpace',
    );
    expect(() => spaceOfModule({ other: 1 }, 'x.mjs')).toThrow(
      'x.mjs: expected a file with `export const space = defineSpace({...})`',
    );
  });
});
