/**
 * The journal of a run: one JSON object a line; lines are only appended. The state of a run is the fold of its lines.
 * It holds no times and no durations, so that the same settings give the same bytes, interrupted or not.
 */
import type { Column } from '../../core/column.js';
import type { TextSet } from '../../core/text-set.js';
import type { Shard } from '../../engine/shard.js';
import type { Candidate, Plan } from '../../engine/types.js';
import type { Score } from '../../proxies/types.js';

/** Which part of a run a journal holds, and what is needed to make one run of all parts. */
export interface ShardSettings extends Shard {
  /** What was asked for, as JSON: `mergeRuns` asks for the same, and ranks everything. */
  readonly request: { readonly [parameter: string]: unknown };
  /** The engine that ran networks, if any were run: others may differ in the last digits. */
  readonly engine?: string;
}

/** Everything that decides the lines of a journal. */
export interface RunSettings {
  /** Assay's version: another one may score differently. */
  readonly assay: string;
  readonly plan: Plan;
  /** What the run is, if not a search. */
  readonly verb?: 'score' | 'bench';
  /** Searcher spec as given; `list` if the architectures are given. */
  readonly searcher: string;
  readonly budget?: number;
  /** Time limit in seconds: how much such a run evaluates depends on the machine. */
  readonly seconds?: number;
  /** Limits, as given. */
  readonly where?: string;
  /** What a learning searcher receives: how the score is combined, and the objectives. */
  readonly combine?: string;
  /** How the run ranked, where its searcher does not learn: it decides no line, and a continued run may rank otherwise. */
  readonly ranking?: string;
  readonly objectives?: readonly string[];
  /** Hash of the data's files, where it has any. */
  readonly digest?: string;
  /** Files whose numbers limits and objectives may name, each with its hash. */
  readonly costs?: readonly string[];
  /** Device and engine, if something is measured: other machines measure other numbers. */
  readonly machine?: string;
  /** Hash of the space's file, if the space comes from a file. */
  readonly spaceDigest?: string;
  /** Hashes of the files of proxies that come from files, in the order of the proxies. */
  readonly proxyDigests?: readonly string[];
  /** How many architectures are given, and the hash of their names, if they are. */
  readonly list?: string;
  /** How their model files were read, where anything was said of it: `shape x=1,3,224,224, outputs logits`. */
  readonly reading?: string;
  /** Hash of what these files hold. */
  readonly modelDigest?: string;
  /** Left out for a complete run. */
  readonly shard?: ShardSettings;
}

/** The first line of a journal: its format and the settings of the run. */
export interface HeaderEntry {
  readonly type: 'header';
  readonly format: 'assay-journal';
  readonly version: 1;
  readonly settings: RunSettings;
}

/** The result of one job: the scores of one candidate with some proxies. */
export interface EvaluationEntry {
  readonly type: 'evaluation';
  readonly candidate: Candidate;
  readonly scores: { readonly [proxy: string]: Score };
  readonly error?: string;
  /** The line itself, where it is known. It is no field of the line. */
  readonly line?: string;
}

/** The result of a large random draw: the best of it, which are evaluated next. */
export interface DrawEntry {
  readonly type: 'draw';
  readonly proposed: number;
  readonly rejected: number;
  /** Distinct canonical forms that meet the limits. */
  readonly distinct: number;
  /** Best first. */
  readonly kept: readonly string[];
}

/** Under a time limit: from this round on so many candidates are taken up at once. The order of the lines follows from it. */
export interface PortionEntry {
  readonly type: 'portion';
  /** Rounds before it. */
  readonly round: number;
  readonly size: number;
}

/** The last line of a journal: the run has ended. */
export interface DoneEntry {
  readonly type: 'done';
  /** Number of evaluation lines. */
  readonly evaluations: number;
}

/** One line of a journal. */
export type JournalEntry = HeaderEntry | EvaluationEntry | DrawEntry | PortionEntry | DoneEntry;

/** The fold of a journal's lines. */
export interface JournalState {
  readonly settings?: RunSettings;
  readonly evaluations: Column<EvaluationEntry>;
  /** The published strings among their candidates: a run that goes on adds its own, and none is kept twice. */
  readonly texts?: TextSet;
  /** In their order; left out if there were none. */
  readonly draws?: readonly DrawEntry[];
  /** Only under a time limit. */
  readonly portions?: readonly PortionEntry[];
  readonly isDone: boolean;
}

/** A journal opened for a run: what it held, and where new lines go. */
export interface Journal {
  readonly state: JournalState;
  /** Resolves when the line is saved, or will be in a fraction of a second: an interrupted run continues after it. @throws for this line or those before it. */
  append(entry: Exclude<JournalEntry, HeaderEntry>): Promise<void>;
  /** Closes the journal; nothing is appended afterwards. */
  close(): Promise<void>;
}

/** How a journal is opened. */
export interface OpenJournalOptions {
  readonly settings: RunSettings;
  /** True: continue an existing journal, or start a new one if there is none. False: refuse an existing journal. */
  readonly mode: 'start' | 'resume';
  /** Called with one line for the user: that a torn line was dropped, or that there was nothing to resume. */
  readonly onNotice?: (line: string) => void;
}

/** Where the journal of one run is saved: a folder (`journalInFolder` of `assay/node`) or memory (`createMemoryJournal`). */
export interface JournalStore {
  /**
   * Opens the journal; its header is saved before any work is done.
   * @throws a usage error for a journal that already exists or has other settings; a data error, with its line, for a damaged one.
   */
  open(options: OpenJournalOptions): Promise<Journal>;
}
