/** What the verb `reproduce` printed as JSON, read again: data of a file, which may be anybody's. */
import { readJson } from '../core/read-json.js';
import * as v from 'valibot';
import { dataError, quote } from '../core/errors.js';
import type { FigureResult, Metric, Paper } from './types.js';
import { metricNames } from './figure-words.js';
import { expectedFigures } from './run-paper.js';

const number = v.nullable(v.number());
const schema = v.object({
  paper: v.string(),
  source: v.string(),
  score: v.string(),
  protocol: v.string(),
  table: v.string(),
  target: v.string(),
  metric: v.picklist(Object.keys(metricNames) as Metric[]),
  after: v.optional(v.number()),
  published: number,
  specified: v.optional(number),
  asked: v.optional(number),
  beside: v.optional(v.array(v.object({ by: v.string(), value: v.number() }))),
  measured: number,
  reason: v.optional(v.string()),
  tolerance: v.number(),
  sampleError: v.optional(v.number()),
  isWithin: v.nullable(v.boolean()),
  isOpen: v.optional(v.boolean()),
  n: v.number(),
  seeds: v.number(),
  standIns: v.array(v.string()),
  seconds: number,
});

/** The most lines that are read: all papers have some hundreds. */
const mostLines = 20_000;

/** The figures of a text, one JSON object a line. @throws a data error with the line that is none. */
export function readFigures(where: string, text: string): FigureResult[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || lines.length > mostLines)
    throw dataError(where, { expected: 'what reproduce prints as JSON', got: `${lines.length} lines` });
  return lines.map((line, i) => {
    const parsed = v.safeParse(schema, readJson(line));
    if (!parsed.success)
      throw dataError(`${where} line ${i + 1}`, {
        expected: 'a figure, as reproduce prints it as JSON',
        got: quote(line, 80),
      });
    const { specified, asked, published, ...figure } = parsed.output;
    return { ...figure, published: specified ?? asked ?? published } as FigureResult;
  });
}

/** All figures of a paper, in its order: those of `results` where they are, otherwise as published, not computed. */
export function figuresBeside(paper: Paper, results: readonly FigureResult[]): FigureResult[] {
  const left = new Map<string, FigureResult[]>();
  for (const result of results)
    if (result.paper === paper.id) left.set(keyOf(result), [...(left.get(keyOf(result)) ?? []), result]);
  return expectedFigures(paper).map((figure) => left.get(keyOf(figure))?.shift() ?? figure);
}

function keyOf({ source, table, target, metric, after }: FigureResult): string {
  return JSON.stringify([source, table, target, metric, after ?? null]);
}
