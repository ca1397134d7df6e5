/** Checks a search by opening it, as the command does, without running it. */
import { AssayError, expectedEvaluations, openSearch, type SearchChoices } from 'assay';
import { answerCalls } from './calls.js';

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

async function check(choices: SearchChoices): Promise<SearchCheck> {
  try {
    const session = await openSearch(choices);
    const { space, resolved, combination, settings, objectives } = session;
    await session.close();
    const expected = expectedEvaluations(settings);
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

const calls = { check };

export type SearchCalls = typeof calls;
answerCalls(calls);
