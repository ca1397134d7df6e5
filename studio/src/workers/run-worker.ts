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
} from 'assay';
import type { RunAnswer, RunQuestion, RunView } from './run-messages.js';

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

async function answer(question: RunQuestion): Promise<unknown> {
  switch (question.kind) {
    case 'append':
      texts.set(question.name, (question.isFresh ? '' : (texts.get(question.name) ?? '')) + question.text);
      return undefined;
    case 'view':
      return await viewOf(question.name);
    case 'over':
      return layOver(
        question.names.flatMap((name) => {
          const { result } = readRun(texts.get(name) ?? '');
          return result === undefined ? [] : [{ name, result }];
        }),
      );
    default:
      return question satisfies never;
  }
}

addEventListener('message', ({ data: { id, question } }: MessageEvent<{ id: number; question: RunQuestion }>) => {
  answer(question).then(
    (value) => postMessage({ id, value } satisfies RunAnswer),
    (error: unknown) => postMessage({ id, failure: error instanceof Error ? error.message : String(error) } satisfies RunAnswer),
  );
});
