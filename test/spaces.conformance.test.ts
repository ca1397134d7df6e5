/** One suite over every registered space and the examples of a user's own: what `spaces/types.ts` promises, checked on samples. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import type { CellTopology } from '../src/arch/topology.js';
import { checkArchitecture } from '../src/arch/validate.js';
import { AssayError } from '../src/core/errors.js';
import { resolveOptions } from '../src/core/options.js';
import { createRng } from '../src/core/rng.js';
import { scoreSed } from '../src/proxies/sed.js';
import { spaceOfModule } from '../src/spaces/define-space/define-space.js';
import { viewVertices } from '../src/drawing/vertex-view.js';
import { spaces } from '../src/spaces/index.js';
import { placesOf } from '../src/spaces/places.js';
import { chooseJudgement, judgementOf } from '../src/spaces/judgement.js';
import type { SearchSpace, SpaceDefinition, SpaceProperties } from '../src/spaces/types.js';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('-space.mjs'));
const examples = await Promise.all(files.map(async (name) => spaceOfModule(await import(`${folder}${name}`), name)));
const definitions: readonly SpaceDefinition[] = [...spaces, ...examples];

/** Spaces up to this size are enumerated whole. */
const enumerable = 40_000;

const samplesOf = (space: SearchSpace, count: number, seed = 7): unknown[] => {
  const rng = createRng(seed, 'conformance');
  return Array.from({ length: count }, () => space.sample(rng));
};

function checkCell(cell: CellTopology): void {
  expect(cell.nodes).toBeGreaterThan(0);
  expect(cell.inputs.length).toBeGreaterThan(0);
  expect(cell.outputs.length).toBeGreaterThan(0);
  for (const node of [...cell.inputs, ...cell.outputs])
    expect(node).toSatisfy((n: number) => Number.isInteger(n) && n >= 0 && n < cell.nodes);
  for (const { from, to, op } of cell.edges) {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThan(from);
    expect(to).toBeLessThan(cell.nodes);
    if (op.kind === 'conv') expect(op.times).toBeGreaterThanOrEqual(1);
    if (op.kind === 'conv' || op.kind === 'pool') expect(op.kernel).toBeGreaterThanOrEqual(1);
  }
}

