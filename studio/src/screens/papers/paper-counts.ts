/** What of a paper was reproduced. */
import { basisWords, figuresBeside, type FigureResult, type Paper } from 'assay';
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
    compared: figures.filter(({ isWithin }) => isWithin !== null).length,
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

/** The command that computes ours. */
export function commandOf(id: string): string {
  return `assay reproduce ${id} --tables TABLES --json > ${id}.jsonl`;
}
