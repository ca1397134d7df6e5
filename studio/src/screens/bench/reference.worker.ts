/** Scores the cells that stand for a space, and posts their rows as they come. One space a worker: the page ends it for another. */
import { openWhatIf, type ReferenceRows } from 'assay';
import { errorLine } from '../../error-line.js';
import { openChosenSpace, type SpaceChoice } from '../../workers/open-space.js';

/** What this worker posts. */
export type ReferenceMessage = { readonly rows: ReferenceRows } | { readonly done: true } | { readonly line: string };

const scope = globalThis as unknown as {
  postMessage(message: ReferenceMessage): void;
  onmessage: (event: MessageEvent<SpaceChoice>) => void;
};
scope.onmessage = async ({ data }) => {
  try {
    const bench = await openWhatIf({ space: await openChosenSpace(data) });
    for await (const rows of bench.scoreReference()) scope.postMessage({ rows });
    scope.postMessage({ done: true });
  } catch (error) {
    scope.postMessage({ line: errorLine(error) });
  }
};
