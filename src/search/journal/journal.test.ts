import { describe, expect, it } from 'vitest';
import { encodeEntry, readJournal } from './journal.js';
import { requireSameSettings } from './settings.js';
import type { JournalEntry, RunSettings } from './types.js';

const settings: RunSettings = {
  assay: '0.1.0',
  plan: { space: 'toy', proxies: ['edges', 'spread'], data: 'ramp', batch: 8, seed: 0 },
  searcher: 'exhaustive',
};
const header: JournalEntry = { type: 'header', format: 'assay-journal', version: 1, settings };
const evaluation: JournalEntry = {
  type: 'evaluation',
  candidate: '0-1-2-0',
  scores: { edges: { ok: true, value: 0.1 + 0.2, parts: { first: -1e-300 } }, spread: { ok: false, reason: 'flat' } },
};
const done: JournalEntry = { type: 'done', evaluations: 1 };
const textOf = (entries: readonly JournalEntry[]): string => entries.map(encodeEntry).join('');

/** A state with its evaluations and their strings as lists. */
function plain(text: string): unknown {
  const state = readJournal('journal', text);
  return { ...state, evaluations: [...state.evaluations], texts: [...(state.texts ?? [])] };
}

describe('a journal', () => {
  it('is the fold of its lines, numbers unrounded', () => {
    expect(plain(textOf([header, evaluation, done]))).toEqual({
      settings,
      evaluations: [evaluation],
      texts: [evaluation.candidate],
      isDone: true,
    });
    expect(plain(textOf([header]))).toEqual({ settings, evaluations: [], texts: [], isDone: false });
    expect(plain('')).toEqual({ evaluations: [], texts: [], isDone: false });
  });

  it('gives back every evaluation as its line says it', () => {
    const network = { format: 'assay-architecture', name: 'a network' };
    const entries = [
      evaluation,
      { type: 'evaluation', candidate: 'größer', scores: { spread: { ok: true, value: -0.5 } } },
      { type: 'evaluation', candidate: network, scores: { edges: { ok: false, reason: 'flat' } }, error: 'cannot be read' },
      { ...evaluation, scores: { spread: { ok: true, value: 3 }, edges: { ok: true, value: 2, parts: {} } } },
      { type: 'evaluation', candidate: '', scores: {} },
    ] as JournalEntry[];
    const { evaluations } = readJournal('journal', textOf([header, ...entries]));
    expect(Array.from(evaluations, encodeEntry)).toEqual(entries.map(encodeEntry));
    expect([evaluations.length, evaluations.at(5)]).toEqual([5, undefined]);
  });

  it('writes one line for each entry, with any text in it', () => {
    expect(encodeEntry({ type: 'evaluation', candidate: 'a\nb', scores: {} }).indexOf('\n')).toBe(
      encodeEntry({ type: 'evaluation', candidate: 'a\nb', scores: {} }).length - 1,
    );
  });

  it.each([
    [
      'a torn middle line',
      `${encodeEntry(header)}{"type":"evalu\n${encodeEntry(evaluation)}`,
      'journal line 2: expected a JSON object, got "{\\"type\\":\\"evalu"',
    ],
    ['another type of line', `${encodeEntry(header)}{"type":"note"}\n`, 'journal line 2: expected type to be'],
    [
      'a score without a value',
      `${encodeEntry(header)}{"type":"evaluation","candidate":"x","scores":{"edges":{"ok":true,"value":null}}}\n`,
      'journal line 2: expected scores.edges.value to be number, got null',
    ],
    [
      'a later version',
      encodeEntry(header).replace('"version":1', '"version":2'),
      'journal line 1: expected a journal of version 1, got 2 (written by a later Assay: update Assay)',
    ],
    ['a missing header', encodeEntry(evaluation), 'journal line 1: expected the header, got a line of type "evaluation"'],
    ['a second header', textOf([header, header]), 'journal line 2: expected one header'],
    [
      'a line after the end',
      textOf([header, evaluation, done, evaluation]),
      'journal line 4: expected nothing after the line of type "done"',
    ],
    ['a missing line', textOf([header, done]), 'journal line 2: expected 1 evaluations before it, got 0'],
  ])('with %s is a data error that names the line', (_, text, message) => {
    expect(() => readJournal('journal', text)).toThrow(message);
    expect(() => readJournal('journal', text)).toThrow(expect.objectContaining({ kind: 'data' }));
  });
});

describe('settings', () => {
  it('may differ in nothing', () => {
    expect(() => requireSameSettings('journal out', settings, structuredClone(settings))).not.toThrow();
    expect(() =>
      requireSameSettings('journal out', settings, { ...settings, plan: { ...settings.plan, proxies: ['edges'] } }),
    ).toThrow(
      'journal out: expected proxies edges, as in the journal of that run, got proxies edges,spread (use the same settings to continue it, or start a new run with another `folder`)',
    );
    expect(() =>
      requireSameSettings('journal out', { ...settings, budget: 5 }, { ...settings, plan: { ...settings.plan, batch: 64 } }),
    ).toThrow('journal out: expected batch 64 and budget none, as in the journal of that run, got batch 8 and budget 5 (use');
  });

  it.each([
    [{ assay: '0.2.0' }],
    [{ searcher: 'random' }],
    [{ digest: 'abc' }],
    [{ plan: { ...settings.plan, seed: 1 } }],
    [{ plan: { ...settings.plan, imageSize: 8 } }],
    [{ plan: { ...settings.plan, data: 'noise' } }],
    [{ plan: { ...settings.plan, device: 'cuda' as const } }],
    [{ plan: { ...settings.plan, space: 'toy:size=2' } }],
  ])('that differ in %j are another run', (change) => {
    expect(() => requireSameSettings('journal out', settings, { ...settings, ...change })).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});
