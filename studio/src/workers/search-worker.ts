/** Checks a search by opening it, as the command does, without running it, on any device to run. */
import { AssayError, expectedEvaluations, openSearch, type OptionSpecs, type SearchChoices } from 'assay';
import { answerCalls } from './calls.js';
import { loadDefinition, openChosenSpace, type SpaceChoice } from './open-space.js';

/** What would be done, or the parameter that is wrong and the lines about it. */
export type SearchCheck =
  | {
      readonly ok: true;
      /** Architectures of the space; left out where it is beyond counting. */
      readonly size?: number;
      readonly proxies: readonly string[];
      readonly combination: string;
      readonly searcher: string;
      readonly objectives: readonly string[];
      /** The most evaluations; left out where time decides. */
      readonly expected?: number;
    }
  | { readonly ok: false; readonly parameter: string; readonly message: string };

/** @param module that of a space of the user. */
async function check({ device: _, ...choices }: SearchChoices, module?: string): Promise<SearchCheck> {
  try {
    const opened = module === undefined ? choices.space : await openChosenSpace({ space: choices.space, module });
    const session = await openSearch({ ...choices, space: opened });
    const { space, resolved, combination, settings, objectives } = session;
    await session.close();
    const expected = expectedEvaluations(settings, resolved);
    return {
      ok: true,
      ...(space.size === undefined ? {} : { size: space.size }),
      proxies: resolved.proxies.map(({ text }) => text),
      combination,
      searcher: settings.searcher,
      objectives,
      ...(expected === undefined ? {} : { expected }),
    };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { ok: false, parameter: (error.parameter ?? '').replace(/[.[].*$/, ''), message: error.message };
  }
}

/** A space of the user as the form shows it. */
export interface DescribedSpace {
  readonly title: string;
  readonly paper: string;
  readonly options: OptionSpecs;
}

/** @throws an error for a module without a space. */
async function describe(choice: SpaceChoice): Promise<DescribedSpace> {
  const { title, paper, options } = await loadDefinition(choice);
  return { title, paper, options };
}

const calls = { check, describe };

export type SearchCalls = typeof calls;
answerCalls(calls);
