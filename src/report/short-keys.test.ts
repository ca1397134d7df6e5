import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { renderReport } from './render-report.js';
import { withShortKeys } from './short-keys.js';
import type { ReportData } from './types.js';

/** The sample with other keys of its two proxies. */
function keyed(first: string, second: string): ReportData {
  const text = JSON.stringify(sampleReport(6)).replaceAll('"first"', JSON.stringify(first));
  const data = JSON.parse(text.replaceAll('"second:x=1"', JSON.stringify(second))) as ReportData;
  return { ...data, best: data.best.map((one) => ({ ...one, effects: [{ name: `${first} mean`, effect: 1 }] })) };
}

describe('keys of files in a report', () => {
  it('lose their folders wherever they stand', () => {
    const html = renderReport(keyed('fitted:/home/my runs/deep/judge.json', './mine/proxy.mjs:power=2'));
    const page = html.slice(0, html.indexOf('<script>'));
    for (const folder of ['my runs', './mine']) expect(page.includes(folder)).toBe(false);
    const short = withShortKeys(keyed('fitted:C:\\runs\\judge.json', '../proxy.mjs:power=2'));
    expect(short.proxies.map(({ key }) => key)).toEqual(['fitted:judge.json', 'proxy.mjs:power=2']);
    expect(Object.keys(short.points.scores)).toEqual(['fitted:judge.json', 'proxy.mjs:power=2']);
    expect(Object.keys(short.best[0]?.scores ?? {})).toEqual(['fitted:judge.json', 'proxy.mjs:power=2']);
    expect(short.best[0]?.effects).toEqual([{ name: 'fitted:judge.json mean', effect: 1 }]);
    expect(short.tables?.[0]?.correlations[0]?.proxy).toBe('fitted:judge.json');
    expect(short.undefinedScores?.[0]?.key).toBe('fitted:judge.json');
  });

  it('keep them where two files have one name, and where there is no file', () => {
    const two = keyed('fitted:a/judge.json', 'fitted:b/judge.json');
    expect(withShortKeys(two)).toBe(two);
    const plain = keyed('sed:preset=entropy', 'epsilon:batch=8');
    expect(withShortKeys(plain)).toBe(plain);
  });
});
