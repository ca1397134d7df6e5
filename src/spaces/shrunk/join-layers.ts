/**
 * Residual blocks of different kinds that alternate, attention and the layers after it, are the parts of one layer: what repeats is the
 * layer, and a network without all of its attention would not be the same kind of network.
 */
import type { ResidualBlock } from './residual-blocks.js';

/** Blocks one directly behind the other. */
function chains(blocks: readonly ResidualBlock[]): ResidualBlock[][] {
  const found: ResidualBlock[][] = [];
  for (const block of blocks) {
    const chain = found.find((own) => own.at(-1)?.sum === block.skip);
    if (chain === undefined) found.push([block]);
    else chain.push(block);
  }
  return found;
}

/** The least number of blocks after which the kinds of a chain repeat, all of it; the length of the chain where they do not. */
function periodOf(chain: readonly ResidualBlock[]): number {
  for (let period = 1; period <= chain.length / 2; period++) {
    if (chain.length % period === 0 && chain.every(({ kind }, i) => kind === chain[i % period]?.kind)) return period;
  }
  return chain.length;
}

function joined(parts: readonly ResidualBlock[]): ResidualBlock[] {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    {
      sum: last.sum,
      skip: first.skip,
      nodes: new Set(parts.flatMap(({ nodes }) => [...nodes])),
      kind: parts.map(({ kind }) => kind).join('\n\n'),
    },
  ];
}

/** The blocks, those of layers that repeat joined to one block each. */
export function joinLayers(blocks: readonly ResidualBlock[]): ResidualBlock[] {
  return chains(blocks).flatMap((chain) => {
    const period = periodOf(chain);
    if (period === 1 || period === chain.length) return chain;
    return Array.from({ length: chain.length / period }, (_, i) => joined(chain.slice(i * period, (i + 1) * period))).flat();
  });
}
