/** `assay search <space>`: proposes, scores, combines, prints the best and writes the run's folder (journal, scores, report). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { plural } from '../core/plural.js';
import { dataError, usageError } from '../core/errors.js';
import { createLimits } from '../engine/limits/limits.js';
import { quantityIds } from '../engine/limits/quantities.js';
import { measuredEvidence, wholeNetworkEvidence } from '../engine/plan.js';
import { journalName, openJournal } from '../platform/node/journal-file.js';
import { openAnySpace } from '../platform/node/load-space.js';
import { openPlan, type OpenedPlan } from '../platform/node/open-plan.js';
import { openScoreCache } from '../platform/node/score-cache-file.js';
import { writeWhole } from '../platform/node/files.js';
import { combineScores, parseCombination } from '../proxies/combine/index.js';
import { searchers } from '../searchers/index.js';
import { openSearcher } from '../searchers/open-searcher.js';
import { parseObjectives } from '../search/objectives.js';
import type { EvidenceKind } from '../proxies/types.js';
import { runSearch, type SearchOutcome } from '../search/run-search.js';
import { withScoreCache } from '../search/cache/score-cache.js';
import type { RunSettings } from '../search/journal/types.js';
import { finalistsOf } from './finalists.js';
import { addRunOptions, collectList, planOf, readInteger, readNumber } from './run-options.js';
import { interruptible } from './interrupt.js';
import { formatCount, formatSeconds, print, say } from './output.js';
import { rankCandidates } from './ranking.js';
import { patientLimits } from './reporting-limits.js';
import { printSearch } from './search-output.js';
import { openCosts, withMeasured, type SearchCosts } from './search-costs.js';
import { searchProgress } from './search-progress.js';
import { searchReport } from './search-report.js';
import { checkNumbers, learns, proxyTexts, runFolder, searcherText, type SearchCommandOptions } from './search-settings.js';
import { scoresCsv } from './scores-csv.js';
import { version } from './version.js';

/** The combination asked for; the space's own when its proxies were chosen; equal weights otherwise. */
function combinationText(asked: string | undefined, { resolved }: OpenedPlan): string {
  if (asked !== undefined) return asked;
  const own = resolved.space?.defaults.combine ?? 'rank-sum';
  const judges = resolved.proxies.filter(({ proxy }) => !measuredEvidence.has(proxy.evidence));
  const ids = judges
    .map(({ proxy }) => proxy.id)
    .sort()
    .join();
  if (Object.keys(parseCombination(own).weights).sort().join() === ids) return own;
  // What is measured is a cost: it counts in the score only where it is named, or there is nothing else.
  const isAmbiguous = new Set(judges.map(({ proxy }) => proxy.id)).size < judges.length;
  if (judges.length === resolved.proxies.length || judges.length === 0 || isAmbiguous) return 'rank-sum';
  return ['rank-sum', ...judges.map(({ proxy }) => `${proxy.id}=1`)].join(':');
}

/** What decides scores besides the plan: who runs networks, and where time is measured. Loaded only when something is run there. */
async function provenanceOf(
  { resolved: { proxies } }: OpenedPlan,
  needsEngine: boolean,
): Promise<{ readonly engine?: string; readonly machine?: string }> {
  const reads = (kinds: ReadonlySet<EvidenceKind>): boolean =>
    proxies.some(({ requests }) => requests.some(({ kind }) => kinds.has(kind)));
  const measured = reads(measuredEvidence)
    ? (await (await import('../platform/node/latency-meter.js')).openLatencyMeter()).machine
    : undefined;
  return {
    ...(needsEngine && reads(wholeNetworkEvidence)
      ? { engine: (await (await import('../platform/node/ort-engine.js')).openOrtEngine()).title }
      : {}),
    ...(measured === undefined ? {} : { machine: `${measured.device}, ${measured.engine}` }),
  };
}

