import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemo, createMemoPlan } from './memo.js';

/** A value that is stored under a number, or read. */
type Step = { readonly put: number } | { readonly get: number };

/** The answers to every `get`, by a memo that remembers everything and by one with a plan. */
function answers(steps: readonly Step[], span: number): { readonly all: unknown[]; readonly planned: unknown[] } {
  const plan = createMemoPlan(span);
  for (const step of steps) {
    if ('put' in step) plan.onPut(step.put);
    else plan.onGet(step.get);
  }
  const run = (memo: ReturnType<typeof createMemo>): unknown[] =>
    steps.flatMap((step, i) => {
      if ('get' in step) return [memo.get(step.get)];
      memo.put(step.put, `value ${i}`);
      return [];
    });
  return { all: run(createMemo()), planned: run(createMemo(plan)) };
}

describe('a planned memo', () => {
  it('answers as one that remembers everything, numbers in order', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(60)), { maxLength: 120 }), fc.integer({ min: 1, max: 40 }), (backs, span) => {
        let count = 0;
        const steps = backs.flatMap((back): Step[] =>
          back === null || count === 0 ? [{ put: count++ }] : [{ get: Math.max(0, count - 1 - back) }],
        );
        const { all, planned } = answers(steps, span);
        expect(planned).toEqual(all);
      }),
    );
  });

  it('answers as one that remembers everything, numbers in any order', () => {
    const step = fc.oneof(fc.record({ put: fc.nat(30) }), fc.record({ get: fc.nat(30) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (steps, span) => {
        const { all, planned } = answers(steps, span);
        expect(planned).toEqual(all);
      }),
    );
  });

  it('does not remember values that are never read, and needs bounded memory for values that are read soon', () => {
    const plan = createMemoPlan(8);
    for (let index = 0; index < 1000; index++) {
      plan.onPut();
      if (index % 2 === 0) plan.onGet(index);
    }
    plan.onGet(3);
    expect([plan.spanOf(0), plan.spanOf(1), plan.spanOf(3)]).toEqual(['short', 'none', 'long']);
    const memo = createMemo(plan);
    const grown = Array.from({ length: 1000 }, (_, index) => memo.put(index, index)).filter(Boolean);
    expect([grown.length, memo.get(998), memo.get(3), memo.get(0), memo.get(999)]).toEqual([5, 998, 3, undefined, undefined]);
  });
});
