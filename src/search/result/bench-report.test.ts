import { describe, expect, it } from 'vitest';
import { benchProxies } from '../../benchmarks/bench-proxies.js';
import { parseTable } from '../../benchmarks/parse-table.js';
import { createRng } from '../../core/rng.js';
import { renderReport } from '../../report/render-report.js';
import { openSpace } from '../../spaces/index.js';
import { benchReportData } from './bench-report.js';

describe('benchReportData', () => {
  const space = openSpace('nas-bench-201');
  const rng = createRng(7, 'bench report');
  const cells = [...new Set(Array.from({ length: 30 }, () => space.encode(space.sample(rng))))];
  const text = ['arch,acc', ...cells.map((cell, i) => `${cell},${i === 3 ? '' : (50 + i) / 1.5}`)].join('\n');

  it('puts every score against the accuracies, with the correlations of the bench', async () => {
    const table = parseTable(text, 'cells.csv');
    const result = await benchProxies('nas-bench-201', { table, targets: ['acc'], proxies: ['sed'] });
    const data = await benchReportData(result, 5);
    expect(data.title).toBe('assay bench nas-bench-201');
    expect([...data.points.archs]).toEqual(cells);
    expect(data.proxies.map(({ key }) => key)).toEqual(['sed']);
    expect(data.best).toHaveLength(5);
    const [accuracies] = data.tables ?? [];
    expect(accuracies?.accuracies[3]).toBeNull();
    expect(accuracies?.accuracies[4]).toBe(54 / 1.5);
    expect(accuracies?.correlations.map(({ proxy, spearman, n }) => [proxy, spearman, n])).toEqual(
      result.rows.map(({ proxy, spearman, n }) => [proxy, spearman, n]),
    );
    expect(data.settings).toContainEqual(['architectures', `${cells.length} architectures of cells.csv`]);
    const page = renderReport(data);
    expect(page.includes('Score against accuracy')).toBe(true);
    expect(data.notes).toContain('acc: 1 architecture without an accuracy is left out');
  });

  it('has the combination of the bench, and works with sizes alone', async () => {
    const table = parseTable(text, 'cells.csv');
    const combined = await benchProxies('nas-bench-201', {
      table,
      targets: ['acc'],
      proxies: ['sed', 'params'],
      combine: 'log-rank',
    });
    expect((await benchReportData(combined)).combination?.text).toBe('log-rank');
    const sizes = await benchProxies('nas-bench-201', { table, targets: ['acc'], proxies: ['params'] });
    expect((await benchReportData(sizes)).tables?.[0]?.correlations.map(({ proxy }) => proxy)).toEqual(['params', 'macs']);
  });
});
