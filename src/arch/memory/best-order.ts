/**
 * The order of execution that needs the least memory for activations. Finding it is a scheduling problem: a path from "nothing has
 * run" to "everything has run" whose fullest moment is as empty as possible. What keeps it small:
 *   1. the network is cut where one node separates all earlier from all later ones (`cut-points.ts`); each part is solved separately;
 *   2. a run of nodes along a branch that ends with no more memory than it began with, and never needs more than is needed
 *      anyway, is taken at once: what it frees only grows later, so postponing it cannot help;
 *   3. the states that remain are searched best first by their fullest moment; the first complete one is the optimum.
 * If a part has more states than `maxStates`, the result is the best order that a narrow search finds, with a proven lower bound.
 */
import TinyQueue from 'tinyqueue';
import { orderableParts } from './cut-points.js';
import { memoryGraph, neededNodes, startState, stepOf, take, type MemoryGraph, type MemoryState } from './memory-graph.js';
import type { Architecture } from '../types.js';

/** The order of execution that holds the fewest numbers at its fullest moment. */
export interface BestOrder {
  /** Ids of the nodes that are run (an output depends on them, they depend on an input), in the order of execution. */
  readonly order: readonly string[];
  /** Numbers (not bytes) of one sample that are held at the fullest moment. */
  readonly peak: number;
  /** No order needs less; equal to `peak` if the order is proven optimal. */
  readonly lowerBound: number;
  /** The node that runs at the fullest moment, and what is held then, the largest first. */
  readonly fullest: { readonly node: string; readonly held: readonly { readonly id: string; readonly size: number }[] };
}

/** How many states the search of one part examines before it accepts a good order; fewer if the part has many nodes. */
const defaultMaxStates = 20_000;
/** A state of a part of n nodes costs about n^2 steps. */
const maxSteps = 400_000_000;
/** States that the narrow search keeps in a step; it makes about n^3 steps for each. */
const beamWidth = ({ length }: readonly number[]): number => Math.max(1, Math.min(32, Math.floor(maxSteps / 10 / length ** 3)));

/** @throws a data error if shapes do not fit. */
export function bestOrder(architecture: Architecture, maxStates = defaultMaxStates): BestOrder {
  const graph = memoryGraph(architecture, neededNodes(architecture));
  const state = startState(graph);
  const order: number[] = [];
  let peak = state.held;
  let lowerBound = state.held;
  for (const part of orderableParts(graph)) {
    const found = orderPart(graph, state, part, { maxStates, known: lowerBound });
    lowerBound = Math.max(lowerBound, found.lowerBound);
    for (const node of found.order) peak = Math.max(peak, take(graph, state, node).during);
    order.push(...found.order);
  }
  return {
    order: order.map((node) => graph.ids[node]),
    peak,
    lowerBound: Math.min(lowerBound, peak),
    fullest: fullestMoment(graph, order, peak),
  };
}

function fullestMoment(graph: MemoryGraph, order: readonly number[], peak: number): BestOrder['fullest'] {
  const state = startState(graph);
  const { ids, sizes, readers, isOutput, inputCount } = graph;
  const held = (running?: number): { id: string; size: number }[] =>
    ids
      .map((id, tensor) => ({ id, size: sizes[tensor], tensor }))
      .filter(
        ({ tensor }) =>
          tensor === running ||
          (state.done[tensor] === 1 &&
            (isOutput[tensor] || tensor < inputCount || readers[tensor].length > 0) &&
            (isOutput[tensor] ||
              readers[tensor].some((reader) => state.done[reader] === 0) ||
              (tensor < inputCount && readers[tensor].length === 0))),
      )
      .map(({ id, size }) => ({ id, size }))
      .toSorted((a, b) => b.size - a.size);
  for (const node of order) {
    if (stepOf(graph, state, node).during === peak) {
      const all = held(node);
      // A node that works in place reuses the memory of its input.
      const isInPlace = all.reduce((sum, { size }) => sum + size, 0) > peak;
      return { node: ids[node], held: isInPlace ? all.filter(({ id }) => id !== ids[node]) : all };
    }
    take(graph, state, node);
  }
  return { node: ids[order[0] ?? 0] ?? '', held: held() };
}

interface PartOrder {
  readonly order: readonly number[];
  readonly lowerBound: number;
}

/** A state of one part: which nodes have run, how much is held, the fullest moment so far, and the previous state. */
interface Path extends MemoryState {
  peak: number;
  count: number;
  readonly before?: Path;
  readonly moves: readonly number[];
}

