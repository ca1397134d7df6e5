/** The public API without files or threads, the same in Node and a browser. Files, workers and data on disk are in `assay/node`. */
export { AssayError, errorCodes, type ErrorCode, type ErrorKind } from './core/errors.js';
export { createRng, type Rng } from './core/rng.js';
export { frontOf, paretoFront, type FrontObjective } from './core/pareto/index.js';
export * from './core/statistics/index.js';

export type { Architecture, ArchNode, ArchGroup, OpAttrs, OpName, Shape } from './arch/types.js';
export { createArchBuilder, squareConv, squareWindow, type ArchBuilder } from './arch/build.js';
export { checkArchitecture, validateArchitecture } from './arch/validate.js';
export { inferShapes } from './arch/infer.js';
export { devices, type Device } from './arch/memory/devices.js';
export { fitDevice, type DeviceFit, type DeviceNeeds } from './arch/memory/device-fit.js';
export { describeNodes, type NodeRow } from './arch/table.js';
export { countCost, nodeCosts, type Cost, type NodeCost } from './arch/cost.js';
export { canonicalHash } from './arch/canonical.js';
export { parseArchitecture, printArchitecture } from './arch/json.js';
export { toDot } from './arch/dot.js';
export type { PathCounts } from './arch/count-paths.js';
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
export { defaultEffort, effortHelp, type Effort, efforts, type Judgement } from './spaces/judgement.js';
export type { DrawnMany, DrawStream, SearchSpace, SpaceProperties, SpaceDefinition } from './spaces/types.js';
export {
  shrunkSpace,
  type DialRow,
  type ShrinkOptions,
  type ShrunkGenotype,
  type ShrunkSpace,
} from './spaces/shrunk/shrunk-space.js';

export { placesOf } from './spaces/places.js';
export type { DrawnPlace, Place } from './spaces/types.js';

export { proxies } from './proxies/index.js';
export { defineProxy, scored, undefinedScore, type Proxy, type ProxyDomain, type Score } from './proxies/types.js';
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

export type {
  BatchRuntime,
  ForwardJob,
  ForwardRuntime,
  PassBatch,
  Reading,
  ReadingOutcome,
  TapSet,
  TapValue,
} from './runtime/passes/types.js';
export type { TangentRuntime, TangentsResult } from './runtime/passes/tangents.js';
export { initializerIds } from './runtime/weights/definitions.js';
export { createInitializer } from './runtime/weights/index.js';
export { drawWeights } from './runtime/weights/draw-weights.js';
export { createModuleEngine, type ModuleEngineOptions } from './runtime/ort/module-engine.js';
export { productKinds, type Products } from './runtime/passes/products.js';
export { runDevices, type Card, type RunDevice } from './runtime/ort/devices.js';
export type { OrtEngine } from './runtime/ort/types.js';
export type { Dialect } from './onnx/lower/dialect.js';
export { createOrtRuntime } from './runtime/ort/ort-runtime.js';
export { createOrtTangentRuntime } from './runtime/ort/tangents/tangent-runtime.js';
export { referenceRuntime } from './runtime/reference/reference-runtime.js';

