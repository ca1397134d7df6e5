export { benchRows } from './bench-rows.js';
export { readTargets, targetColumns, type BenchTarget } from './bench-target.js';
export { alignTarget, canonicalText, indexArchitectures, joinTable } from './join-table.js';
export { everyone } from './populations.js';
export { recognizeTable } from './table-formats.js';
export { type Table } from './table.js';
export { manifestNotes, tableNotes } from './table-notes.js';
