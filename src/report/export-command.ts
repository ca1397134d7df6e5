/** The command that writes an architecture of a report as a model. */
import { shellLine } from '../core/shell-line.js';
import type { ReportData } from './types.js';

/** Undefined where a report does not say of what its architectures are. */
export function exportCommand({ exports }: Pick<ReportData, 'exports'>, architecture: string): string | undefined {
  if (exports === undefined) return undefined;
  const { space, names } = exports;
  if (names !== undefined && !names.includes(architecture)) return undefined;
  return shellLine([
    'assay',
    'export',
    architecture,
    ...(space === undefined ? [] : ['--space', space]),
    '--to',
    'onnx',
    '--out',
    'network.onnx',
  ]);
}
