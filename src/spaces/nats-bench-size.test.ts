import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { describeShared } from '../../test/shared.js';
import { openSpace } from './index.js';
import type { NatsBenchSize } from './nats-bench-size.js';
import type { SearchSpace } from './types.js';

const open = (options = ''): SearchSpace<NatsBenchSize> => openSpace(`nats-bench-size${options}`) as SearchSpace<NatsBenchSize>;
const space = open();

it("the benchmark's own numbers name its widths", () => {
  expect(['0', '11', '284', '32767'].map((index) => space.encode(space.decode(index)))).toEqual([
    '8:8:8:8:8',
    '8:8:8:16:32',
    '8:8:40:32:40',
    '64:64:64:64:64',
  ]);
  expect(() => space.decode('32768')).toThrow('expected five widths');
});

/** Params as spec/data-facts.md writes them, checked there against the official files. */
function publishedParams([c1, c2, c3, c4, c5]: NatsBenchSize, classes: number): number {
  const cell = (a: number, b: number): number =>
    2 * (9 * a * b + 2 * b) + 3 * (9 * b * b + 2 * b) + (a === b ? 0 : a * b + 2 * b);
  const reduction = (a: number, b: number): number => 9 * a * b + 2 * b + 9 * b * b + 2 * b + a * b;
  return (
    29 * c1 + cell(c1, c1) + reduction(c1, c2) + cell(c2, c3) + reduction(c3, c4) + cell(c4, c5) + 2 * c5 + c5 * classes + classes
  );
}

describe('NATS-Bench size', () => {
  it.each([
    ['8:8:8:8:8', 11_714, 4_481_114],
    ['64:64:64:64:64', 713_674, 274_399_882],
    ['16:16:32:32:64', 225_466, 33_866_378],
  ])('counts %s as published', (text, params, macs) => {
    const genotype = space.decode(text);
    expect(countCost(space.build(genotype))).toEqual({ params, macs });
    expect(space.cost?.(genotype)).toEqual({ params, macs });
  });

  it('has the published params on all 32,768, and counts by formula the cost of its networks', () => {
    let i = 0;
    for (const genotype of space.enumerate?.() ?? []) {
      const cost = space.cost?.(genotype);
      if (cost?.params !== publishedParams(genotype, 10)) expect.fail(genotype.join(':'));
      if (i++ % 331 === 0) expect(countCost(space.build(genotype))).toEqual(cost);
    }
  });

  it.each([
    ['8:8:8:8', 'expected five widths such as 8:16:24:32:64, got 4'],
    ['8:8:8:8:9', 'expected widths from 8, 16'],
    ['8:8:8:8:08', 'got "08"'],
  ])('refuses %j', (text, message) => {
    expect(() => space.decode(text)).toThrow(message);
  });
});

describeShared('data/nats_fixtures/expected.json.gz', 'the official files of NATS-Bench size', (path) => {
  it('agrees on the params and MACs of every stored result, and on the order of architectures', () => {
    interface Result {
      readonly params: number;
      readonly flop: number;
    }
    const stored = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
      sss: Record<string, Record<string, { arch_index: number; arch_str: string; last: Record<string, Result> }>>;
    };
    const data: { readonly [name: string]: string } = { cifar100: ':classes=100', 'ImageNet16-120': ':classes=120:size=16' };
    let compared = 0;
    const all = [...(space.enumerate?.() ?? [])];
    for (const { arch_index: index, arch_str: text, last } of Object.values(stored.sss).flatMap((budgets) =>
      Object.values(budgets),
    )) {
      expect(space.encode(all[index])).toBe(text);
      for (const [key, { params, flop }] of Object.entries(last)) {
        const cost = open(data[key.split('|')[0]]).cost?.(all[index]);
        expect(cost?.params).toBe(Math.round(params * 1e6));
        expect(cost?.macs).toBe(Math.round(flop * 1e6));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});
