/** What callers may rely on in errors: codes, parameter paths, and no word of the command line in the library. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flagged } from '../src/cli/parameter-flags.js';
import { AssayError, errorCodes } from '../src/core/errors.js';
import { Mismatch, placed } from '../src/core/mismatch.js';
import { createScorer } from '../src/engine/scorer.js';
import { failureReply, valueOf } from '../src/engine/remote/messages.js';
import { openPlan } from '../src/platform/node/requests/open-plan.js';
import { searchers } from '../src/searchers/index.js';
import { openSpace } from '../src/spaces/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function errorOf(run: () => unknown): AssayError {
  try {
    run();
  } catch (error) {
    if (error instanceof AssayError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

describe('an error', () => {
  it.each([
    [() => createScorer({ proxies: ['sed'], batch: 0 }), 'out-of-range', 'batch', '--batch: expected an integer from 1'],
    [() => createScorer({ proxies: ['sde'] }), 'unknown-name', 'proxies', '--proxy: expected a known proxy, got "sde"'],
    [() => createScorer({ proxies: [] }), 'missing', 'proxies', '--proxy: expected at least one proxy'],
    [() => openSpace('nas-bench-202'), 'unknown-name', 'space', '--space: expected a known space'],
    [
      () => createScorer({ proxies: ['sed'], bacth: 8 } as never),
      'unknown-name',
      'bacth',
      '--bacth: expected a parameter of createScorer, got "bacth" (did you mean "batch"?)',
    ],
  ] as const)('has a code and a parameter, which the command line writes as its option', (run, code, parameter, line) => {
    const error = errorOf(run);
    expect([error.code, error.parameter]).toEqual([code, parameter]);
    expect(error.message.startsWith(parameter)).toBe(true);
    expect(flagged(error).startsWith(line)).toBe(true);
  });

  it('keeps its code and parameter on the way out of a worker', () => {
    const error = errorOf(() => openSpace('nas-bench-202'));
    const again = errorOf(() => valueOf(structuredClone(failureReply(error))));
    expect({ ...again, message: again.message }).toEqual({ ...error, message: error.message });
  });

  it('names a place for what does not fit, and leaves bugs as they are', () => {
    const error = placed(new Mismatch('at least 2 axes, got (3)'), 'node "a"') as AssayError;
    expect([error.code, error.message]).toEqual(['mismatch', 'node "a": expected at least 2 axes, got (3)']);
    const bug = new Error('expected nothing of the kind');
    expect(placed(bug, 'node "a"')).toBe(bug);
  });

  it('has every code in docs/errors.md', () => {
    const rows = readFileSync(`${root}docs/errors.md`, 'utf8').matchAll(/^\| `([a-z-]+)` \| (.*) \| .+ \|$/gm);
    expect(Object.fromEntries(Array.from(rows, ([, code, text]) => [code, text]))).toEqual(errorCodes);
  });
});

describe('the library', () => {
  it('writes no option of the command line and decides nothing by the text of "expected ..."', () => {
    const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.ts') && !path.startsWith('cli/') && !/\.(test|generated|as)\.ts$/.test(path));
    expect(files.length).toBeGreaterThan(400);
    // They write the equal command line for people, and start it; one names an option of Slurm. "max-inlined", "interrupt-budget" and "expose-gc" are V8's.
    const commandLines = new Set([
      'search/command-line.ts',
      'platform/node/studio/run-process.ts',
      'engine/read-shard.ts',
      'report/export-command.ts',
    ]);
    const found = files.flatMap((path) => {
      if (commandLines.has(path)) return [];
      const text = readFileSync(`${root}src/${path}`, 'utf8');
      const lines = text
        .split('\n')
        .filter((line) =>
          /(^|[\s`'"(])--[a-z][a-z-]*/.test(
            line.replace(/var\(--[^)]*\)|--assay-|--check|--max-inlined|--interrupt-budget|--(?:no-)?expose-gc/g, ''),
          ),
        );
      return [...lines, ...(text.includes("startsWith('expected") ? ["startsWith('expected"] : [])].map(
        (line) => `${path}: ${line.trim()}`,
      );
    });
    expect(found.filter((line) => !/if \(.*--(\w+\.)*(pending|waiting|map)/.test(line))).toEqual([]);
  });
});

describe('defaults', () => {
  it('are filled in by openPlan, which refuses fields that no plan has', async () => {
    const { resolved, close } = await openPlan({ proxies: ['sed'] }, { workers: 0 });
    expect(resolved.plan).toEqual({ proxies: ['sed'], data: 'ramp', batch: 64, seed: 0 });
    await close();
    await expect(openPlan({ proxies: ['sed'] }, { worker: 0 } as never)).rejects.toThrow(
      'worker: expected a parameter of openPlan, got "worker" (did you mean "workers"?)',
    );
  });

  it.each(searchers.filter(({ id }) => id !== 'prune').map((searcher) => [searcher.id, searcher] as const))(
    'are filled in by the searcher %s',
    (_id, searcher) => {
      const setup = { domain: openSpace('nas-bench-201'), seed: 0, budget: 10 };
      const { genotypes } = searcher.create(setup).ask(5) as { readonly genotypes?: readonly unknown[] };
      if (genotypes !== undefined) expect(genotypes.length).toBeGreaterThan(0);
      expect(errorOf(() => searcher.create({ ...setup, options: { populaton: 3 } })).code).toBe('unknown-name');
      expect(searcher.create({ ...setup, options: {} }).ask(5)).toEqual(searcher.create(setup).ask(5));
    },
  );
});
