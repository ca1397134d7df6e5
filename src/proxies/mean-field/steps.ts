/**
 * A network as steps over numbered slots, one for each value: what a step reads and how, looked up once. Nodes that networks share
 * (`blocksOf`) become steps once for all of them.
 */
import { blocksOf, type ArchBlock, type ArchBlocks } from '../../arch/build.js';
import { definitionOf, outputShape, undefinedInput } from '../../arch/infer.js';
import { isSameShape, product } from '../../arch/ops/shapes.js';
import type { OpDefinition } from '../../arch/ops/types.js';
import { requireArchitecture } from '../../arch/require-architecture.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { must } from '../../core/must.js';
import { windowOf, type Window } from './covariance.js';

/** What a step does with its maps. */
export type Forward = 'zero' | 'layer' | 'mean' | 'windows' | 'norm' | 'rectify' | 'combine' | 'carry';
/** What a step does with its gradient. */
export type Backward = 'norm' | 'pool' | 'rectify' | 'join' | 'sum' | 'carry';

/** A node. */
export interface Step {
  readonly node: ArchNode;
  readonly definition: OpDefinition<unknown>;
  readonly forward: Forward;
  readonly backward: Backward;
  /** Slots it reads, with the shapes and channels of what is there. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  readonly inputChannels: readonly number[];
  /** Its slot, with what is written there. */
  readonly output: number;
  readonly shape: Shape;
  readonly channels: number;
  readonly map: Window;
  readonly inputMap: Window;
  readonly hasPixels: boolean;
  readonly isLayer: boolean;
  readonly isRectifier: boolean;
  /** The window of a layer or pool, and its stride. */
  readonly window: Window;
  readonly stride: number;
  readonly groups: number;
  /** Numbers that one output channel of a layer reads. */
  readonly fanIn: number;
  /** The window is larger than a pixel. */
  readonly isSpatial: boolean;
  /** What a pool leaves of a gradient, if this does not depend on the maps. */
  readonly pooledShare: number | undefined;
  readonly macs: number;
}

/** An input of the network, or a map: channels and pixels. */
interface Place {
  readonly channels: number;
  readonly map: Window;
}

export interface NetworkSteps {
  readonly steps: readonly Step[];
  readonly inputs: readonly (Place & { readonly slot: number })[];
  readonly outputs: readonly number[];
  /** Number of slots. */
  readonly slots: number;
}

interface ReadWindow {
  readonly kernel?: readonly number[];
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
}

function place(shape: Shape): Place {
  if (shape.length === 4) return { channels: must(shape[1], 'channels'), map: windowOf(shape[2] ?? 1, shape[3] ?? 1) };
  if (shape.length === 3) {
    const pixels = shape[1] ?? 1;
    const side = Math.max(1, Math.floor(Math.sqrt(pixels)));
    return { channels: shape[2] ?? 1, map: windowOf(side, Math.max(1, Math.round(pixels / side))) };
  }
  return { channels: shape.at(-1) ?? 1, map: windowOf(1, 1) };
}

const hasPixels = ({ height, width }: Window): boolean => height * width > 1;

function forwardOf(definition: OpDefinition<unknown>, inputs: number, isGlobal: boolean, isRectifier: boolean): Forward {
  const { role, joins, sums } = definition;
  if (inputs === 0 || role === 'none') return 'zero';
  if (role === 'conv') return 'layer';
  if (role === 'pool') return isGlobal ? 'mean' : 'windows';
  if (role === 'norm') return 'norm';
  if (isRectifier) return 'rectify';
  return inputs > 1 && (joins === true || sums === true) ? 'combine' : 'carry';
}

function backwardOf({ role, joins, sums }: OpDefinition<unknown>, isRectifier: boolean): Backward {
  if (role === 'norm' || role === 'pool') return role;
  if (isRectifier) return 'rectify';
  if (joins === true) return 'join';
  return sums === true ? 'sum' : 'carry';
}

