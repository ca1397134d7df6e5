/** The public API for Node: what touches files and threads. */
export { openData } from './data-source.js';
export { journalInFolder, openJournal, type JournalFile } from './journal-file.js';
export { openScoreCache } from './score-cache-file.js';
export { readOnnxFile, type OnnxFile } from './onnx-file.js';
export { openPlan, type NodePlan, type NodePlanRequest, type OpenOptions } from './open-plan.js';
export { benchProxies, type NodeBenchRequest } from './bench-proxies.js';
export { checkProxies, type NodeCheckRequest } from './check-proxies.js';
export { openScoring, type NodeScoringRequest } from './open-scoring.js';
export { openSearch, type NodeSearchRequest } from './open-search.js';
export { createNodeHost, type NodeHostOptions } from './host.js';
export { readLatencyTable } from './latency-table-file.js';
export { fitLatencyTable } from './fit-latency-table.js';
export { importFile } from './import-file.js';
export { openOrtEngine, type OrtBackend } from './ort-engine.js';
export { readTable } from './read-table.js';
export { openPaperTools, reproducePaper, type NodeReproduceSettings } from './reproduce-paper.js';
export { simulateSearches, type NodeSimulationRequest } from './simulate-searches.js';