/**
 * Milliseconds that a timed search keeps back for ranking, the report and the output: they take about as long as starting up did, being code
 * that runs for the first time too. A fifth of what is left goes to the search all the same.
 */
function closing(setUp: number, seconds: number): number {
  return Math.min(Math.max(150, setUp), 0.8 * (1000 * seconds - setUp));
}

/** What a time limit left out without being asked to. */
function leftOut({ proxy, seconds }: SearchCommandOptions, defaults: readonly string[], chosen: readonly string[]): string[] {
  const missing = proxy === undefined ? defaults.filter((text) => !chosen.includes(text)) : [];
  return missing.length === 0
    ? []
    : [
        `--seconds ${seconds} is too short to run networks: ${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} left out (name ${missing.length === 1 ? 'it' : 'them'} with --proxy to have ${missing.length === 1 ? 'it' : 'them'})`,
      ];
}

/** Everything that decides the lines of the journal. */
function settingsOf(
  options: SearchCommandOptions,
  plan: OpenedPlan,
  {
    searcher,
    combination,
    costs,
    machine,
  }: {
    readonly searcher: string;
    readonly combination: string;
    readonly costs: SearchCosts;
    readonly machine: string | undefined;
  },
): RunSettings {
  const { budget, seconds, where, objective } = options;
  return {
    assay: version(),
    plan: plan.resolved.plan,
    searcher,
    ...(budget === undefined ? {} : { budget }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(where === undefined ? {} : { where }),
    // Only a searcher that learns hears what candidates are worth.
    ...(learns(searcher) ? { combine: combination } : {}),
    ...(objective === undefined ? {} : { objectives: objective }),
    ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
    ...(machine === undefined ? {} : { machine }),
    ...(costs.files.length === 0 ? {} : { costs: costs.files }),
    ...(plan.spaceDigest === undefined ? {} : { spaceDigest: plan.spaceDigest }),
  };
}

function notesOf(
  { limits, drawn, candidates, outside, finished }: SearchOutcome,
  finalists: number,
  where: string | undefined,
  hits: number | undefined,
): string[] {
  const all = candidates.length;
  const measuredOut = outside.reduce((count, own) => count + (own ? 1 : 0), 0);
  const less = all - finalists - measuredOut;
  return [
    ...(drawn === undefined
      ? []
      : [`drawn: ${plural(drawn.distinct, 'distinct architecture')}, of which the best by the cheapest evidence were kept`]),
    ...(limits === undefined
      ? []
      : [
          `limits ${where}: ${formatCount(limits.rejected - measuredOut)} of ${plural(limits.admitted + limits.rejected, 'proposal')} rejected before anything was built${measuredOut === 0 ? '' : `, ${formatCount(measuredOut)} after they were measured`}`,
        ]),
    ...(less > 0
      ? [
          `${plural(less, finished === undefined ? 'more was looked at with less evidence and' : 'whole on the way', finished === undefined ? 'more were looked at with less evidence and' : 'wholes on the way')} ${less === 1 ? 'is' : 'are'} not ranked here; all scores are in scores.csv`,
        ]
      : []),
    ...(hits === undefined ? [] : [`${plural(hits, 'score')} came from the cache`]),
  ];
}

async function search(spaceText: string, options: SearchCommandOptions): Promise<void> {
  checkNumbers(options);
  const table =
    options.table === undefined ? undefined : await (await import('../platform/node/read-table.js')).readTable(options.table);
  const space = await openAnySpace(spaceText);
  // A column that is missing must not be found after the work is done.
  if (table !== undefined) {
    const { readTargets, recognizeTable } = await import('../benchmarks/index.js');
    readTargets(table, recognizeTable(table, space.id));
  }
  const searcher = searcherText(options, space);
  const costs = await openCosts(space, options, table);
  const plan = await openPlan(
    planOf(options, spaceText, withMeasured(proxyTexts(options, space), costs.measured)),
    options.workers === undefined ? {} : { workers: options.workers },
  );
  const { resolved } = plan;
  const combination = combinationText(options.combine, plan);
  // Without a row it only checks its words: a wrong weight must not be found after the work is done.
  combineScores(
    combination,
    resolved.proxies.map(({ text, proxy }) => ({ key: text, id: proxy.id, direction: proxy.direction, scores: [] })),
  );
  const objectives = parseObjectives(options.objective ?? ['score'], resolved, costs.known);
  const limits = options.where === undefined ? undefined : patientLimits(createLimits(options.where, space, costs));
  // A searcher that does not suit must not leave a folder behind.
  openSearcher(searcher, {
    domain: limits === undefined ? space : { ...space, admits: (genotype) => limits.admits(genotype) },
    seed: options.seed,
    levels: 1,
    ...(options.budget === undefined ? {} : { budget: options.budget }),
  });
  const { folder, mode } = runFolder(spaceText.split(':')[0], options);
  if (mode === 'resume' && !existsSync(join(folder, journalName)))
    throw dataError('--resume', { expected: 'the folder of a run', got: `no ${journalName} in ${folder}` });
  const { machine, engine } = await provenanceOf(plan, options.cache !== undefined);
  const settings = settingsOf(options, plan, { searcher, combination, costs, machine });
  const journal = await openJournal(folder, { settings, mode, onNotice: say });
  /** Milliseconds since the process began. */
  const setUp = performance.now();
  const deadline =
    options.seconds === undefined ? undefined : Math.max(setUp + 1, options.seconds * 1000 - closing(setUp, options.seconds));
  const budget = options.budget ?? (deadline === undefined ? undefined : Infinity);

  const { stop, ...progress } = searchProgress(learns(searcher), {
    budget: options.budget,
    deadline,
    objectives: objectives.length,
  });
  const cached =
    options.cache === undefined
      ? undefined
      : withScoreCache(plan.runners, {
          cache: openScoreCache(options.cache),
          resolved,
          version: version(),
          ...(machine === undefined ? {} : { machine }),
          ...(engine === undefined ? {} : { engine }),
          ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
          ...(plan.spaceDigest === undefined ? {} : { spaceDigest: plan.spaceDigest }),
        });
  let whole: SearchOutcome;
  try {
    whole = await interruptible(
      () => `what was scored is kept: continue with the same command and --resume ${folder}`,
      (signal) =>
        runSearch({
          resolved,
          runners: cached?.runners ?? plan.runners,
          now: plan.now,
          searcher,
          combination,
          objectives,
          ...(budget === undefined ? {} : { budget }),
          ...(limits === undefined ? {} : { limits }),
          ...(costs.isExtended ? { quantities: costs.known } : {}),
          ...(deadline === undefined ? {} : { timeLeft: () => deadline - performance.now() }),
          journal,
          ...progress,
          signal,
        }),
    );
  } finally {
    stop();
    await plan.close();
    await journal.close();
  }

  if (whole.candidates.length === 0)
    throw usageError('search', {
      expected: 'at least one architecture to be scored',
      got: 'none',
      hint: options.seconds === undefined ? undefined : `more than --seconds ${options.seconds} is needed here`,
    });
  const combining = performance.now();
  const outcome = finalistsOf(whole);
  const ranking = rankCandidates(outcome, resolved, { combination, top: options.top, objectives });
  const ownNotes = [
    ...leftOut(options, space.defaults.proxies, resolved.plan.proxies),
    ...notesOf(whole, outcome.candidates.length, options.where, cached?.hits()),
    ...costs.notes,
    ...(machine === undefined ? [] : [`measured on ${machine}`]),
  ];
  writeWhole(folder, join(folder, 'scores.csv'), scoresCsv(whole, ranking));
  const reporting = performance.now();
  const reportPath = join(folder, 'report.html');
  const steps = [
    // The clock starts with the process: loading the program counts.
    { name: 'set-up', seconds: setUp / 1000 },
    ...outcome.steps,
    { name: 'combine and rank', seconds: (reporting - combining) / 1000 },
  ];
  const { tables, notes: tableNotes } =
    table === undefined
      ? { tables: [], notes: [] }
      : (await import('./search-report-tables.js')).reportTables({ outcome, ranking, resolved, combination }, table);
  const notes = [...new Set([...ownNotes, ...tableNotes])];
  const report = searchReport({ spaceText, settings, combination, outcome, ranking, steps, resolved, notes, tables });
  writeWhole(folder, reportPath, report.html);
  const ended = performance.now();
  const allSteps = [...steps, { name: 'report', seconds: (ended - reporting) / 1000 }];
  printSearch({
    ranking,
    outcome,
    combination,
    resolved,
    steps: allSteps,
    json: options.json === true,
    correlations: report.correlations,
    notes,
    asked: options.objective ?? ['score'],
  });
  if (options.json === true) return;
  print();
  const total = performance.now() / 1000;
  const late =
    options.seconds !== undefined && total > 1.1 * options.seconds
      ? ` (more than the ${options.seconds} s asked for: starting up took ${formatSeconds(setUp / 1000)})`
      : '';
  print(`total ${formatSeconds(total)}${late}; report ${reportPath}; every score in ${join(folder, 'scores.csv')}`);
}

/** `assay search <space>` */
export function searchCommand(): Command {
  const command = new Command('search')
    .description('Searches a space: scores its architectures, combines the ranks, prints the best and writes a report')
    .argument('<space>', 'a space, with options such as nas-bench-201:C=4:N=1, or a file with one of your own: ./my-space.mjs')
    .option(
      '--searcher <spec>',
      `how to propose: ${searchers.map(({ id }) => id).join(', ')} (default: exhaustive, or shortlist where that is too much)`,
    )
    .option('--budget <n>', 'most architectures to propose (1000 unless given; a shortlist draws 100000)', readInteger)
    .option('--seconds <n>', 'time for everything, from the start of the process', readNumber)
    .option(
      '--where <condition>',
      `limits over ${quantityIds.join(', ')}, latencyMs (measured here), table.COLUMN: 'params<4e6 and macs<600M'`,
    )
    .option('--costs <file>', 'a table of costs: any column c of it, and of --table, is table.c in --where and --objective')
    .option('--latency-table <file>', 'operators measured before (assay latency): predictedLatencyMs in --where and --objective')
    .option(
      '--objective <names>',
      'what to make large or small: score, a proxy, or a quantity; several give a Pareto front (score,macs)',
      collectList,
    )
    .option('--combine <spec>', 'how to combine the scores: rank-sum:sed=1:epsilon=0.2, log-rank, z-mean, vote')
    .option('--out <dir>', 'folder for journal, scores and report (default: a new one under runs)')
    .option('--resume [dir]', 'continue the run of a folder that was interrupted, with the same settings')
    .option('--cache <dir>', 'keep scores in a folder that other runs may use too, and look there before running a network')
    .option('--table <file>', 'accuracies to compare with in the report: a Parquet table (assay import), or CSV, plain or gzip')
    .option('--top <n>', 'how many of the best to print', readInteger, 10)
    .option('--json', 'the best as JSON, one a line');
  return addRunOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  assay search nas-bench-201
  assay search nas-bench-201 --batch 256 --out run1
  assay search nas-bench-201 --resume run1 --batch 256
  assay search nas-bench-201 --searcher random --budget 500 --proxy sed,epsilon --seed 3
  assay search darts --seconds 1
  assay search ./my-space.mjs:classes=100 --searcher random --budget 500
  assay search darts --searcher evolution --budget 2000 --where 'params<4e6 and macs<600e6' --objective score,macs --out run2
  assay search nas-bench-201 --data cifar10:data_batch_1.bin --table nb201.csv.gz`,
    )
    .action(search);
}
