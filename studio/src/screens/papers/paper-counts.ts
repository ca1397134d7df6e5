/** What of a paper was reproduced. */
import { basisWords, figuresBeside, isCompared, shellLine, tableSources, type FigureResult, type Paper } from 'assay';
import type { Results } from './papers.js';

/** A paper with the newest results there are of it. */
export interface SeenPaper {
  readonly paper: Paper;
  readonly figures: readonly FigureResult[];
  /** Where the results come from; left out where there are none. */
  readonly from?: Results;
  /** Numbers that it gives. */
  readonly published: number;
  /** Numbers of ours that were compared, and those of them within their tolerance. */
  readonly compared: number;
  readonly within: number;
}

/** Puts a paper and results together. */
export function seePaper(paper: Paper, all: readonly Results[]): SeenPaper {
  const from = all.find(({ figures }) => figures.some((figure) => figure.paper === paper.id));
  const figures = figuresBeside(paper, from?.figures ?? []);
  return {
    paper,
    figures,
    ...(from === undefined ? {} : { from }),
    published: figures.filter(({ published }) => published !== null).length,
    compared: figures.filter(isCompared).length,
    within: figures.filter(({ isWithin }) => isWithin === true).length,
  };
}

/** `5 of 9 published numbers lie within their tolerance.` */
export function answerOf({ paper, from, published, compared, within }: SeenPaper): string {
  const { numbers } = basisWords[paper.basis ?? 'published'];
  if (from === undefined) return `${published} ${numbers}, none of them computed here yet.`;
  if (compared === 0) return `${published} ${numbers}; nothing of ours could be compared.`;
  const rest = published > compared ? `; ${published - compared} were not computed` : '';
  return `${within} of ${compared} ${numbers} lie within their tolerance${rest}.`;
}

/** The folder of tables in the commands, as in the help of `assay reproduce`. */
const tablesFolder = 'data';

/** The command that computes ours. @param folder where this studio looks for results; empty where it has none. */
export function commandOf(id: string, folder: string): string {
  const file = `${folder === '' ? '' : `${folder}/`}${id}.jsonl`;
  return `${shellLine(['assay', 'reproduce', id, '--tables', tablesFolder, '--json'])} > ${shellLine([file])}`;
}

/** What has to lie in the folder of tables for a paper. */
export function neededTables({ experiments }: Paper): string {
  const ids = new Set(experiments.map(({ table }) => table));
  const files = tableSources.filter(({ id }) => ids.has(id)).map(({ files: [name = ''] }) => name);
  return `In the place of ${tablesFolder}, name your folder of tables: it holds ${files.join(', ')}.`;
}
