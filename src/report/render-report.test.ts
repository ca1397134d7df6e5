import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { clientScript, clientScriptHash } from './client.generated.js';
import { packPayload, type Payload } from './payload.js';
import { renderReport } from './render-report.js';
import { unpackText } from './text-dictionary.js';
import { unframeCell } from './unframe-cell.js';

const count = (text: string, part: string): number => text.split(part).length - 1;

function embedded(report: string): Payload {
  const [, json] = report.split('<script type="application/json" id="points">');
  return JSON.parse(json.slice(0, json.indexOf('</script>'))) as Payload;
}

describe('renderReport', () => {
  let report = '';
  const data = sampleReport(300);
  beforeAll(() => {
    report = renderReport(data);
  });

  it('has every section', () => {
    for (const id of ['best', 'scores', 'front', 'accuracy', 'notes']) expect(report).toContain(`<section id="${id}">`);
    expect(report).toContain('<title>A sample</title>');
    expect(report).toContain('rank(first) + 0.2 rank(second)');
    expect(report).toContain('Chosen on nothing.');
    expect(report).toContain('<dt>Seed</dt><dd>1</dd>');
  });

  it('draws a cell for each of the best and of the front', () => {
    expect(count(report, '<svg class="assay-drawing"')).toBe(1 + 10 + 3);
    expect(count(report, '<figure class="plot"')).toBe(3 + 3);
  });

  it('asks the network for nothing, and says so to the browser', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(report) as RegExpExecArray;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/http|\*|connect-src|unsafe-eval/);
    const [head] = report.split('<script type="application/json"');
    expect(head).not.toMatch(/https?:|url\(|@import|<link|<iframe|<img|\ssrc=/i);
  });

  it('lets only its own script run, and only from its own bytes', () => {
    expect(createHash('sha256').update(clientScript).digest('base64')).toBe(clientScriptHash);
    expect(report).toContain(`script-src 'sha256-${clientScriptHash}'`);
    expect(count(report, '<script')).toBe(2);
    expect(count(report, '</script>')).toBe(2);
    expect(report).toContain(`<script>${clientScript}</script>`);
    expect(clientScript).not.toMatch(/<\/script|<!--/i);
  });

  it('carries every point, readable again', () => {
    const payload = embedded(report);
    expect(payload.archs.texts.map((text) => unpackText(text, payload.archs.words))).toEqual(data.points.archs);
    expect(payload.columns.map(({ values }) => values.length)).toEqual(Array(8).fill(300));
    expect(payload.columns[0].values.filter((value) => value === null)).toHaveLength(6);
    expect(payload.best.map((i) => data.points.archs.at(i))).toEqual(data.best.map(({ arch }) => arch));
    const { frame, codes } = payload.cells as NonNullable<Payload['cells']>;
    const sorted = (cell: { edges: readonly { from: number; to: number }[] } | null | undefined): unknown =>
      cell?.edges.toSorted((a, b) => a.to - b.to || a.from - b.from);
    expect(sorted(unframeCell(frame, codes[123])?.cell)).toEqual(sorted(data.points.cells?.at(123)));
  });

  it('counts undefined scores and gives their reasons', () => {
    expect(report).toContain('first is undefined for 6 of 300: no path (1).');
    expect(report).toContain('second:x=1 is undefined for 100 of 300.');
  });

  it('marks a proxy with a note wherever its name stands', () => {
    expect(count(report, 'href="#note-0"')).toBeGreaterThanOrEqual(4);
    expect(report).toContain('A reconstruction.');
    expect(embedded(report).columns[0].title).toBe('first¹');
    expect(embedded(report).columns[1].title).toBe('second:x=1');
  });

  it('prints correlations with three decimals and no negative zero', () => {
    expect(report).toContain('<strong>0.900</strong>');
    expect(report).not.toContain('−0.000');
  });

  it('gives equal bytes for equal data', () => {
    expect(renderReport(sampleReport(300))).toBe(report);
  });

  it('leaves out accuracy without a table, and drawings without cells', () => {
    const { tables: _, ...rest } = sampleReport(20);
    const { cells: __, ...points } = rest.points;
    const plain = renderReport({
      ...rest,
      points,
      best: rest.best.map((best) => ({ ...best, cell: null })),
      proxies: rest.proxies.slice(0, 1),
    });
    expect(plain).not.toContain('<section id="accuracy">');
    expect(plain).not.toContain('<svg class="assay-drawing"');
    expect(count(plain, '<figure class="plot"')).toBe(3);
  });

  it('renders a run without any result', () => {
    const nothing = sampleReport(0, { best: [], front: [], tables: [] });
    expect(renderReport(nothing)).toContain('0 architectures');
  });
});

