import type { CellTopology, TopologyOp } from '../../arch/topology.js';
import type { OptionSpecs } from '../../core/options.js';
import type { SpaceProperties } from '../types.js';
import type { Layers } from './layers.js';

/** A value that a space leaves open. */
export type Choice = number | string | boolean;
/** What can be chosen, by name. */
export type Choices = { readonly [name: string]: readonly Choice[] };
/** One value of each. */
export type Chosen = { readonly [name: string]: Choice };

/** The fields of every space written with `defineSpace`. */
export interface SpaceHeader {
  /** Small letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly paper?: string;
  /** Options that may follow the id when the space is opened; callbacks find the values in `net.options`. */
  readonly options?: OptionSpecs;
  /** What scores may read about the space; cells with an operator on every edge have fixed wires by themselves. */
  readonly properties?: SpaceProperties;
}

/** Channels, height and width of the images. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** A space of named choices and a network built from them. */
export interface ChoicePlan {
  readonly input: ImageShape;
  readonly choices: Choices;
  /** Builds the network on `image` and returns its output. */
  build(net: Layers, image: string, chosen: Chosen): string;
  /** Whether a combination of choices is allowed, if not all make sense. Must not exclude nearly all. */
  accept?(chosen: Chosen): boolean;
  /** The graph SED reads and drawings show. */
  topology?(chosen: Chosen): CellTopology;
}

/** A space of blocks in a row, each with its choices. */
export interface ChainPlan {
  readonly input: ImageShape;
  /** How many blocks, or fewest and most. */
  readonly blocks: number | readonly [fewest: number, most: number];
  readonly choices: Choices;
  /** Before the blocks. */
  start(net: Layers, image: string): string;
  /** Builds one block from what was chosen for it; returns its output. */
  block(net: Layers, x: string, chosen: Chosen, index: number): string;
  /** After the blocks; returns the logits. */
  end(net: Layers, x: string): string;
  /** The edge that SED and drawings see for a block. */
  edge?(chosen: Chosen): TopologyOp;
}

/** One operator of a cell. Without `layer` nothing flows along the edge. */
export interface CellOp {
  readonly topology?: TopologyOp;
  /** Builds the operator on a tensor; returns its output. Left out for operators that pass nothing on. */
  layer?(net: Layers, x: string, place: { readonly channels: number }): string;
}

/** A space of cells: every node but the first is the sum, over all nodes before it, of an operator applied to that node. */
export interface CellPlan {
  readonly input: ImageShape;
  /** Nodes of a cell, the first its input, the last its output. */
  readonly nodes: number;
  readonly ops: { readonly [name: string]: CellOp };
  /** Channels of every stage. */
  readonly stages: readonly number[];
  /** Cells in a stage. */
  readonly cells: number;
  /** Before the first stage; left out: a 3x3 convolution with batch norm. */
  start?(net: Layers, image: string, channels: number): string;
  /** Before every later stage; left out: ReLU, a 3x3 convolution of stride 2, batch norm. */
  reduce?(net: Layers, x: string, channels: number): string;
  /** After the last stage; returns the logits. */
  end(net: Layers, x: string): string;
}
