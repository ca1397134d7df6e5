/** The flags and the texts of what limits and objectives may name, which several verbs share. */
export const costsOption = [
  '--costs <file>',
  'a table of costs: column c of it, or of --table, is table.c in --where and --objective',
] as const;

export const chipOption = [
  '--chip <id>',
  'the small device that fits means in --where and --objective: an id of show --device, or ./mine.json',
] as const;

export const latencyTableOption = [
  '--latency-table <file>',
  'a table written by assay latency, for predictedLatencyMs in --where and --objective',
] as const;
