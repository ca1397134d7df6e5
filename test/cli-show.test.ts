/** `assay show`, `export` and `list` as a user types them. */
import { describe, expect, it } from 'vitest';
import { sharedAssay } from './shared-assay.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';

describe('assay show, export, list', () => {
  it('draws the cell and sums the parts', () => {
    const { code, out } = sharedAssay(['show', good]);
    expect(code).toBe(0);
    expect(out).toContain('in 0');
    expect(out).toContain('344,346 params, 47,104,650 MACs');
  });

  it('writes JSON, DOT and SVG', () => {
    expect(JSON.parse(sharedAssay(['export', good, '--to', 'json']).out).format).toBe('assay-architecture');
    expect(sharedAssay(['export', good, '--to', 'dot', '--folded']).out).toMatch(/^digraph/);
    expect(sharedAssay(['export', good, '--to', 'svg']).out).toMatch(/^<svg/);
    expect(sharedAssay(['export', good, '--to', 'svg', '--cell']).out).toContain('nor_conv_3x3');
  });

  it('lists proxies with what is not certain about them', () => {
    expect(sharedAssay(['list', 'proxies', 'sed']).out).toContain("the paper's exact formula was not available");
    expect(sharedAssay(['list', 'spaces']).out).toContain('nas-bench-201');
    // A line of heads comes first.
    expect(sharedAssay(['list', 'proxies']).out.trim().split('\n').length).toBe(
      1 + sharedAssay(['list', 'proxies', '--json']).out.trim().split('\n').length,
    );
    expect(sharedAssay(['list', 'spaces', 'dart']).err).toContain('darts');
    for (const what of ['spaces', 'proxies', 'searchers'])
      for (const line of sharedAssay(['list', what, '--json']).out.trim().split('\n')) JSON.parse(line);
  });

  it('shows help with examples for every verb', () => {
    for (const verb of ['search', 'score', 'bench', 'show', 'export', 'list', 'doctor']) {
      const { code, out } = sharedAssay([verb, '--help']);
      expect(code).toBe(0);
      expect(out).toContain('Example');
    }
  });
});
