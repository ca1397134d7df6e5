/**
 * Blocks from the names that exporters give nodes ("/layer1/layer1.0/conv1/Conv") or weights ("layer1.0.conv1.weight"): the tree of
 * modules is opened from the root down to what a person would call a block.
 *
 * A module is opened when it only holds others one after the other (a Sequential of blocks, a stage, an encoder); it is a block when
 * it brings branches together itself (a residual sum, a concatenation), or when nothing inside is large enough to be one. One kind of
 * module does both, a dense block: its parts are numbered and each reads the one before, so it is opened too.
 */
import type { DraftNode } from '../import/values.js';
import { isMerge, isWeighted, type Block } from './types.js';

interface Module {
  readonly path: string;
  readonly name: string;
  readonly children: Map<string, Module>;
  /** All nodes inside, children's included, in order. */
  readonly nodes: DraftNode[];
  /** Nodes of no child. */
  readonly direct: DraftNode[];
  weighted: number;
}

function createModule(path: string, name: string): Module {
  return { path, name, children: new Map(), nodes: [], direct: [], weighted: 0 };
}

/** "/layer1/layer1.0/conv1/Conv" -> layer1, layer1.0, conv1. Undefined for names without such a path. */
function nodePath(name: string): string[] | undefined {
  const parts = name.split('/').filter((part) => part !== '');
  return parts.length < 2 && !name.startsWith('/') ? undefined : parts.slice(0, -1);
}

/** "layer1.0.conv1.weight" -> layer1, layer1.0, layer1.0.conv1. */
function weightPath(name: string | undefined): string[] | undefined {
  const parts = (name ?? '').split('.').slice(0, -1);
  if (parts.length === 0 || name?.includes('::')) return undefined;
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** Paths of all nodes: from the names of the nodes if most have one, otherwise from those of their weights, passed on to their readers. */
function modulePaths(nodes: readonly DraftNode[]): Map<string, readonly string[]> {
  const named = new Map(
    nodes.flatMap(({ id, origin }) => {
      const path = nodePath(origin.node);
      return path === undefined ? [] : [[id, path] as const];
    }),
  );
  if (named.size >= 0.8 * nodes.length) return named;
  const weighted = new Map<string, readonly string[]>();
  for (const { id, origin, inputs } of nodes) {
    const path = weightPath(origin.weight) ?? inputs.map((input) => weighted.get(input)).find((own) => own !== undefined);
    if (path !== undefined) weighted.set(id, path);
  }
  return weighted.size >= 0.8 * nodes.length ? weighted : new Map();
}

const deepest = 64;

function moduleTree(nodes: readonly DraftNode[], paths: ReadonlyMap<string, readonly string[]>): Module {
  const root = createModule('', '');
  for (const node of nodes) {
    let module = root;
    const enter = (): void => {
      module.nodes.push(node);
      if (isWeighted(node)) module.weighted++;
    };
    enter();
    for (const name of (paths.get(node.id) ?? []).slice(0, deepest)) {
      let child = module.children.get(name);
      if (child === undefined) module.children.set(name, (child = createModule(`${module.path}/${name}`, name)));
      module = child;
      enter();
    }
    module.direct.push(node);
  }
  return root;
}

/** "features/features.3/block" as "features.3.block". */
function titleOf({ path }: Module): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.filter((part, i) => !(parts[i + 1] ?? '').startsWith(`${part}.`)).join('.');
}

/** Blocks by module names; empty where the names tell nothing. */
export function moduleBlocks(nodes: readonly DraftNode[]): Block[] {
  const paths = modulePaths(nodes);
  if (paths.size === 0) return [];
  const sources = new Set(
    nodes.filter(({ inputs, op }) => inputs.length === 0 || op === 'parameter' || op === 'constant').map(({ id }) => id),
  );
  const isSource = (id: string): boolean => sources.has(id);

  const substantial = (module: Module): Module[] => [...module.children.values()].filter(({ weighted }) => weighted >= 2);
  const follows = (first: Module, second: Module): boolean => {
    const reached = new Set(first.nodes.map(({ id }) => id));
    const targets = new Set(second.nodes.map(({ id }) => id));
    for (const { id, inputs } of nodes) {
      if (reached.has(id) || !inputs.some((input) => reached.has(input))) continue;
      if (targets.has(id)) return true;
      reached.add(id);
    }
    return false;
  };
  const isOpened = (module: Module): boolean => {
    const parts = substantial(module);
    const [first, second] = parts;
    if (first === undefined) return false;
    const merges = module.direct.some((node) => isMerge(node, isSource));
    if (second === undefined) return !merges && isOpened(first);
    if (!merges) return true;
    const stems = parts.map(({ name }) => name.replace(/\d+/g, ''));
    const isNumbered = stems.every((stem) => stem === stems[0]);
    return isNumbered && follows(first, second);
  };
  const blocks: Block[] = [];
  const open = (module: Module): void => {
    for (const part of substantial(module)) {
      if (isOpened(part)) open(part);
      else blocks.push({ id: titleOf(part), nodes: new Set(part.nodes.map(({ id }) => id)) });
    }
  };
  open(moduleTree(nodes, paths));
  return blocks;
}