export { evaluateArchitectures, type EvaluatedArchitecture, type EvaluateOptions } from './engine/evaluate-architectures.js';
export { quantityIds } from './engine/limits/quantities.js';
export { proxyLevel } from './engine/proxy-level.js';
export { evidenceLevels, type EvidenceLevel, type EvidenceTraits } from './evidence/levels.js';
export type { Evaluation, Images, Plan } from './engine/types.js';
export { createScorer, type Scorer, type ScorerOptions, type ScorerPlan } from './engine/scorer.js';
export type {
  Journal,
  JournalEntry,
  JournalState,
  JournalStore,
  OpenJournalOptions,
  RunSettings,
  ShardSettings,
} from './search/journal/types.js';
export type { Shard } from './engine/shard.js';
export type { Recorder } from './engine/recorder.js';
export { createMemoryJournal, type MemoryJournal } from './search/journal/memory-journal.js';
export type { ScoreCache } from './search/cache/score-cache.js';
export { createMemoryCache } from './search/cache/memory-cache.js';
export { openSearch, type SearchHooks, type SearchRequest, type SearchSession } from './search/open-search.js';
export type {
  FrontArchitecture,
  RankedArchitecture,
  ReportOptions,
  ReportReference,
  SearchFront,
  SearchReport,
  SearchResult,
  TrainedResult,
} from './search/result/result.js';
export type { SearchOutcome } from './search/run-search.js';
export type { SearchRound } from './search/round.js';
export {
  openScoring,
  type ScoredRow,
  type ScoringHooks,
  type ScoringRequest,
  type ScoringResult,
  type ScoringSession,
} from './search/scoring/open-scoring.js';
export { journalTable, type JournalTable } from './search/runs/journal-table.js';
export { openWhatIf, type WhatIf } from './search/what-if/open-what-if.js';
export type { ScoreReferenceOptions, WhatIfRequest } from './search/what-if/request.js';
export type { Change, Look, PlaceChanges, ReferenceRows, Standing } from './search/what-if/types.js';
export { trainArchitecture, type TrainingRequest } from './training/train-architecture.js';
export type {
  EpochRecord,
  LabelledImages,
  OptimizerId,
  ScheduleId,
  StepEvent,
  TrainedOn,
  TrainingData,
  TrainingHooks,
  TrainingResult,
  TrainingSettings,
} from './training/types.js';
export type { Trainer, TrainerCandidate, TrainerOutcome } from './training/trainer.js';
export { createTableTrainer } from './search/training/table-trainer.js';
export type { FinalistEvent, FinalistHooks, TrainedArchitecture } from './search/training/train-finalists.js';
export type { CheckpointStore } from './training/checkpoint/types.js';
export { benchRows, type BenchInput } from './benchmarks/bench-rows.js';
export type { BenchTarget } from './benchmarks/bench-target.js';
export type { PopulationMembers } from './benchmarks/populations.js';
export {
  benchProxies,
  type BenchRequest,
  type BenchResult,
  type BenchRun,
  type BenchScores,
} from './benchmarks/bench-proxies.js';
export { benchReportData } from './search/result/bench-report.js';
export { checkProxies, type CheckHooks, type CheckRequest, type CheckResult, type CheckRow } from './known/check-proxies.js';
export type { KnownRequest } from './known/known-request.js';
export { fitNetworks, type FitRequest, type FitResult } from './known/fit-networks.js';
export { nextNetworks, type NextNetwork, type NextRequest, type NextResult } from './known/next-networks.js';
export { predictorCurve, type CurvePointOfFit, type CurveRequest, type PredictorCurve } from './known/predictor-curve.js';
export { fittedProxy } from './predictor/fitted-proxy.js';
export { parseFitted, printFitted } from './predictor/fitted-json.js';
export type { FitQuality, FittedJudgement } from './predictor/types.js';
export type { BenchInterval, BenchRow, UndefinedPolicy } from './benchmarks/types.js';
export { architectureColumn, joinColumns, type JoinedColumns } from './benchmarks/join-columns.js';
export { numberColumn, textColumn, type Table, type TableColumn, type TableHeader } from './benchmarks/table.js';
export { parseTable } from './benchmarks/parse-table.js';
export { readTableBytes } from './benchmarks/read-table-source.js';
export { fileKind, tellingBytes } from './core/file-kind.js';
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
export { basisWords, figureText, figureVerdict, metricNames } from './reproduce/figure-words.js';
export { isCompared } from './reproduce/within.js';
export { figuresBeside, readFigures } from './reproduce/read-figures.js';
export { findPaper, runPaper, type ReproduceTools } from './reproduce/run-paper.js';
export { createPaperTools, type ReadSource, type ReproduceSettings } from './reproduce/paper-tools.js';
export { tableSources, type TableSource } from './reproduce/tables.js';
export type { FigureResult, Paper, PaperExperiment, PublishedFigure } from './reproduce/types.js';
export { curvesCsv, curvesJson, drawCurves } from './search/simulate/print-curves.js';
export type { Host, OpenedPlan, PlanOptions } from './engine/host.js';
export { createLocalHost, type LocalHostOptions } from './engine/local-host.js';
export type { ProxyGiven, SpaceGiven } from './engine/values.js';
export { searchers } from './searchers/index.js';
export type { Searcher, SearcherDefinition } from './searchers/types.js';
export { drawCellText } from './drawing/cell-text.js';
export { drawCellSvg } from './drawing/cell-svg.js';
export { compactCount } from './core/format-number.js';
export { fullCount, shapeText } from './drawing/quantity.js';
export { niceTicks, tickText } from './drawing/svg/ticks.js';
export { drawingStyles } from './drawing/svg/theme.js';
export { drawArchitectureSvg } from './drawing/architecture-svg.js';
export { drawIntervals, type IntervalChart, type IntervalRow } from './drawing/interval-chart.js';
export { drawLineChart, type ChartMark, type ChartPoint, type ChartSeries, type LineChart } from './drawing/line-chart.js';
export { describeArchitecture } from './search/describe/describe-architecture.js';
export type { Part } from './arch/parts.js';
export type { ArchitectureFacts, DescribeRequest } from './search/describe/types.js';
export { exportArchitecture } from './search/export/export-architecture.js';
export { exportFormats, type Exported, type ExportFormat, type ExportRequest } from './search/export/types.js';
export { renderReport, reportParts, type ReportParts } from './report/render-report.js';
export { shellLine } from './core/shell-line.js';
export { choicesOf, searchArguments, type SearchChoices } from './search/command-line.js';
export { differingSettings, type SettingRow } from './search/journal/settings.js';
export { layOver, type LaidOver, type RunCurve } from './search/runs/lay-over.js';
export { readRun, type ReadRun } from './search/runs/read-run.js';
export { expectedEvaluations } from './search/runs/run-progress.js';
export type { RunRow, RunState } from './search/runs/types.js';
export type { ReportData } from './report/types.js';

