/** Simulated curves as files: CSV, JSON and an SVG chart. */
import { requireList } from '../../core/require-shape.js';
import { plural } from '../../core/plural.js';
import { drawLineChart } from '../../drawing/line-chart.js';
import type { SimulatedSearcher } from './simulate-searches.js';

/** One line a searcher and moment. */
export function curvesCsv(searchers: readonly SimulatedSearcher[]): string {
  requireList('searchers', 'the searchers of a simulation', searchers);
  const rows = searchers.flatMap(({ searcher, curve }) =>
    curve.map((point) =>
      [searcher, point.hours, point.runs, point.mean, point.deviation, point.low, point.median, point.high].join(','),
    ),
  );
  return `${['searcher,hours,runs,mean,deviation,q25,median,q75', ...rows].join('\n')}\n`;
}

/** The curves without their trainings. */
export function curvesJson(searchers: readonly SimulatedSearcher[]): string {
  requireList('searchers', 'the searchers of a simulation', searchers);
  return `${JSON.stringify(
    searchers.map(({ searcher, curve }) => ({ searcher, curve })),
    null,
    1,
  )}\n`;
}

/**
 * Medians and quartiles of the best so far against simulated hours, as SVG.
 * @param report the name of the reported accuracy.
 */
export function drawCurves(searchers: readonly SimulatedSearcher[], report: string): string {
  requireList('searchers', 'the searchers of a simulation', searchers);
  return drawLineChart({
    title: `${report} of the best so far, ${plural(searchers[0]?.runs.length ?? 0, 'run')} each`,
    x: 'simulated hours of training',
    y: `${report}: median and quartiles`,
    yLow: Math.min(...searchers.flatMap(({ curve }) => curve.slice(Math.floor(curve.length / 10)).map(({ low }) => low))),
    series: searchers.map(({ searcher, curve }) => ({
      name: searcher,
      points: curve.map(({ hours, median, low, high }) => ({ x: hours, y: median, low, high })),
    })),
  });
}