function stepOf(node: ArchNode, inputs: readonly number[], inputShapes: readonly Shape[], output: number): Step {
  const definition = definitionOf(node);
  const { role } = definition;
  const shape = outputShape(node, inputShapes, definition);
  const { channels, map } = place(shape);
  const read = place(inputShapes[0] ?? shape);
  const attrs = node.attrs as ReadWindow;
  const isLayer = role === 'conv';
  const high = attrs.kernel?.[0] ?? 1;
  const wide = attrs.kernel?.[1] ?? high;
  const groups = attrs.groups ?? 1;
  const isRectifier = definition.rectifies?.(node.attrs) === true;
  const isGlobal = attrs.kernel === undefined || !hasPixels(read.map);
  const isPoolOfAll = role === 'pool' && attrs.kernel === undefined;
  return {
    node,
    definition,
    forward: forwardOf(definition, inputs.length, isGlobal, isRectifier),
    backward: backwardOf(definition, isRectifier),
    inputs,
    inputShapes,
    inputChannels: inputShapes.map((one) => place(one).channels),
    output,
    shape,
    channels,
    map,
    inputMap: read.map,
    hasPixels: hasPixels(map),
    isLayer,
    isRectifier,
    window: windowOf(high, wide, isLayer ? (attrs.dilation?.[0] ?? 1) : 1),
    stride: attrs.stride?.[0] ?? 1,
    groups,
    fanIn: isLayer ? (read.channels / groups) * product(attrs.kernel ?? []) : 0,
    isSpatial: attrs.kernel?.some((length) => length > 1) === true,
    pooledShare: isPoolOfAll ? product(shape) / product(must(inputShapes[0], 'the shape of an input')) : undefined,
    macs: definition.macs?.(node.attrs, inputShapes, shape) ?? 0,
  };
}

/** What networks of one set of blocks share. */
interface Shared {
  readonly slots: Map<string, number>;
  readonly steps: Map<ArchNode, Step>;
  readonly blocks: Map<ArchBlock, readonly Step[]>;
}
const shared = new WeakMap<ArchBlocks, Shared>();

function slotOf(slots: Map<string, number>, id: string): number {
  let slot = slots.get(id);
  if (slot === undefined) slots.set(id, (slot = slots.size));
  return slot;
}

/** The steps of a network. @throws a data error if shapes do not fit. */
export function stepsOf(architecture: Architecture): NetworkSteps {
  requireArchitecture(architecture);
  const parts = blocksOf(architecture);
  let common = parts === undefined ? undefined : shared.get(parts.blocks);
  if (common === undefined) {
    common = { slots: new Map(), steps: new Map(), blocks: new Map() };
    if (parts !== undefined) shared.set(parts.blocks, common);
  }
  const { slots, steps: known, blocks } = common;
  const shapes: (Shape | undefined)[] = [];
  const inputs = architecture.inputs.map(({ id, shape: own }) => {
    const shape = [1, ...own.slice(1)];
    const slot = slotOf(slots, id);
    shapes[slot] = shape;
    return { ...place(shape), slot };
  });
  const steps: Step[] = [];

  const add = (node: ArchNode): Step => {
    const read = node.inputs.map((id) => slotOf(slots, id));
    const readShapes = read.map((slot, i) => {
      const shape = shapes[slot];
      if (shape === undefined) throw undefinedInput(node, must(node.inputs[i], 'an input'));
      return shape;
    });
    const step = stepOf(node, read, readShapes, slotOf(slots, node.id));
    shapes[step.output] = step.shape;
    steps.push(step);
    return step;
  };
  /** A step of an earlier network, if it reads the same shapes here. */
  const addKnown = (step: Step): boolean => {
    const { inputs: read, inputShapes } = step;
    for (let i = 0; i < read.length; i++) {
      const shape = shapes[read[i] as number];
      const own = inputShapes[i] as Shape;
      if (shape !== own && (shape === undefined || !isSameShape(shape, own))) return false;
    }
    shapes[step.output] = step.shape;
    steps.push(step);
    return true;
  };
  if (parts === undefined) for (const node of architecture.nodes) add(node);
  for (const block of parts?.used ?? []) {
    const earlier = blocks.get(block);
    if (earlier !== undefined) {
      for (const step of earlier) if (!addKnown(step)) add(step.node);
      continue;
    }
    const first = steps.length;
    for (const node of block.nodes) {
      const step = known.get(node);
      if (step === undefined) known.set(node, add(node));
      else if (!addKnown(step)) add(node);
    }
    blocks.set(block, steps.slice(first));
  }
  return {
    steps,
    inputs,
    outputs: architecture.outputs.map((id) => must(slots.get(id), 'the slot of an output')),
    slots: slots.size,
  };
}
