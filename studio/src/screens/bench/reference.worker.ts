/**
 * Scores the cells that stand for a space, and posts their rows as they come. One space a worker: the page ends it for another. The rows are kept, so
 * that a later visit begins with them; those of a space of the user are not, because its file may have changed.
 */
import { openWhatIf, type ReferenceRows } from 'assay';
import { errorLine } from '../../error-line.js';
import { keep, readKept } from '../../workers/kept.js';
import { openChosenSpace, type SpaceChoice } from '../../workers/open-space.js';

/** What this worker posts. */
export type ReferenceMessage = { readonly rows: ReferenceRows } | { readonly done: true } | { readonly line: string };

const scope = globalThis as unknown as {
  postMessage(message: ReferenceMessage): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<SpaceChoice>) => void): void;
};
/** The name of this script changes with the code that scores. */
const build = new URL(import.meta.url).pathname.split('/').at(-1) ?? '';
/** Milliseconds between two times that rows are kept. */
const keepEvery = 2000;

async function score(choice: SpaceChoice): Promise<void> {
  const bench = await openWhatIf({ space: await openChosenSpace(choice) });
  const isKept = choice.module === undefined;
  const key = `${choice.space} ${bench.combination} ${bench.judges.join(',')}`;
  const before = isKept ? await readKept<ReferenceRows>(build, key) : undefined;
  const rows = [...(before?.rows ?? [])];
  if (before !== undefined) scope.postMessage({ rows: before });
  let keptAt = performance.now();
  if (rows.length < bench.reference.planned)
    for await (const more of bench.scoreReference({ skip: rows.length })) {
      scope.postMessage({ rows: more });
      rows.push(...more.rows);
      if (!isKept || performance.now() - keptAt < keepEvery) continue;
      await keep(build, key, { proxies: bench.judges, rows });
      keptAt = performance.now();
    }
  scope.postMessage({ done: true });
  if (isKept && rows.length > (before?.rows.length ?? 0)) await keep(build, key, { proxies: bench.judges, rows });
}

scope.addEventListener('message', ({ data }) => {
  score(data).catch((error: unknown) => scope.postMessage({ line: errorLine(error) }));
});
