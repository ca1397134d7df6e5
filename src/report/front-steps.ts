import type { ReportData } from './types.js';

/** The front's points with those equal in score and MACs put together, from few MACs to many. */
export function frontSteps({ front, points }: ReportData): number[][] {
  const steps = new Map<string, number[]>();
  for (const i of front.toSorted((a, b) => points.macs[a] - points.macs[b] || a - b)) {
    const key = `${points.macs[i]} ${points.combined[i]}`;
    const step = steps.get(key);
    if (step === undefined) steps.set(key, [i]);
    else step.push(i);
  }
  return [...steps.values()];
}