function orderPart(
  graph: MemoryGraph,
  start: MemoryState,
  part: readonly number[],
  { maxStates, known }: { readonly maxStates: number; readonly known: number },
): PartOrder {
  if (part.length === 1) return { order: part, lowerBound: stepOf(graph, start, part[0]).during };
  const isHere = new Set(part);
  const lowerBound = Math.max(start.held, ...part.map((node) => leastDuring(graph, node)));
  const isReady = ({ done }: MemoryState, node: number): boolean =>
    done[node] === 0 && graph.reads[node].every((tensor) => done[tensor] === 1);
  const first: Path = { done: start.done.slice(), held: start.held, peak: start.held, count: 0, moves: [] };
  const runAll = (nodes: readonly number[]): Path => {
    const path = { ...first, done: first.done.slice() };
    for (const node of nodes) path.peak = Math.max(path.peak, take(graph, path, node).during);
    return { ...path, count: nodes.length, moves: nodes };
  };
  /** Extends a path by runs that cost nothing now, as long as there are any. */
  const settle = (path: Path, free: number): Path => {
    const moves = [...path.moves];
    for (let wasExtended = true; wasExtended;) {
      wasExtended = false;
      for (const node of part) {
        if (!isReady(path, node)) continue;
        const run = freeRun(graph, path, node, Math.max(path.peak, free), isHere);
        if (run === undefined) continue;
        for (const next of run) {
          path.peak = Math.max(path.peak, take(graph, path, next).during);
          moves.push(next);
        }
        path.count += run.length;
        wasExtended = true;
      }
    }
    return { ...path, moves };
  };
  const extend = (path: Path, node: number, free: number): Path => {
    const next: Path = { ...path, done: path.done.slice(), before: path, moves: [node], count: path.count + 1 };
    next.peak = Math.max(next.peak, take(graph, next, node).during);
    return settle(next, free);
  };

  const byFile = runAll(part);
  if (byFile.peak <= Math.max(lowerBound, known)) return { order: part, lowerBound: Math.min(lowerBound, byFile.peak) };
  const seen = new Map<string, number>();
  const queue = new TinyQueue<Path>(
    [settle({ ...first, done: first.done.slice() }, lowerBound)],
    (a, b) => a.peak - b.peak || b.count - a.count,
  );
  let proven = lowerBound;
  const states = Math.min(maxStates, Math.ceil(maxSteps / part.length ** 2));
  for (let looked = 0; looked < states; looked++) {
    const path = queue.pop();
    if (path === undefined || path.peak >= byFile.peak) return { order: part, lowerBound: byFile.peak };
    proven = Math.max(proven, path.peak);
    if (path.count === part.length) return { order: orderOf(path), lowerBound: path.peak };
    for (const node of part) {
      if (!isReady(path, node)) continue;
      const next = extend(path, node, proven);
      if (next.peak >= byFile.peak) continue;
      const key = keyOf(part, next);
      const earlier = seen.get(key);
      if (earlier !== undefined && earlier <= next.peak) continue;
      seen.set(key, next.peak);
      queue.push(next);
    }
  }
  const narrow = narrowSearch(part, settle({ ...first, done: first.done.slice() }, proven), {
    isReady,
    extend: (path, node) => extend(path, node, proven),
  });
  return { order: narrow.peak < byFile.peak ? orderOf(narrow) : part, lowerBound: proven };
}

/** Numbers that running a node needs by itself: its inputs and its output. */
function leastDuring({ reads, sizes, worksInPlace }: MemoryGraph, node: number): number {
  const read = reads[node].reduce((sum, tensor) => sum + sizes[tensor], 0);
  const mayReuse = worksInPlace[node] && reads[node].some((tensor) => sizes[tensor] === sizes[node]);
  return read + (mayReuse ? 0 : sizes[node]);
}

/**
 * A node, and those after it on its branch, up to the first moment that holds no more than now; undefined if the branch needs
 * more than `free` before that, or ends first. The nodes of a branch are read by one node each.
 */
function freeRun(
  graph: MemoryGraph,
  start: MemoryState,
  node: number,
  free: number,
  isHere: ReadonlySet<number>,
): number[] | undefined {
  const first = stepOf(graph, start, node);
  if (first.during > free) return undefined;
  if (first.after <= start.held) return [node];
  const state = { done: start.done.slice(), held: start.held };
  const run: number[] = [];
  for (let next: number | undefined = node; next !== undefined;) {
    const { during, after } = take(graph, state, next);
    if (during > free) return undefined;
    run.push(next);
    if (after <= start.held) return run;
    const readers: readonly number[] = graph.readers[next];
    const isNext: boolean =
      readers.length === 1 && isHere.has(readers[0]) && graph.reads[readers[0]].every((tensor) => state.done[tensor] === 1);
    next = isNext ? readers[0] : undefined;
  }
  return undefined;
}

function keyOf(part: readonly number[], { done }: MemoryState): string {
  let key = '';
  for (let start = 0; start < part.length; start += 16) {
    let code = 0;
    for (let bit = 0; bit < 16 && start + bit < part.length; bit++) code |= done[part[start + bit]] << bit;
    key += String.fromCharCode(code);
  }
  return key;
}

function orderOf(path: Path): number[] {
  const pieces: (readonly number[])[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.before) pieces.push(at.moves);
  return pieces.toReversed().flat();
}

/** Keeps a few of the emptiest states in each step: the order is good, but not proven optimal. */
function narrowSearch(
  part: readonly number[],
  start: Path,
  { isReady, extend }: { isReady: (path: Path, node: number) => boolean; extend: (path: Path, node: number) => Path },
): Path {
  let states = [start];
  for (;;) {
    const complete = states.filter(({ count }) => count === part.length);
    const open = states.filter(({ count }) => count < part.length);
    if (open.length === 0) return complete.toSorted((a, b) => a.peak - b.peak)[0];
    const next = new Map<string, Path>(complete.map((path) => [keyOf(part, path), path]));
    for (const path of open) {
      for (const node of part) {
        if (!isReady(path, node)) continue;
        const candidate = extend(path, node);
        const key = keyOf(part, candidate);
        const earlier = next.get(key);
        if (earlier === undefined || candidate.peak < earlier.peak) next.set(key, candidate);
      }
    }
    states = [...next.values()]
      .toSorted((a, b) => a.peak - b.peak || a.held - b.held || b.count - a.count)
      .slice(0, beamWidth(part));
  }
}
