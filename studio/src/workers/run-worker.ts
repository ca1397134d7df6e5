/** Reads journals and works out what is shown of them, so that the page stays quick. */
import {
  differingSettings,
  expectedEvaluations,
  layOver,
  readRun,
  reportParts,
  shellLine,
  searchArguments,
  choicesOf,
  type LaidOver,
  type ReportParts,
  type SettingRow,
} from 'assay';
import { answerCalls } from './calls.js';

/** A run as it is shown. */
export interface RunView {
  readonly evaluations: number;
  /** The most evaluations that it will have. */
  readonly expected?: number;
  readonly settings: readonly SettingRow[];
  /** The command that does the same. */
  readonly command?: string;
  readonly parts?: ReportParts;
  readonly frontSize?: number;
  /** Why there is nothing to show. */
  readonly problem?: string;
}

const texts = new Map<string, string>();

async function viewOf(name: string): Promise<RunView> {
  const { state, result, problem } = readRun(texts.get(name) ?? '');
  const { settings } = state;
  const expected = settings === undefined ? undefined : expectedEvaluations(settings);
  const shown = {
    evaluations: state.evaluations.length,
    settings: settings === undefined ? [] : differingSettings([settings]),
    ...(settings === undefined ? {} : { command: shellLine(['assay', ...searchArguments(choicesOf(settings))]) }),
    ...(expected === undefined ? {} : { expected }),
  };
  if (result === undefined) return { ...shown, problem: problem ?? 'nothing to show' };
  return { ...shown, parts: reportParts(await result.reportData({ steps: [] })), frontSize: result.front().points.length };
}

const calls = {
  /** Adds to the text of a journal, or begins it anew. */
  append(name: string, text: string, isFresh: boolean): void {
    texts.set(name, (isFresh ? '' : (texts.get(name) ?? '')) + text);
  },
  view: viewOf,
  /** The runs that have something to show, on one scale. */
  over: (names: readonly string[]): LaidOver =>
    layOver(
      names.flatMap((name) => {
        const { result } = readRun(texts.get(name) ?? '');
        return result === undefined ? [] : [{ name, result }];
      }),
    ),
};

export type RunCalls = typeof calls;
answerCalls(calls);
