/**
 * Architecture -> the values that must be computed, each once.
 * With constant weights, two nodes that apply one operator to one value compute the same map, so equal expressions are one value.
 * Values that zeros cut off, or that are not read, are left out. An identity or a sum of one term is its operand.
 */
import { greatest } from '../../core/greatest.js';
import { placed } from '../../core/mismatch.js';
import { definitionOf, nodeTitle } from '../../arch/infer.js';
import { yieldsZero } from '../../arch/live.js';
import type { ArchNode, Architecture, OpName, Shape } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';

/** The number of a value; `ZERO` stands for a tensor of zeros. */
export const ZERO = -1;

export interface Value {
  readonly op: OpName | 'input';
  readonly attrs: unknown;
  /** Numbers of earlier values, or `ZERO`. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  /** Shapes of the inputs, those of zeros included. */
  readonly inputShapes: readonly Shape[];
  /** The first node that computes it. */
  readonly id: string;
  /** The attributes as text. */
  readonly attrsKey: string;
  /** Operator, attributes and operands: the same for the same value. */
  readonly key: string;
  /** Its only operand is the architecture's input. */
  readonly readsInputOnly: boolean;
  /** Values that read it, and the output. */
  uses: number;
}

export interface Program {
  readonly values: readonly Value[];
  /** Number of the first output, or `ZERO`. */
  readonly output: number;
  /** Numbers of the requested outputs, the first among them. */
  readonly outputs: readonly number[];
  readonly outputShape: Shape;
  /** Values through which everything computed before them passes, in order: there the network can be cut in two. */
  readonly cutPoints: readonly number[];
  /** Something other than zeros leads from the input to the output. */
  readonly isConnected: boolean;
}

interface Reference {
  readonly value: number;
  readonly shape: Shape;
}

/**
 * @param wanted how many of the outputs are requested, from the first.
 * @throws a data error that names node and op where the architecture is malformed.
 */
