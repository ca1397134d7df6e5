import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../../test/sample-report.js';
import { expectWellFormed } from '../../../test/well-formed.js';
import { renderReport } from '../render-report.js';
import { comparisonSection } from './comparison.js';

const sample = { ...sampleReport(3), tables: [] };

describe('a report of a few architectures', () => {
  it('compares them in a table instead of plots', () => {
    const report = renderReport(sample);
    expect(report).not.toContain('<figure class="plot"');
    expect(report).toContain('<h2>Side by side</h2>');
    expect(report).not.toContain('A plot says');
    expect(renderReport({ ...sampleReport(9), tables: [] })).toContain('<figure class="plot"');
  });

  it('marks limits in the bars, and lists what breaks them last', () => {
    const section = comparisonSection({
      ...sample,
      limits: [{ column: { kind: 'macs' }, value: 2 * Math.max(...sample.points.macs), text: 'macs<many' }],
      broken: [
        { arch: 'too <large>', params: 5, macs: 4 * Math.max(...sample.points.macs), quantities: {}, scores: { first: 0.25 } },
      ],
    });
    const text = section?.markup ?? '';
    expectWellFormed(text.replaceAll('<wbr>', ''));
    expect(text).toContain('macs<many'.replace('<', '&lt;'));
    expect(text.match(/<svg class="bar"/g)).toHaveLength(2 * 4);
    // Each bar of MACs has the mark, in the middle of the longest.
    expect(text.match(/<path d="M50.0 0V10"/g)).toHaveLength(4);
    expect(text).toContain('<rect width="100.0"');
    expect(text.indexOf('too ')).toBeGreaterThan(text.lastIndexOf('yes'));
    expect(text).toContain('0.25');
  });

  it('says nothing where nothing was scored', () => {
    const none = { archs: [], scores: {}, combined: [], params: [], macs: [] };
    expect(comparisonSection({ ...sample, points: none, best: [], front: [] })).toBe(undefined);
  });
});