describe.each(definitions.map((definition) => [definition.id, definition] as const))('the space %s', (id, definition) => {
  const space = definition.create(resolveOptions(id, definition.options, {}));

  it('is named once, with title, paper and an example in its own format', () => {
    expect(definitions.filter((other) => other.id === id)).toHaveLength(1);
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(space.id).toBe(id);
    expect(definition.title).not.toBe('');
    expect(definition.paper).not.toBe('');
    expect(space.encode(space.decode(definition.example))).toBe(definition.example);
  });

  it.each([3, undefined, null, {}, ['a']])('refuses %j, which is no text, with a usage error', (given) => {
    expect(() => space.decode(given as never)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  it('names no proxies: one rule ranks every space', () => {
    type Named = Extract<keyof SpaceProperties | keyof SearchSpace, 'proxies' | 'combine' | 'defaults'>;
    const hasJudgement: [Named] extends [never] ? false : true = false;
    expect(hasJudgement).toBe(false);
    const { constantWeights: _, wiring, auxiliaryHead: __, ...more } = space.properties ?? {};
    expect(more).toEqual({});
    expect(space).not.toHaveProperty('defaults');
    expect(chooseJudgement(undefined, space.properties)).toEqual(judgementOf('graph', wiring === undefined ? {} : { wiring }));
  });

  it('reads what it prints, and its genotypes are plain JSON', () => {
    for (const genotype of samplesOf(space, 60)) {
      expect(space.decode(space.encode(genotype))).toEqual(genotype);
      expect(JSON.parse(JSON.stringify(genotype))).toEqual(genotype);
      expect(space.encode(genotype)).not.toMatch(/[\n\r\t]/);
    }
  });

  it('tells every neighbour by the place that changes, each place by a name, where drawings show it', () => {
    for (const genotype of samplesOf(space, 4)) {
      const places = placesOf(space, genotype);
      const moved = places.flatMap(({ alternatives }) => alternatives.map((one) => space.encode(one.genotype)));
      expect(new Set(moved)).toEqual(new Set(space.neighbors(genotype).map((one) => space.encode(one))));
      expect(new Set(places.map(({ name }) => name)).size).toBe(places.length);
      const cells = new Map(
        (space.topology?.(genotype).cells ?? []).map(({ name, cell }) => [name, viewVertices(cell).cell.nodes]),
      );
      for (const { drawn, current, alternatives } of places) {
        expect(alternatives.map(({ choice }) => choice)).not.toContain(current);
        if (drawn === undefined || !cells.has(drawn.cell)) continue;
        const nodes = 'node' in drawn ? [drawn.node] : [drawn.from, drawn.to];
        for (const node of nodes) expect(node).toBeLessThan(cells.get(drawn.cell) as number);
      }
    }
  });

  it('refuses text of another form with a data error', () => {
    const { example } = definition;
    for (const text of [
      '',
      ' ',
      'nonsense',
      '((((',
      '{"a":',
      '|nor_conv_9x9~0|',
      `${example}${example}`,
      example.slice(0, -2),
      '\0',
      '9'.repeat(400),
    ]) {
      let error: unknown;
      try {
        space.decode(text);
      } catch (thrown) {
        error = thrown;
      }
      expect(error, JSON.stringify(text)).toBeInstanceOf(AssayError);
      expect((error as AssayError).kind).toBe('data');
      expect((error as AssayError).message).toContain('expected ');
    }
  });

  it('samples the same from one seed and other things from another', () => {
    const texts = (seed: number): string[] => samplesOf(space, 12, seed).map((genotype) => space.encode(genotype));
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
    expect(new Set(texts(1)).size).toBeGreaterThan(6);
  });

  it('has neighbours that are distinct, inside and not the genotype itself', () => {
    for (const genotype of samplesOf(space, 5)) {
      const own = space.encode(genotype);
      const texts = space.neighbors(genotype).map((neighbor) => space.encode(neighbor));
      expect(texts.length).toBeGreaterThan(0);
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts).not.toContain(own);
      for (const text of texts.filter((_, i) => i % 7 === 0)) expect(space.encode(space.decode(text))).toBe(text);
      expect(space.neighbors(genotype).map((neighbor) => space.encode(neighbor))).toEqual(texts);
    }
  });

  it.runIf(space.isSampled !== undefined)('knows what it samples', () => {
    const rng = createRng(16, 'conformance sampled');
    for (const genotype of samplesOf(space, 12)) {
      expect(space.isSampled?.(genotype)).toBe(true);
      expect(space.isSampled?.(space.mutate(genotype, rng))).toBe(true);
    }
  });

  it('mutates by one move', () => {
    const rng = createRng(3, 'conformance mutation');
    for (const genotype of samplesOf(space, 8)) {
      const neighbors = new Set(space.neighbors(genotype).map((neighbor) => space.encode(neighbor)));
      for (let i = 0; i < 5; i++) expect(neighbors).toContain(space.encode(space.mutate(genotype, rng)));
    }
  });

  it('stays inside over a long walk of mutations', () => {
    const rng = createRng(4, 'conformance walk');
    let genotype = space.sample(rng);
    for (let i = 0; i < 100; i++) {
      genotype = space.mutate(genotype, rng);
      expect(space.decode(space.encode(genotype))).toEqual(genotype);
    }
  });

  it.runIf(space.crossover !== undefined)('crosses two genotypes into one of the space', () => {
    const rng = createRng(5, 'conformance crossover');
    const parents = samplesOf(space, 12);
    for (let i = 1; i < parents.length; i++) {
      const child = space.crossover?.(parents[i - 1], parents[i], rng);
      expect(space.decode(space.encode(child))).toEqual(child);
    }
    expect(space.encode(space.crossover?.(parents[0], parents[0], rng))).toBe(space.encode(parents[0]));
  });

  it.runIf(space.relabel !== undefined)('gives one canonical form to one architecture written in different ways', () => {
    const rng = createRng(6, 'conformance relabelling');
    let written = 0;
    for (const genotype of samplesOf(space, 120)) {
      const other = space.relabel?.(genotype, rng);
      expect(space.decode(space.encode(other))).toEqual(other);
      expect(space.canonical(other)).toBe(space.canonical(genotype));
      if (space.encode(other) !== space.encode(genotype)) written++;
    }
    expect(written).toBeGreaterThan(5);
  });

  it.runIf(space.canonicalKey !== undefined)('has equal keys for equal canonical forms, and others for others', () => {
    const key = new Uint32Array(2);
    const keyOf = (genotype: unknown): string => {
      space.canonicalKey?.(genotype, key);
      return key.join(' ');
    };
    const rng = createRng(17, 'keys');
    const forms = new Map<string, string>();
    const keys = new Map<string, string>();
    for (const sample of samplesOf(space, 600)) {
      for (const genotype of [
        sample,
        ...(space.relabel === undefined ? [] : [space.relabel(sample, rng)]),
        space.mutate(sample, rng),
      ]) {
        const form = space.canonical(genotype);
        const own = keyOf(genotype);
        expect(forms.get(own) ?? form).toBe(form);
        expect(keys.get(form) ?? own).toBe(own);
        forms.set(own, form);
        keys.set(form, own);
      }
    }
  });

  it('tells most samples apart by their canonical form', () => {
    const samples = samplesOf(space, 40);
    const texts = new Set(samples.map((genotype) => space.encode(genotype)));
    const forms = new Set(samples.map((genotype) => space.canonical(genotype)));
    expect(forms.size).toBeLessThanOrEqual(texts.size);
    expect(forms.size).toBeGreaterThan(texts.size / 3);
  });

  it.runIf('channels' in definition.options)('builds for grey pictures', () => {
    const grey = definition.create(resolveOptions(definition.id, definition.options, { channels: '1' }));
    const genotype = grey.sample(createRng(21, 'grey'));
    const architecture = grey.build(genotype);
    expect(architecture.inputs[0].shape[1]).toBe(1);
    expect(grey.cost?.(genotype)).toEqual(grey.cost === undefined ? undefined : countCost(architecture));
    expect(countCost(architecture).params).toBeLessThan(countCost(space.build(genotype)).params);
  });

  it('reads its own text with blanks, line ends and quotes', () => {
    const genotype = space.decode(definition.example);
    for (const text of [
      `  ${definition.example}\r\n`,
      definition.example.replaceAll(/[|,(:]/g, '$& '),
      definition.example.replace(/[|,(:]/, '$&\n '),
    ])
      expect(space.decode(text)).toEqual(genotype);
  });

  it('builds valid architectures that cost what it says', () => {
    for (const genotype of [space.decode(definition.example), ...samplesOf(space, 6)]) {
      const architecture = space.build(genotype);
      checkArchitecture(architecture);
      const cost = countCost(architecture);
      expect(cost.params).toBeGreaterThan(0);
      if (space.cost !== undefined) expect(space.cost(genotype)).toEqual(cost);
      expect(JSON.parse(JSON.stringify(architecture))).toEqual(architecture);
    }
  });

  it.runIf(space.cost !== undefined)('costs what its networks cost after every move', () => {
    const rng = createRng(8, 'conformance cost');
    let genotype = space.sample(rng);
    for (let i = 0; i < 8; i++) {
      genotype = space.mutate(genotype, rng);
      expect(space.cost?.(genotype)).toEqual(countCost(space.build(genotype)));
    }
  });

  it.runIf(space.enumerate !== undefined && (space.size ?? Infinity) <= enumerable)(
    'enumerates as many different genotypes as its size says',
    () => {
      const texts = new Set<string>();
      let count = 0;
      for (const genotype of space.enumerate?.() ?? []) {
        texts.add(space.encode(genotype));
        count++;
      }
      expect(count).toBe(space.size);
      expect(texts.size).toBe(count);
      for (const genotype of samplesOf(space, 20)) expect(texts).toContain(space.encode(genotype));
    },
  );

  it('has well-formed topology with a SED score, or a reason for having none', () => {
    if (space.topology === undefined) {
      expect(space.noTopology).toBeTypeOf('string');
      return;
    }
    expect(space.noTopology).toBeUndefined();
    const scores = samplesOf(space, 30).map((genotype) => {
      const topology = space.topology?.(genotype);
      expect(topology?.cells.length).toBeGreaterThan(0);
      for (const { name, repeats, cell } of topology?.cells ?? []) {
        expect(name).not.toBe('');
        expect(repeats).toBeGreaterThanOrEqual(1);
        checkCell(cell);
      }
      return topology === undefined ? undefined : scoreSed(topology);
    });
    const values = scores.flatMap((score) => (score?.ok === true ? [score.value] : []));
    expect(new Set(values).size).toBeGreaterThan(3);
    for (const score of scores) if (score?.ok === false) expect(score.reason).toContain('no path');
  });
});
