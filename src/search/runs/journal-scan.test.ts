import { describe, expect, it } from 'vitest';
import { createJournalScan } from './journal-scan.js';

const header =
  '{"type":"header","format":"assay-journal","version":1,"settings":{"assay":"0.1.0","plan":{"space":"darts","proxies":["sed"],"data":"ramp","batch":64,"seed":0},"searcher":"random"}}\n';
const line = '{"type":"evaluation","candidate":"a","scores":{"sed":{"ok":true,"value":1}}}\n';

describe('createJournalScan', () => {
  it('counts whole lines, however the text is cut', () => {
    const text = header + line.repeat(3) + '{"type":"done","evaluations":3}\n';
    for (const size of [1, 7, 1000]) {
      const scan = createJournalScan('journal');
      for (let at = 0; at < text.length; at += size) scan.push(text.slice(at, at + size));
      expect(scan.found()).toMatchObject({ evaluations: 3, isDone: true, settings: { searcher: 'random' } });
    }
  });

  it('does not count a line that is still being written', () => {
    const scan = createJournalScan('journal');
    scan.push(header + line + line.slice(0, 40));
    expect(scan.found()).toMatchObject({ evaluations: 1, isDone: false });
  });

  it('says that a journal is of a later version', () => {
    const scan = createJournalScan('journal');
    scan.push(header.replace('"version":1', '"version":2'));
    expect(scan.found().problem).toBe(
      'journal line 1: expected a journal of version 1, got 2 (written by a later Assay: update Assay)',
    );
  });

  it('says what another file is', () => {
    const scan = createJournalScan('journal');
    scan.push('hello\nworld\n');
    expect(scan.found().problem).toContain('journal line 1: expected a JSON object, got "hello"');
  });
});