// Types that the signatures above use.
export type { BestOrder } from './arch/memory/best-order.js';
export type { NumberBits } from './arch/memory/footprint.js';
export type { TopologyScale } from './arch/graph-topology.js';
export type { Parameter } from './arch/parameters.js';
export type { InputPort, Shares, WindowAttrs } from './arch/types.js';
export type { OnBytes } from './benchmarks/import/opened-import.js';
export type { ColumnMeaning, ImportContext, ImportedRow, Importer } from './benchmarks/import/types.js';
export type { ManifestColumn, TableManifest } from './benchmarks/table-manifest.js';
export type { ColumnChoice } from './benchmarks/parquet-table.js';
export type { SyncByteSource } from './core/byte-source.js';
export type { OptionSpec, OptionSpecs, OptionValues } from './core/options.js';
export { openDefinedSpace } from './spaces/open-defined-space.js';
export type { Goal } from './core/pareto/pareto-front.js';
export type { SeekableRng } from './core/rng.js';
export type { ArchitectureSvgOptions } from './drawing/architecture-svg.js';
export type { CellSvgOptions } from './drawing/cell-svg.js';
export type { CellTextOptions } from './drawing/cell-text.js';
export type { DrawingTheme } from './drawing/svg/theme.js';
export type { DataRecipe, SharedData } from './engine/data/source.js';
export { boundText, limitBounds, meetsBound, type LimitBound } from './engine/limits/limit-bounds.js';
export type { LimitCounts, Limits, SeenRange } from './engine/limits/limits.js';
export type { Quantity } from './engine/limits/quantities.js';
export type { ImageNeeds, PlanRequest, ResolvedPlan, ResolvedProxy } from './engine/plan.js';
export type { ScanBlock, ScanRequest, ScanResult, ScanRunner } from './engine/scan/types.js';
export type { Progress } from './engine/stream.js';
export type {
  CallSizes,
  Candidate,
  Job,
  KnownGenotype,
  Maker,
  Registry,
  Runner,
  Runners,
  WeightedArchitecture,
} from './engine/types.js';
export type {
  Evidence,
  EvidenceAnswer,
  EvidenceKind,
  EvidenceRequest,
  EvidenceResults,
  ScoreSettings,
} from './evidence/types.js';
export type { OpenBeside } from './onnx/import/tensor-values.js';
export type { Tail, UnsupportedNode } from './onnx/import/translate.js';
export type { Combination, Scale, WeightedColumn } from './proxies/combine/types.js';
export type { ProxyContext } from './proxies/types.js';
export type { InitialValues } from './pytorch/op-code.js';
export type { PyTorchOptions, StateKey } from './pytorch/to-pytorch.js';
export type { Acquisition } from './known/acquisition.js';
export type { CellVocabulary } from './predictor/features/cell-features.js';
export type { FeatureScale } from './predictor/features/scaling.js';
export type { FeatureRecipe } from './predictor/features/types.js';
export type { RegressorId, Settings } from './predictor/regressors/types.js';
export type { Verdict, VerdictKind } from './known/verdict.js';
export type {
  ReportBest,
  ReportCorrelation,
  ReportBroken,
  ReportExports,
  ReportLimit,
  ReportObjective,
  ReportPoints,
  ReportProxy,
  ReportShown,
  ReportEpoch,
  ReportTable,
  ReportTrained,
  ReportTraining,
  ReportTrajectory,
} from './report/types.js';
export type { OpenedTable } from './reproduce/scored.js';
export type {
  CorrelationExperiment,
  CorrelationMetric,
  FigureBasis,
  GuidedSearchExperiment,
  InputKind,
  Metric,
  SearchMetric,
  SelectionExperiment,
} from './reproduce/types.js';
export type { Labels } from './runtime/images.js';
export type { HeldOut } from './runtime/latency/held-out.js';
export type { LatencyTable } from './runtime/latency/latency-table.js';
export type { CoarseTime, OperatorTable } from './runtime/latency/operator-table.js';
export type { LatencyMachine, LatencyRequest, LatencyResult } from './runtime/latency/types.js';
export type { Arithmetic, ConstantRequest, ConstantResult } from './runtime/one-channel/types.js';
export type { OrtModule } from './runtime/ort/module-engine.js';
export type { OrtElements, OrtInput, OrtOutput, OrtSession, SessionFavour } from './runtime/ort/types.js';
export type { TangentJob, TangentsRequest } from './runtime/passes/tangents.js';
export type {
  GradientReading,
  Loss,
  NormMode,
  PassInput,
  PassRequest,
  PassResult,
  ReadingValues,
  SampleSet,
  WeightMeasure,
} from './runtime/passes/types.js';
export type { Initializer } from './runtime/weights/types.js';
export type { LayerWeights, WeightsRequest, WeightsResult } from './runtime/weights/weights-request.js';
export type { Candidates } from './search/candidates.js';
export type { Column } from './core/column.js';
export type { TextSet } from './core/text-set.js';
export type { DoneEntry, DrawEntry, EvaluationEntry, HeaderEntry, PortionEntry } from './search/journal/types.js';
export type { Objective } from './search/objectives.js';
export type { Front } from './search/result/front.js';
export type { Ranking } from './search/result/ranking.js';
export type { CorrelationLine } from './search/result/search-report.js';
export type { SearchDraws, SearchOptions } from './search/run-search.js';
export type { ItemCosts } from './search/scoring/item-costs.js';
export type { ScoreRanking } from './search/scoring/score-report.js';
export type { Item, ModelOptions } from './search/scoring/types.js';
export type { Training } from './search/simulate/simulate.js';
export type { CurvePoint } from './search/simulate/simulated-curve.js';
export type { SearchStep } from './search/stopwatch.js';
export type { Register } from './searchers/register.js';
export type { Ask, SearchDomain, SearcherRequest, SearcherSetup, SearcherState, Outcome } from './searchers/types.js';
export type { ConvOptions, PoolOptions } from './spaces/define-space/layers.js';
export type { CellOp, Choice, Choices, Chosen, ImageShape, SpaceHeader } from './spaces/define-space/types.js';
