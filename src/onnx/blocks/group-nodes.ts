/** Every node into a group: blocks by module names, else by wiring; nodes before, between and after them are stem, transition and head. */
import type { ArchGroup } from '../../arch/types.js';
import { isBatch, type Dim } from '../import/dims.js';
import type { DraftNode } from '../import/values.js';
import { moduleBlocks } from './module-blocks.js';
import { isWeighted, type Block, type Grouping } from './types.js';
import { wiringBlocks } from './wiring-blocks.js';

/** A block of that many convolutions without a single branch is a complete network, not a part of one. */
const longestChain = 8;

interface GroupInput {
  readonly nodes: readonly DraftNode[];
  readonly outputs: readonly string[];
  shape(id: string): readonly Dim[];
}

export function groupNodes({ nodes, outputs, shape }: GroupInput): Grouping {
  const blocks = chooseBlocks(nodes, outputs);
  const blockOf = new Map(blocks.flatMap((block) => [...block.nodes].map((id) => [id, block] as const)));
  const groupOf = new Map<string, string>();
  const groups: ArchGroup[] = [];
  const ids = new Set<string>();
  let transitions = 0;
  const stageOf = createStages(shape);

  const add = (wanted: string, kind: string, members: readonly DraftNode[]): void => {
    let id = wanted;
    for (let n = 2; ids.has(id); n++) id = `${wanted}~${n}`;
    ids.add(id);
    groups.push({ id, kind, stage: stageOf(members) });
    for (const member of members) groupOf.set(member.id, id);
  };
  const places = nodes.map(({ id }) => blockOf.get(id));
  const started = new Set<Block>();
  let loose: DraftNode[] = [];
  const settle = (isEnd: boolean): void => {
    if (loose.some(isWeighted)) {
      const kind = started.size === 0 ? 'stem' : isEnd ? 'head' : 'transition';
      add(kind === 'transition' ? (commonPath(loose) ?? `transition${++transitions}`) : kind, kind, loose);
    }
    loose = [];
  };
  for (const [i, node] of nodes.entries()) {
    const block = places[i];
    if (block === undefined) {
      loose.push(node);
      continue;
    }
    if (started.has(block)) {
      // Nodes of no module in the midst of a block are taken to belong to it.
      if (loose.length > 0) {
        for (const own of loose) groupOf.set(own.id, groupOf.get(node.id) as string);
        loose = [];
      }
      continue;
    }
    settle(false);
    started.add(block);
    add(
      block.id,
      'block',
      nodes.filter(({ id }) => block.nodes.has(id)),
    );
  }
  if (started.size > 0) settle(true);
  return { groups, groupOf };
}

/** The module that all of these nodes' ids begin with. */
function commonPath(nodes: readonly DraftNode[]): string | undefined {
  const paths = nodes.map(({ id }) => id.split('.').slice(0, -1));
  const shared = paths.reduce((a, b) =>
    a.slice(0, a.findIndex((part, i) => part !== b[i]) < 0 ? a.length : a.findIndex((part, i) => part !== b[i])),
  );
  return shared.length < 2 ? undefined : shared.join('.');
}

function chooseBlocks(nodes: readonly DraftNode[], outputs: readonly string[]): readonly Block[] {
  const byModule = moduleBlocks(nodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const chains = byModule.filter((block) => {
    const members = [...block.nodes].map((id) => byId.get(id) as DraftNode);
    return (
      members.filter(isWeighted).length >= longestChain &&
      !members.some(({ op }) => op === 'add' || op === 'mul' || op === 'concat')
    );
  });
  const kept = byModule.filter((block) => !chains.includes(block));
  if (kept.length >= 2) return kept;
  const byWiring = wiringBlocks(nodes, outputs);
  return byWiring.length > kept.length ? byWiring : kept;
}

/** Stages are counted by resolution: whenever a group leaves fewer pixels than the one before, a new one begins. */
function createStages(shape: GroupInput['shape']): (members: readonly DraftNode[]) => number {
  let stage = 0;
  let before: number | undefined;
  return (members) => {
    const images = members.map(({ id }) => shape(id)).filter((dims) => dims.length >= 4);
    const last = images.at(-1);
    const pixels = last?.slice(2).reduce<number>((all, dim) => all * (isBatch(dim) ? 1 : dim), 1);
    if (pixels !== undefined && pixels > 1) {
      if (before !== undefined && pixels < before) stage++;
      before = pixels;
    }
    return stage;
  };
}
