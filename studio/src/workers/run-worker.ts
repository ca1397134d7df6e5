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
  type ReadRun,
  type ReportParts,
  type SettingRow,
} from 'assay';
import type { OwnSpace } from '../own-spaces.js';
import { answerCalls } from './calls.js';
import { openChosenSpace } from './open-space.js';

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
/** The spaces of the user, by the files that journals name. */
let ownSpaces: readonly OwnSpace[] = [];

/** A journal as a run; with the space of the user's file, where it names one that is known. */
async function read(name: string): Promise<ReadRun> {
  const text = texts.get(name) ?? '';
  if (ownSpaces.length === 0 || !text.includes('\n')) return readRun(text);
  const [header] = text.split('\n', 1);
  const { plan } = readRun(`${header}\n`).state.settings ?? {};
  const [, path = '', options = ''] = /^(.*\.m?js)(:.*)?$/s.exec(plan?.space ?? '') ?? [];
  const known = ownSpaces.find(({ path: given, file }) => given === path || file === path);
  if (known === undefined) return readRun(text);
  const space = await openChosenSpace({ space: `own${options}`, module: known.module });
  return typeof space === 'string' ? readRun(text) : readRun(text, { space });
}

async function viewOf(name: string): Promise<RunView> {
  const { state, result, problem } = await read(name);
  const { settings } = state;
  const expected = settings === undefined ? undefined : expectedEvaluations(settings, result?.resolved);
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
  async over(names: readonly string[]): Promise<LaidOver> {
    const found = [];
    for (const name of names) {
      const { result } = await read(name);
      if (result !== undefined) found.push({ name, result });
    }
    return layOver(found);
  },
  /** The spaces of the user, before the first journal. */
  know(spaces: readonly OwnSpace[]): void {
    ownSpaces = spaces;
  },
};

export type RunCalls = typeof calls;
answerCalls(calls);
