import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { journalLines } from './journal-lines.js';

const root = mkdtempSync(join(tmpdir(), 'assay-lines-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Every line, and what the end says. */
function readAll(content: string | Uint8Array): { readonly lines: string[]; readonly end: unknown } {
  const path = join(root, 'journal.jsonl');
  writeFileSync(path, content);
  const lines: string[] = [];
  const reader = journalLines('journal', path);
  let next = reader.next();
  for (; next.done !== true; next = reader.next()) lines.push(next.value);
  return { lines, end: next.value };
}

describe('the lines of a journal file', () => {
  it('are those of its text, however many pieces are read', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${'größer '.repeat(i % 70)}`);
    const long = 'x'.repeat(3_000_000);
    const text = `${[...lines, long, '', 'last'].join('\n')}\n`;
    const bytes = Buffer.byteLength(text);
    expect(readAll(text)).toEqual({ lines: [...lines, long, '', 'last'], end: { wholeBytes: bytes, tornBytes: 0 } });
    const torn = readAll(`${text}tör`);
    expect(torn.lines).toHaveLength(lines.length + 3);
    expect(torn.end).toEqual({ wholeBytes: bytes, tornBytes: 4 });
  });

  it('are none of an empty file or one without a newline', () => {
    expect(readAll('')).toEqual({ lines: [], end: { wholeBytes: 0, tornBytes: 0 } });
    expect(readAll(Buffer.alloc(2_500_000))).toEqual({ lines: [], end: { wholeBytes: 0, tornBytes: 2_500_000 } });
  });
});
