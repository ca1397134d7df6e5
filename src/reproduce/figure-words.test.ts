import { expect, it } from 'vitest';
import { figureVerdict, paperSummary } from './figure-words.js';
import { findPaper } from './run-paper.js';
import type { FigureResult } from './types.js';
import { within } from './within.js';

const figure = (change: Partial<FigureResult>): FigureResult => ({
  paper: 'sed',
  source: '',
  score: 'sed',
  protocol: 'all',
  table: '',
  target: 'c10-test',
  metric: 'kendall',
  published: 0.5,
  measured: 0.3,
  tolerance: 0.02,
  isWithin: false,
  n: 12,
  seeds: 1,
  standIns: [],
  seconds: 1,
  ...change,
});

it('a sample says how much of the tolerance is its error, and whether that is too much', () => {
  expect(figureVerdict(figure({}))).toBe('NOT within 0.02');
  const small = figure({ tolerance: 0.45, sampleError: 0.43, isWithin: null, isOpen: true });
  expect(figureVerdict(small)).toBe('open: the sample is too small, 0.45 either way');
  const accuracy = figure({ metric: 'mean', tolerance: 2.5, sampleError: 1.5, isWithin: null, isOpen: true });
  expect(figureVerdict(accuracy)).toBe('open: the sample is too small, 2.50 either way');
  expect(figureVerdict({ ...accuracy, sampleError: 1, isWithin: true, isOpen: false })).toBe('within 1.50 + 1.00 of the sample');
  const paper = findPaper('sed');
  const numbers = 'numbers from the specification of our reconstruction';
  expect(paperSummary(paper, [figure({}), small])).toBe(
    `sed: 0 of 2 ${numbers} within their tolerance; 1 is left open, because so small a sample says nothing (score more)`,
  );
  expect(figureVerdict(figure({ tolerance: 0.07, sampleError: 0.05, isWithin: true }))).toBe('within 0.02 + 0.05 of the sample');
  expect(paperSummary(paper, [figure({ tolerance: 0.07, sampleError: 0.05, isWithin: true })])).toBe(
    `sed: 1 of 1 ${numbers} within their tolerance and the error of a sample, up to 0.05`,
  );
  expect(paperSummary(paper, [figure({ isWithin: true })])).toBe(`sed: 1 of 1 ${numbers} within their tolerance`);
});

it('what a small sample alone brings within the tolerance is left open', () => {
  const kendall = { tolerance: 0.45, sampleError: 0.43, metric: 'kendall' } as const;
  expect(within(0.3, 0.5, kendall)).toEqual({ isWithin: null, isOpen: true });
  expect(within(0.3, 0.9, kendall)).toEqual({ isWithin: false });
  expect(within(0.46, 0.5, { tolerance: 0.07, sampleError: 0.05, metric: 'kendall' })).toEqual({ isWithin: true });
  expect(within(92, 93, { tolerance: 2.5, sampleError: 1.5, metric: 'mean' })).toEqual({ isWithin: null, isOpen: true });
  expect(within(92, 93, { tolerance: 2.5, sampleError: 1, metric: 'mean' })).toEqual({ isWithin: true });
});