export function lower(architecture: Architecture, batch: number, wanted = 1): Program {
  const values: Value[] = [];
  const references = new Map<string, Reference>();
  const numbers = new Map<string, Reference>();
  const readsInput: boolean[] = [];
  for (const { id, shape } of architecture.inputs) {
    const own = [batch, ...shape.slice(1)];
    references.set(id, { value: values.length, shape: own });
    readsInput.push(true);
    values.push({
      op: 'input',
      attrs: {},
      inputs: [],
      shape: own,
      inputShapes: [],
      id,
      attrsKey: '',
      key: '',
      readsInputOnly: false,
      uses: 0,
    });
  }
  const isZero = (id: string): boolean => references.get(id)?.value === ZERO;
  for (const node of architecture.nodes) {
    const inputs = node.inputs.map((id) => referenceTo(id, node, references));
    references.set(node.id, refer(node, inputs));
  }
  const outputs = architecture.outputs.slice(0, wanted).map((id) => referenceTo(id, undefined, references));
  const [output] = outputs;
  countUses(
    values,
    outputs.map(({ value }) => value),
  );
  return {
    values,
    output: output.value,
    outputs: outputs.map(({ value }) => value),
    outputShape: output.shape,
    cutPoints: findCutPoints(values),
    isConnected: output.value !== ZERO && readsInput[output.value],
  };

  function refer(node: ArchNode, given: readonly Reference[]): Reference {
    const definition = definitionOf(node) as ReturnType<typeof definitionOf> | undefined;
    if (definition === undefined)
      throw dataError(nodeTitle(node), {
        expected: 'an operator of the architecture format',
        got: quote(node.op),
        code: 'unknown-name',
      });
    if (definition.cannotRun !== undefined)
      throw dataError(nodeTitle(node), { expected: definition.cannotRun(node.attrs), code: 'unsupported' });
    if (yieldsZero(node, isZero)) return { value: ZERO, shape: outputShape(node, given) };
    if (definition.role === 'skip') return given[0];
    if (definition.sums === true) {
      if (given.some(({ value }) => value === ZERO)) {
        const shape = outputShape(node, given);
        const terms = neededTerms(given, shape);
        return terms.length === 1 ? terms[0] : valueOf(node, definition.commutative === true, terms, shape);
      }
      if (given.length === 1) return given[0];
    }
    return valueOf(node, definition.commutative === true, given);
  }

  /** The value of an operator applied to operands, new or known. `shape`: if it is larger than the operands' shapes. */
  function valueOf(node: ArchNode, isCommutative: boolean, inputs: readonly Reference[], shape?: Shape): Reference {
    const attributes = attrsKey(node.attrs);
    const key = `${node.op} ${attributes} ${operandsKey(isCommutative, inputs)}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const reference = { value: values.length, shape: shape ?? outputShape(node, inputs) };
    numbers.set(key, reference);
    readsInput.push(inputs.some(({ value }) => value !== ZERO && readsInput[value]));
    values.push({
      op: node.op,
      attrs: node.attrs,
      inputs: inputs.map(({ value }) => value),
      shape: reference.shape,
      inputShapes: inputs.map((input) => input.shape),
      id: node.id,
      attrsKey: attributes,
      key,
      readsInputOnly: inputs.length === 1 && inputs[0].value === 0,
      uses: 0,
    });
    return reference;
  }
}

/** The terms of a sum that are not zero, as long as they keep its shape. */
function neededTerms(terms: readonly Reference[], shape: Shape): readonly Reference[] {
  const others = terms.filter(({ value }) => value !== ZERO);
  return others.length < terms.length && !others.some((term) => sameShape(term.shape, shape)) ? terms : others;
}

function referenceTo(id: string, reader: ArchNode | undefined, references: ReadonlyMap<string, Reference>): Reference {
  const reference = references.get(id);
  if (reference !== undefined) return reference;
  throw dataError(reader === undefined ? 'outputs' : nodeTitle(reader), {
    expected: 'ids of inputs or earlier nodes',
    got: quote(String(id)),
  });
}

function outputShape(node: ArchNode, inputs: readonly Reference[]): Shape {
  try {
    return definitionOf(node).infer(
      node.attrs,
      inputs.map(({ shape }) => shape),
    );
  } catch (error) {
    throw placed(error, nodeTitle(node));
  }
}

function operandsKey(isCommutative: boolean, inputs: readonly Reference[]): string {
  if (inputs.length === 1 && inputs[0].value !== ZERO) return String(inputs[0].value);
  const operands = inputs.map(({ value, shape }) => (value === ZERO ? `0[${shape.join()}]` : String(value)));
  return (isCommutative ? operands.sort() : operands).join(' ');
}

/** Attributes as text: numbers, texts, booleans and lists of numbers. Written out by hand: it runs for every node of every architecture. */
function attrsKey(attrs: object): string {
  let key = '';
  for (const name in attrs) {
    const value = (attrs as Record<string, unknown>)[name];
    key += name;
    if (Array.isArray(value)) for (const item of value) key += `,${item as string}`;
    else key += `=${value as string}`;
  }
  return key;
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function countUses(values: readonly Value[], outputs: readonly number[]): void {
  for (const output of outputs) if (output !== ZERO) values[output].uses++;
  for (let number = greatest(outputs); number >= 0; number--) {
    const { uses, inputs } = values[number];
    if (uses > 0) for (const input of inputs) if (input !== ZERO) values[input].uses++;
  }
}

function findCutPoints(values: readonly Value[]): number[] {
  const lastReader = values.map((_, number) => number);
  values.forEach(({ uses, inputs }, number) => {
    if (uses > 0) for (const input of inputs) if (input !== ZERO) lastReader[input] = number;
  });
  const cutPoints: number[] = [];
  let open = 0;
  values.forEach(({ uses }, number) => {
    if (uses === 0) return;
    if (open <= number) cutPoints.push(number);
    open = Math.max(open, lastReader[number]);
  });
  return cutPoints;
}
