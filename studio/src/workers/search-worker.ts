/** Checks a search by opening it, as the command does, without running it. */
import { AssayError, expectedEvaluations, openSearch } from 'assay';
import type { SearchCheck, SearchQuestion } from './search-messages.js';

async function check({ choices }: SearchQuestion): Promise<SearchCheck> {
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

addEventListener('message', ({ data: { id, question } }: MessageEvent<{ id: number; question: SearchQuestion }>) => {
  check(question).then(
    (value) => postMessage({ id, value }),
    (error: unknown) => postMessage({ id, failure: String(error) }),
  );
});
