import type { Column } from '../core/column.js';
import type { ReportData, ReportObjective } from './types.js';

const scoreAndMacs: readonly ReportObjective[] = [
  { text: 'score', goal: 'max', column: { kind: 'combined' } },
  { text: 'macs', goal: 'min', column: { kind: 'macs' } },
];

/** The objectives of the front: those of the request, or combined score and MACs. */
export function frontObjectives({ frontObjectives: asked }: ReportData): readonly ReportObjective[] {
  return asked ?? scoreAndMacs;
}

/** The values of an objective, one a point. */
function objectiveValues({ points }: ReportData, { column }: ReportObjective): Column<number | null> {
  switch (column.kind) {
    case 'proxy':
      return points.scores[column.id] ?? [];
    case 'quantity':
      return points.quantities?.[column.id] ?? [];
    default:
      return points[column.kind];
  }
}

/** The points of the front, grouped if they are equal in all objectives, in ascending order of the second objective. */
export function frontSteps(data: ReportData): [number, ...number[]][] {
  const values = frontObjectives(data).map((objective) => objectiveValues(data, objective));
  const along = values[1] ?? values[0] ?? [];
  const steps = new Map<string, [number, ...number[]]>();
  for (const i of data.front.toSorted((a, b) => (along.at(a) ?? 0) - (along.at(b) ?? 0) || a - b)) {
    const key = values.map((column) => column.at(i)).join(' ');
    const step = steps.get(key);
    if (step === undefined) steps.set(key, [i]);
    else step.push(i);
  }
  return [...steps.values()];
}
