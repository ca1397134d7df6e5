/** Words that the house does not use in messages, names, comments and documents, because a native reader stumbles over them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const banned = /\b(?:told|dear(?:er|est)?|whatever|everything random|(?:of )?one's own|party|lest)\b/i;

/** Lines that may hold such a word: those that say which words these are. */
const allowed = new Set(['test/words.test.ts']);
/** Files whose text is not ours: published strings, licences, locks, golden data. */
const foreign = /\.(?:gz|png|onnx|wasm|parquet|pth|pickle|bz2|zip|tfrecord|pbz2)$|^package-lock\.json$|^LICENSE$/;

const isCheckout = existsSync(join(root, '.git'));

describe.runIf(isCheckout)('the words of the house', () => {
  it('are found wherever they stand', () => {
    expect(
      ['it is told so', 'Dearest first', 'seed of everything random', "a proxy of one's own"].every((line) => banned.test(line)),
    ).toBe(true);
    expect(['a bold line', 'the third part', 'tell'].some((line) => banned.test(line))).toBe(false);
  });

  it('are plain modern English', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '' && !foreign.test(file) && !allowed.has(file) && existsSync(join(root, file)));
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => (banned.test(line) ? [`${file}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