describe('a hostile architecture string', () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror="alert('2')">&lt;`;
  const sample = sampleReport(30);
  const scores = Object.fromEntries(Object.entries(sample.points.scores).map(([key, column]) => [evil + key, column]));
  const points = { ...sample.points, scores, archs: [evil, ...[...sample.points.archs].slice(1)] };
  const report = renderReport({
    ...sample,
    title: evil,
    points,
    best: [{ ...sample.best[0], arch: evil }],
    front: [0],
    notes: [evil],
    settings: [[evil, evil]],
    steps: [{ name: evil, seconds: 1 }],
    space: { id: evil, optionsText: evil },
    proxies: sample.proxies.map((proxy) => ({ ...proxy, key: evil + proxy.key, title: evil, note: evil })),
    tables: (sample.tables ?? []).map((table) => ({ ...table, target: evil, label: evil })),
    undefinedScores: [{ key: 'first', reason: evil, count: 1 }],
  });

  it('stays text everywhere', () => {
    expect(count(report, '<script')).toBe(2);
    expect(count(report, '</script>')).toBe(2);
    expect(report).not.toMatch(/<img/i);
    expect(report).not.toMatch(/<[^>]*\sonerror="/);
  });

  it('is shown as it was given', () => {
    expect(unpackText(embedded(report).archs.texts[0], embedded(report).archs.words)).toBe(evil);
    expect(report).toContain('&lt;/script&gt;&lt;script&gt;');
  });
});

describe('a report of all 15,625 cells', () => {
  it('stays under 3 MB with two scores and three tables', () => {
    expect(Buffer.byteLength(renderReport(sampleReport(15_625)))).toBeLessThan(3_000_000);
  });

  it('rounds to nine digits in the data for the plots only', () => {
    const value = 1234.56789012345;
    const sample = sampleReport(1, { best: [], front: [] });
    const payload = packPayload({ ...sample, points: { ...sample.points, combined: [value] } });
    expect(payload.columns.find(({ role }) => role === 'combined')?.values).toEqual([1234.56789]);
  });

  it('shows how a search went, and the front of what was asked for', () => {
    const sample = sampleReport(20);
    const page = renderReport({
      ...sample,
      points: { ...sample.points, quantities: { watts: Array.from(sample.points.macs, (macs) => macs / 1e6) } },
      frontObjectives: [
        { text: 'score', goal: 'max', column: { kind: 'combined' } },
        { text: 'watts', goal: 'min', column: { kind: 'quantity', id: 'watts' } },
      ],
      trajectory: {
        best: [
          { evaluations: 1, combined: 2 },
          { evaluations: 7, combined: 11.5 },
        ],
        around: [{ evaluations: 20, low: 1, median: 2, high: 3 }],
      },
    });
    expect(page).toContain('The best was found at evaluation 7 of 20. 100 % is the best of the complete run.');
    expect(page).toContain('Combined score and watts: the Pareto front');
    expect(page).toContain('data-x="quantity watts"');
    expect(renderReport(sample)).not.toContain('id="trajectory"');
  });

  it('says what raises and lowers the best, and nothing where it is not known', () => {
    const data = sampleReport(20);
    expect(renderReport(data)).not.toContain('What raises and lowers them');
    const effects = [
      { name: 'first rank', effect: 1.5 },
      { name: 'second', effect: -0.25 },
    ];
    const page = renderReport({ ...data, best: data.best.map((best) => ({ ...best, effects })) });
    expect(page).toContain('What raises and lowers them');
    expect(page).toMatch(/<strong>\+1\.50<\/strong><\/td><td class="number" style="color:var\(--mark\)">−0\.25</);
  });
});
