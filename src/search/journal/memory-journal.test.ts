import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from './memory-journal.js';
import type { EvaluationEntry, RunSettings } from './types.js';

const settings: RunSettings = {
  assay: '0.1.0',
  plan: { space: 'toy', proxies: ['edges'], data: 'ramp', batch: 8, seed: 0 },
  searcher: 'exhaustive',
};
const entry: EvaluationEntry = { type: 'evaluation', candidate: 'a', scores: { edges: { ok: true, value: 1 } } };

describe('a journal in memory', () => {
  it('holds the same lines as a file, and continues from them', async () => {
    const store = createMemoryJournal();
    const journal = await store.open({ settings, mode: 'start' });
    await journal.append(entry);
    expect(
      store
        .text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toEqual(['header', 'evaluation']);
    const again = await createMemoryJournal(store.text()).open({ settings, mode: 'resume' });
    expect([...again.state.evaluations]).toEqual([entry]);
  });

  it('refuses other settings, and an existing journal when a run starts', async () => {
    const store = createMemoryJournal();
    await store.open({ settings, mode: 'start' });
    await expect(store.open({ settings, mode: 'start' })).rejects.toThrow('without a journal');
    await expect(store.open({ settings: { ...settings, searcher: 'random' }, mode: 'resume' })).rejects.toThrow(
      'expected searcher exhaustive',
    );
  });
});
