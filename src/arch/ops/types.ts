import type { GenericSchema } from 'valibot';
import type { OpAttrs, OpName, Shape } from '../types.js';

/** One learned tensor of a node. `role` decides its initial value, `fanIn` (weights only) its scale. */
export interface ParameterSpec {
  readonly name: 'weight' | 'recurrent' | 'bias' | 'scale' | 'shift' | 'value';
  readonly role: 'weight' | 'bias' | 'scale' | 'shift';
  readonly shape: Shape;
  readonly fanIn: number;
}

/** The role of an operator in topology, which SED and the drawings read. */
export type OpRole = 'conv' | 'pool' | 'norm' | 'activation' | 'merge' | 'skip' | 'none' | 'shape' | 'other';

/** Everything that the rest of Assay knows about an operator. One record for each operator, one file for each family. */
export interface OpDefinition<A> {
  readonly role: OpRole;
  /** Fewest and most inputs. */
  readonly arity: readonly [number, number];
  /** Checks untrusted attributes. */
  readonly attrs: GenericSchema<unknown, A>;
  /** Inputs may be exchanged without changing the output. */
  readonly commutative?: boolean;
  /**
   * When the output is zero while biases and shifts are: once all inputs are zero (left out: `all`), once any is (products),
   * or never (sigmoid; a source of values). Role `none` is always zero.
   */
  zeroWhen?(attrs: A): 'all' | 'any' | 'never';
  /** The output is the input where that is positive, and (nearly) zero elsewhere: ReLU and its variants, whose signs make activation patterns. */
  rectifies?(attrs: A): boolean;
  /** As `rectifies`, but smooth: GELU, SiLU, hard swish. The output is positive where the input is. */
  readonly rectifiesSmoothly?: boolean;
  /** Each number of the output follows from one number of the input, by a function with a bend. */
  readonly isElementwise?: boolean;
  /** Normalises with statistics of the batch, so that samples depend on each other. */
  readonly batchStatistics?: boolean;
  /** Inputs that are zero may be left out as long as the output keeps its shape; if a single input remains, it is the output. */
  readonly sums?: boolean;
  /** Why a network with it cannot be run; left out if it can. */
  cannotRun?(attrs: A): string;
  /** Which kind of window pool it is, for topology. */
  readonly pool?: 'avg' | 'max';
  /** Places of the output read any places of the input: attention's products. */
  readonly mixesPlaces?: boolean;
  /** Inputs are side by side in the output, each unchanged. */
  readonly joins?: boolean;
  /** Shape of the output. Throws a plain Error that says what was expected; `inferShapes` adds node and op. */
  infer(attrs: A, inputs: readonly Shape[]): Shape;
  /** Learned tensors, in definition order. None when left out. */
  parameters?(attrs: A, inputs: readonly Shape[]): readonly ParameterSpec[];
  /** Multiply-accumulates for the given shapes. 0 when left out. */
  macs?(attrs: A, inputs: readonly Shape[], output: Shape): number;
  /** A few characters for drawings: `conv 3x3 /2`. */
  label(attrs: A): string;
}

export type OpDefinitions = { readonly [O in OpName]: OpDefinition<OpAttrs[O]> };
/** The part of the registry that one family file fills. */
export type OpFamily<O extends OpName> = Pick<OpDefinitions, O>;
