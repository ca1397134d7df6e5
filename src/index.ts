/** The public API: everything pure, the same in Node and a browser. Files, workers and data on disk: `assay/node`. */
export { AssayError, errorCodes, type ErrorCode, type ErrorKind } from './core/errors.js';
export { createRng, type Rng } from './core/rng.js';
export { paretoFront } from './core/pareto/index.js';
export * from './core/statistics/index.js';

export type { Architecture, ArchNode, ArchGroup, OpAttrs, OpName, Shape } from './arch/types.js';
export { createArchBuilder, squareConv, squareWindow, type ArchBuilder } from './arch/build.js';
export { checkArchitecture, validateArchitecture } from './arch/validate.js';
export { inferShapes } from './arch/infer.js';
export { countCost, nodeCosts, type Cost, type NodeCost } from './arch/cost.js';
export { canonicalHash } from './arch/canonical.js';
export { parseArchitecture, printArchitecture } from './arch/json.js';
export { toDot } from './arch/dot.js';
export type { CellTopology, Topology, TopologyEdge, TopologyOp } from './arch/topology.js';
export { graphTopology } from './arch/graph-topology.js';
export { valuesOf, type TensorValues, type Weights } from './arch/weights.js';

export { bytesSource, type ByteSource } from './core/byte-source.js';
export { readOnnx, type OnnxReading, type ReadOnnxOptions } from './onnx/read.js';
export { writeOnnx, type WriteOnnxOptions } from './onnx/write.js';
export { toPyTorch, type PyTorchModule } from './pytorch/to-pytorch.js';
export { stateDictOf } from './pytorch/state-dict.js';
export { writeSafetensors, type NamedTensor } from './pytorch/write-safetensors.js';

export { openSpace, spaces } from './spaces/index.js';
export { defineSpace, type SpacePlan } from './spaces/define-space/define-space.js';
export type { Layers } from './spaces/define-space/layers.js';
export type { CellPlan, ChainPlan, ChoicePlan } from './spaces/define-space/types.js';
export type { SearchSpace, SpaceDefaults, SpaceDefinition } from './spaces/types.js';

export { proxies } from './proxies/index.js';
export { defineProxy, scored, undefinedScore, type Proxy, type Score } from './proxies/types.js';
export {
  scoreSed,
  sedOfCell,
  sedPresets,
  type SedParts,
  type SedPreset,
  type SedStrategy,
  type SedValue,
} from './proxies/sed.js';
export { combineScores, combinations, type Combined, type ScoreColumn } from './proxies/combine/index.js';

export type { ForwardJob, ForwardRuntime, Reading, ReadingOutcome, TapSet, TapValue } from './runtime/passes/types.js';
export type { TangentRuntime, TangentsResult } from './runtime/passes/tangents.js';
export { createInitializer } from './runtime/weights/index.js';
export { createModuleEngine, type ModuleEngineOptions } from './runtime/ort/module-engine.js';
export type { OrtEngine } from './runtime/ort/types.js';
export { createOrtRuntime } from './runtime/ort/ort-runtime.js';
export { createOrtTangentRuntime } from './runtime/ort/tangents/tangent-runtime.js';
export { referenceRuntime } from './runtime/reference/reference-runtime.js';

export type { Evaluation, Images, Plan } from './engine/types.js';
export { createScorer, type Scorer, type ScorerOptions, type ScorerPlan } from './engine/scorer.js';
export type {
  Journal,
  JournalEntry,
  JournalState,
  JournalStore,
  OpenJournalOptions,
  RunSettings,
} from './search/journal/types.js';
export { createMemoryJournal, type MemoryJournal } from './search/journal/memory-journal.js';
export type { ScoreCache } from './search/cache/score-cache.js';
export { createMemoryCache } from './search/cache/memory-cache.js';
export { openSearch, type SearchHooks, type SearchRequest, type SearchSession } from './search/open-search.js';
export type {
  FrontArchitecture,
  RankedArchitecture,
  ReportOptions,
  SearchFront,
  SearchReport,
  SearchResult,
} from './search/result/result.js';
export type { SearchOutcome, SearchRound } from './search/run-search.js';
export {
  openScoring,
  type ScoredRow,
  type ScoringHooks,
  type ScoringRequest,
  type ScoringResult,
  type ScoringSession,
} from './search/scoring/open-scoring.js';
export { benchProxies, type BenchRequest, type BenchResult } from './benchmarks/bench-proxies.js';
export type { BenchInterval, BenchRow, UndefinedPolicy } from './benchmarks/types.js';
export type { Table, TableColumn, TableHeader } from './benchmarks/table.js';
export { parseTable } from './benchmarks/parse-table.js';
export {
  importOpened,
  importTroubles,
  usableTables,
  type CollectedTable,
  type Imported,
  type ImportedTable,
  type ImportFile,
  type ImportInput,
  type ImportOptions,
  type OpenedImport,
  type SourceFacts,
  type UsableTables,
} from './benchmarks/import/index.js';
export { fitLatencyTable, type LatencyFit, type LatencyFitRequest } from './engine/fit-latency-table.js';
export {
  simulateSearches,
  type SimulatedSearcher,
  type SimulationRequest,
  type SimulationResult,
} from './search/simulate/simulate-searches.js';
export { papers } from './reproduce/papers/index.js';
export { findPaper, runPaper, type ReproduceTools } from './reproduce/run-paper.js';
export { createPaperTools, type ReadSource, type ReproduceSettings } from './reproduce/paper-tools.js';
export type { TableSource } from './reproduce/tables.js';
export type { FigureResult, Paper, PaperExperiment, PublishedFigure } from './reproduce/types.js';
export { curvesCsv, curvesJson, drawCurves } from './search/simulate/print-curves.js';
export type { Host, OpenedPlan, PlanOptions } from './engine/host.js';
export { createLocalHost, type LocalHostOptions } from './engine/local-host.js';
export type { ProxyGiven, SpaceGiven } from './engine/values.js';
export { searchers } from './searchers/index.js';
export type { Searcher, SearcherDefinition } from './searchers/types.js';
export { drawCellText } from './drawing/cell-text.js';
export { drawCellSvg } from './drawing/cell-svg.js';
export { drawArchitectureSvg } from './drawing/architecture-svg.js';
export { renderReport } from './report/render-report.js';
export type { ReportData } from './report/types.js';
