/**
 * Operators applied to operands of known shapes, each made once for all architectures: networks of one space apply the same few
 * hundred again and again, so shapes are inferred and attributes written out once for each.
 */
import { definitionOf, nodeTitle } from '../../arch/infer.js';
import { zeroRule, type ZeroRule } from '../../arch/live.js';
import type { ArchNode, OpName, Shape } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';
import { placed } from '../../core/mismatch.js';

/** A shape with a number that stands for it in keys. */
export interface KnownShape {
  readonly number: number;
  readonly lengths: Shape;
}

/** An operator with its attributes and the shapes of its operands. */
export interface Call<A = unknown> {
  /** No other call has it. */
  readonly number: number;
  /** The number of the operator with its attributes, of an input that of its shape. */
  readonly operator: number;
  readonly op: OpName | 'input';
  readonly attrs: A;
  /** Equal for equal attributes. */
  readonly attrsKey: string;
  /** Shapes of the operands, those of zeros included. */
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  /** What an operator found out about this call, kept for the next one. */
  gain?: number;
  isMapSum?: boolean;
}

/** An operator with its attributes. */
export interface Operator {
  /** Operators with other attributes have others. */
  readonly number: number;
  readonly zeroRule: ZeroRule;
  readonly isSkip: boolean;
  readonly sums: boolean;
  readonly isCommutative: boolean;
  /** @throws a data error that names the node when the shapes of the operands do not fit. */
  call(node: ArchNode, operands: readonly Shaped[]): ShapedCall;
}

interface Shaped {
  readonly shape: KnownShape;
}

interface ShapedCall {
  readonly call: Call;
  /** The shape of its output. */
  readonly shape: KnownShape;
}

/** More than any space needs; beyond it the tables start anew. */
const MOST_OPERATORS = 2000;
const MOST_CALLS = 500;
const MOST_SHAPES = 5000;
/** Longer attributes (tables of constants) are not kept. */
const LONGEST_KEY = 500;

let made = 0;
const shapes = new Map<string, KnownShape>();
const operators = new Map<string, Operator>();

export function knownShape(lengths: Shape): KnownShape {
  const key = lengths.join();
  let known = shapes.get(key);
  if (known === undefined) {
    if (shapes.size >= MOST_SHAPES) shapes.clear();
    shapes.set(key, (known = { number: made++, lengths }));
  }
  return known;
}

/** An input of an architecture. */
export function inputCall(shape: KnownShape): Call {
  return {
    number: shape.number,
    operator: shape.number,
    op: 'input',
    attrs: {},
    attrsKey: '',
    inputShapes: [],
    shape: shape.lengths,
  };
}

/** @throws a data error that names the node when its operator is unknown or cannot be run. */
export function operatorOf(node: ArchNode): Operator {
  checkOperator(node);
  const attrsKey = keyOf(node.attrs);
  const key = `${node.op} ${attrsKey}`;
  let operator = operators.get(key);
  if (operator === undefined) {
    if (key.length > LONGEST_KEY) return createOperator(node, node.attrs, attrsKey);
    // A copy: whoever made the architecture may change it.
    operator = createOperator(node, structuredClone(node.attrs), attrsKey);
    if (operators.size >= MOST_OPERATORS) operators.clear();
    operators.set(key, operator);
  }
  return operator;
}

function checkOperator(node: ArchNode): void {
  const definition = definitionOf(node) as ReturnType<typeof definitionOf> | undefined;
  if (definition === undefined)
    throw dataError(nodeTitle(node), {
      expected: 'an operator of the architecture format',
      got: quote(node.op),
      code: 'unknown-name',
    });
  if (definition.cannotRun !== undefined)
    throw dataError(nodeTitle(node), { expected: definition.cannotRun(node.attrs), code: 'unsupported' });
}

function createOperator(node: ArchNode, attrs: object, attrsKey: string): Operator {
  const { role, sums = false, commutative = false } = definitionOf(node);
  const { op } = node;
  const number = made++;
  const known = new Map<number | string, ShapedCall>();
  let last: { readonly first: KnownShape; readonly operands: number; readonly call: ShapedCall } | undefined;
  return {
    number,
    zeroRule: zeroRule(node),
    isSkip: role === 'skip',
    sums,
    isCommutative: commutative,
    call(caller, operands) {
      // Consecutive nodes mostly have one shape: no look-up.
      if (last !== undefined && last.operands === operands.length && haveShape(operands, last.first)) return last.call;
      const key = shapesKey(operands);
      let call = known.get(key);
      if (call === undefined) {
        const inputShapes = operands.map(({ shape }) => shape.lengths);
        const shape = knownShape(outputShape(caller, inputShapes));
        call = { call: { number: made++, operator: number, op, attrs, attrsKey, inputShapes, shape: shape.lengths }, shape };
        if (known.size >= MOST_CALLS) known.clear();
        known.set(key, call);
      }
      if (operands.length > 0 && haveShape(operands, operands[0].shape))
        last = { first: operands[0].shape, operands: operands.length, call };
      return call;
    },
  };
}

function haveShape(operands: readonly Shaped[], shape: KnownShape): boolean {
  for (let i = 0; i < operands.length; i++) if (operands[i].shape !== shape) return false;
  return true;
}

/** A number where all shapes are the same, which is nearly always. */
function shapesKey(operands: readonly Shaped[]): number | string {
  if (operands.length === 0) return 0;
  const [{ shape: first }] = operands;
  return haveShape(operands, first) ? first.number * 2 ** 20 + operands.length : operands.map(({ shape }) => shape.number).join();
}

function outputShape(node: ArchNode, inputs: readonly Shape[]): Shape {
  try {
    return definitionOf(node).infer(node.attrs, inputs);
  } catch (error) {
    throw placed(error, nodeTitle(node));
  }
}

/** Attributes as text: numbers, texts, booleans and lists of numbers. Written out by hand: it runs for every node of every architecture. */
function keyOf(attrs: object): string {
  let key = '';
  for (const name in attrs) {
    const value = (attrs as Record<string, unknown>)[name];
    key += name;
    if (Array.isArray(value)) for (const item of value) key += `,${item as string}`;
    else key += `=${value as string}`;
  }
  return key;
}
