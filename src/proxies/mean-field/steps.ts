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
  /** It is multiplied by zero. */
  readonly isNone: boolean;
  readonly isActivation: boolean;
  readonly isJoin: boolean;
  /** Places of the output read any places of the input: attention's products. */
  readonly mixesPlaces: boolean;
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
  /** A layer whose window is larger than a pixel. */
  readonly isSpatial: boolean;
  /** What a pool leaves of a gradient, if this does not depend on the maps. */
  readonly pooledShare: number | undefined;
  readonly macs: number;
}

/** What is in a slot. */
interface Place {
  readonly shape: Shape;
  readonly channels: number;
  readonly map: Window;
}

export interface NetworkSteps {
  readonly steps: readonly Step[];
  readonly inputs: readonly { readonly slot: number; readonly map: Window }[];
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

function placeOf(shape: Shape): Place {
  if (shape.length === 4) return { shape, channels: must(shape[1], 'channels'), map: windowOf(shape[2] ?? 1, shape[3] ?? 1) };
  if (shape.length === 3) {
    const pixels = shape[1] ?? 1;
    const side = Math.max(1, Math.floor(Math.sqrt(pixels)));
    return { shape, channels: shape[2] ?? 1, map: windowOf(side, Math.max(1, Math.round(pixels / side))) };
  }
  return { shape, channels: shape.at(-1) ?? 1, map: windowOf(1, 1) };
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

function stepOf(node: ArchNode, inputs: readonly number[], places: readonly Place[], output: number): Step {
  const definition = definitionOf(node);
  const { role } = definition;
  const inputShapes = places.map(({ shape }) => shape);
  const shape = outputShape(node, inputShapes, definition);
  const [first] = places;
  const { channels, map } = first !== undefined && isSameShape(shape, first.shape) ? first : placeOf(shape);
  const read = first ?? { channels, map };
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
    isNone: role === 'none',
    isActivation: role === 'activation',
    isJoin: definition.joins === true,
    mixesPlaces: definition.mixesPlaces === true,
    forward: forwardOf(definition, inputs.length, isGlobal, isRectifier),
    backward: backwardOf(definition, isRectifier),
    inputs,
    inputShapes,
    inputChannels: places.map((one) => one.channels),
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
    isSpatial: isLayer && attrs.kernel?.some((length) => length > 1) === true,
    pooledShare: isPoolOfAll ? product(shape) / product(must(inputShapes[0], 'the shape of an input')) : undefined,
    // Of an operator that is not known only its shape counts.
    macs: definition.cannotRun === undefined ? (definition.macs?.(node.attrs, inputShapes, shape) ?? 0) : 0,
  };
}

/** The steps of a block, with their slots and what they read from outside it. */
interface StepBlock {
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
  readonly reads: readonly number[];
  readonly readShapes: readonly Shape[];
}

/** What networks of one set of blocks share. */
interface Shared {
  readonly slots: Map<string, number>;
  readonly steps: Map<ArchNode, Step>;
  readonly blocks: Map<ArchBlock, StepBlock>;
}
const shared = new WeakMap<ArchBlocks, Shared>();

function slotOf(slots: Map<string, number>, id: string): number {
  let slot = slots.get(id);
  if (slot === undefined) slots.set(id, (slot = slots.size));
  return slot;
}

/** What is in the slots of a network so far. */
type Places = (Place | undefined)[];

/** The steps of a network. @throws a data error if shapes do not fit. */
export function stepsOf(architecture: Architecture): NetworkSteps {
  requireArchitecture(architecture);
  const parts = blocksOf(architecture);
  let common = parts === undefined ? undefined : shared.get(parts.blocks);
  if (common === undefined) {
    common = { slots: new Map(), steps: new Map(), blocks: new Map() };
    if (parts !== undefined) shared.set(parts.blocks, common);
  }
  const { slots, blocks } = common;
  const places: Places = new Array<Place | undefined>(slots.size).fill(undefined);
  const inputs = architecture.inputs.map(({ id, shape }) => {
    const slot = slotOf(slots, id);
    const place = placeOf([1, ...shape.slice(1)]);
    places[slot] = place;
    return { slot, map: place.map };
  });
  const steps: Step[] = [];
  if (parts === undefined) for (const node of architecture.nodes) steps.push(addNode(node, slots, places));
  for (const block of parts?.used ?? []) {
    const known = blocks.get(block);
    if (known !== undefined && fits(known.reads, known.readShapes, places)) {
      const { steps: own, outputs } = known;
      for (let i = 0; i < own.length; i++) {
        steps.push(own[i]);
        places[outputs[i]] = own[i];
      }
    } else {
      const own = addBlock(block, common, places);
      for (const step of own.steps) steps.push(step);
      if (known === undefined) blocks.set(block, own);
    }
  }
  return {
    steps,
    inputs,
    outputs: architecture.outputs.map((id) => must(slots.get(id), 'the slot of an output')),
    slots: slots.size,
  };
}

/** Whether slots hold these shapes. */
function fits(read: readonly number[], shapes: readonly Shape[], places: Places): boolean {
  for (let i = 0; i < read.length; i++) {
    const own = places[read[i]]?.shape;
    if (own !== shapes[i] && (own === undefined || !isSameShape(own, shapes[i]))) return false;
  }
  return true;
}

/** Makes the step of a node and enters what it writes. */
function addNode(node: ArchNode, slots: Map<string, number>, places: Places): Step {
  const read = node.inputs.map((id) => slotOf(slots, id));
  const readPlaces = read.map((slot, i) => {
    const place = places[slot];
    if (place === undefined) throw undefinedInput(node, node.inputs[i]);
    return place;
  });
  const step = stepOf(node, read, readPlaces, slotOf(slots, node.id));
  places[step.output] = step;
  return step;
}

/** The steps of a block, of its known nodes those that exist. */
function addBlock({ nodes }: ArchBlock, { slots, steps: known }: Shared, places: Places): StepBlock {
  const steps: Step[] = [];
  const outputs: number[] = [];
  const reads: number[] = [];
  const readShapes: Shape[] = [];
  for (const node of nodes) {
    const earlier = known.get(node);
    const step =
      earlier !== undefined && fits(earlier.inputs, earlier.inputShapes, places) ? earlier : addNode(node, slots, places);
    places[step.output] = step;
    if (earlier === undefined) known.set(node, step);
    for (let i = 0; i < step.inputs.length; i++) {
      const slot = step.inputs[i];
      // A block has few nodes.
      if (outputs.includes(slot) || reads.includes(slot)) continue;
      reads.push(slot);
      readShapes.push(step.inputShapes[i]);
    }
    outputs.push(step.output);
    steps.push(step);
  }
  return { steps, outputs, reads, readShapes };
}
