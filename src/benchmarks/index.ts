export { benchRows, type BenchInput } from './bench-rows.js';
export { readTargets, type BenchTarget } from './bench-target.js';
export { benchLegend, formatBench } from './format-bench.js';
export { alignTarget, indexArchitectures, joinTable, type TableIndex, type TableJoin } from './join-table.js';
export { everyone, populations, selectPopulation, type Population, type PopulationMembers } from './populations.js';
export type { TableFormat, TargetColumn } from './table-format.js';
export { recognizeTable, tableFormats } from './table-formats.js';
export { hasColumn, numberColumn, parseTable, textColumn, type Table } from './table.js';
export type { BenchInterval, BenchRow, UndefinedPolicy } from './types.js';
