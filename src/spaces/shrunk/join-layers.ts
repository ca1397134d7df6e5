/**
 * Residual blocks of different kinds that alternate, attention and the layers after it, are the parts of one layer: what repeats is the
 * layer, and a network without all of its attention would not be the same kind of network. A norm may lie between two blocks (BERT).
 */
import { definitionOf } from '../../arch/infer.js';
import type { ArchNode, Architecture } from '../../arch/types.js';
import type { ResidualBlock } from './residual-blocks.js';

/** A block, and the norm between the block before and it. */
interface Link {
  readonly block: ResidualBlock;
  readonly norm: string | undefined;
}

/** Blocks one directly behind the other. */
function chains(blocks: readonly ResidualBlock[], nodes: ReadonlyMap<string, ArchNode>): Link[][] {
  const found: Link[][] = [];
  for (const block of blocks) {
    const skipped = nodes.get(block.skip);
    const norm = skipped !== undefined && definitionOf(skipped).role === 'norm' ? skipped : undefined;
    const chain = found.find((own) => {
      const sum = own.at(-1)?.block.sum;
      return sum === block.skip || (norm !== undefined && sum === norm.inputs[0]);
    });
    if (chain === undefined) found.push([{ block, norm: undefined }]);
    else chain.push({ block, norm: chain.at(-1)?.block.sum === block.skip ? undefined : norm?.id });
  }
  return found;
}

/** The least number of blocks after which the kinds of a chain repeat, all of it; the length of the chain where they do not. */
function periodOf(chain: readonly Link[]): number {
  for (let period = 1; period <= chain.length / 2; period++) {
    if (chain.length % period === 0 && chain.every(({ block }, i) => block.kind === chain[i % period]?.block.kind)) return period;
  }
  return chain.length;
}

/** One block of several; undefined where something else reads what lies between them. */
function joined(parts: readonly Link[], { nodes, outputs }: Architecture): ResidualBlock | undefined {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const inner = new Set(parts.flatMap(({ block, norm }, i) => [...block.nodes, ...(i > 0 && norm !== undefined ? [norm] : [])]));
  const isLeft = (id: string): boolean => id !== last.block.sum && inner.has(id);
  if (outputs.some(isLeft) || nodes.some(({ id, inputs }) => !inner.has(id) && inputs.some(isLeft))) return undefined;
  return {
    sum: last.block.sum,
    skip: first.block.skip,
    nodes: inner,
    kind: parts.map(({ block }) => block.kind).join('\n\n'),
  };
}

/** The blocks, those of layers that repeat joined to one block each. */
export function joinLayers(blocks: readonly ResidualBlock[], architecture: Architecture): ResidualBlock[] {
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  return chains(blocks, nodes).flatMap((chain) => {
    const apart = chain.map(({ block }) => block);
    const period = periodOf(chain);
    if (period === 1 || period === chain.length) return apart;
    const layers = Array.from({ length: chain.length / period }, (_, i) =>
      joined(chain.slice(i * period, (i + 1) * period), architecture),
    );
    return layers.some((layer) => layer === undefined) ? apart : layers.flatMap((layer) => layer ?? []);
  });
}
