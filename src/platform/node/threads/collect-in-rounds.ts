/**
 * The garbage of large runs. V8 lets a heap grow to several times what is alive before it collects what is old: in a run of a million candidates, which
 * take 100 MB, 150 MB more. A collection after each round of candidates takes a tenth of a second, a fiftieth of the round's time.
 */
import { collector } from './collector.js';

/** Candidates between two collections: as many as a round has. */
const manyCandidates = 65_536;

/** @returns what is called with the number of candidates so far. */
export function createCollectorInRounds(collect: () => void = () => collector()?.()): (candidates: number) => void {
  let collected = 0;
  return (candidates) => {
    if (candidates - collected < manyCandidates) return;
    collected = candidates;
    collect();
  };
}
