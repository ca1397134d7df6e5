import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { entrySchema } from './entry-schema.js';
import { parseEntry } from './journal.js';
import { readEvaluation } from './read-evaluation.js';

const valid: readonly object[] = [
  { type: 'evaluation', candidate: 'a', scores: {} },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true, value: 1.5 } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true, value: -2, parts: { conv: 1, skip: 0 } } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: false, reason: 'no path' } }, error: 'cannot be read' },
];

/** What the schema refuses, or what is left to it. */
const others: readonly unknown[] = [
  5,
  null,
  [],
  { type: 'done', evaluations: 3 },
  { type: 'evaluation', candidate: 5, scores: {} },
  { type: 'evaluation', candidate: { format: 'assay-architecture' }, scores: {} },
  { type: 'evaluation', candidate: 'a' },
  { type: 'evaluation', candidate: 'a', scores: [] },
  { type: 'evaluation', candidate: 'a', scores: {}, error: 5 },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true, value: '1' } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: false } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: 'yes', value: 1 } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true, value: 1, parts: { conv: 'x' } } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: { ok: true, value: 1, more: 1 } } },
  { type: 'evaluation', candidate: 'a', scores: { sed: null } },
];

describe('the quick reader of evaluations', () => {
  it.each(valid)('reads what the schema reads: %j', (entry) => {
    expect(readEvaluation(JSON.parse(JSON.stringify(entry)))).toEqual(v.parse(entrySchema, entry));
  });

  it.each(others)('leaves everything else to the schema: %j', (entry) => {
    expect(readEvaluation(JSON.parse(JSON.stringify(entry)))).toBe(undefined);
  });

  it('leaves what is no JSON', () => {
    expect(() => parseEntry('line 2', '{"type":"evalu')).toThrow('line 2: expected a JSON object');
    expect(readEvaluation('{"type":"evalu')).toBe(undefined);
  });
});
