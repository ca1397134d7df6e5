/**
 * Architecture -> the values that must be computed, each once.
 * With constant weights, two nodes that apply one operator to one value compute the same map, so equal expressions are one value.
 * Values that zeros cut off, or that are not read, are left out. An identity or a sum of one term is its operand.
 */
import { greatest } from '../../core/greatest.js';
import { nodeTitle } from '../../arch/infer.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';
import { inputCall, knownShape, type Call, type KnownShape, type Operator } from './calls.js';
import { idNumber, knownNode, startArchitecture } from './known-nodes.js';
import { createApplications, ZERO, type Operand } from './operands.js';

export interface Value {
  readonly call: Call;
  /** Numbers of earlier values, or `ZERO`. */
  readonly inputs: readonly number[];
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
  /** The result of `programKey`, kept for the next weight. */
  key?: string;
}

const applications = createApplications();

/**
 * @param wanted how many of the outputs are requested, from the first.
 * @throws a data error that names node and op where the architecture is malformed.
 */
export function lower(architecture: Architecture, batch: number, wanted = 1): Program {
  const values: Value[] = [];
  startArchitecture();
  /** By the number of the id. */
  const references: (Operand | undefined)[] = [];
  applications.clear();
  const readsInput: boolean[] = [];
  for (const { id, shape } of architecture.inputs) {
    const own = knownShape([batch, ...shape.slice(1)]);
    references[idNumber(id)] = { value: values.length, shape: own };
    readsInput.push(true);
    values.push({ call: inputCall(own), inputs: [], readsInputOnly: false, uses: 0 });
  }
  for (const node of architecture.nodes) {
    const { operator, id, inputs } = knownNode(node);
    const operands = new Array<Operand>(inputs.length);
    let zeros = 0;
    for (let i = 0; i < inputs.length; i++) {
      const operand = references[inputs[i]] ?? unknownId(node.inputs[i], node);
      if (operand.value === ZERO) zeros++;
      operands[i] = operand;
    }
    references[id] = refer(node, operator, operands, zeros);
  }
  const outputs = architecture.outputs.slice(0, wanted).map((id) => references[idNumber(id)] ?? unknownId(id));
  const [output] = outputs;
  const numbers = outputs.map(({ value }) => value);
  countUses(values, numbers);
  return {
    values,
    output: output.value,
    outputs: numbers,
    outputShape: output.shape.lengths,
    cutPoints: findCutPoints(values),
    isConnected: output.value !== ZERO && readsInput[output.value],
  };

  function refer(node: ArchNode, operator: Operator, operands: readonly Operand[], zeros: number): Operand {
    if (yieldsZero(operator, operands.length, zeros)) return { value: ZERO, shape: operator.call(node, operands).shape };
    if (operator.isSkip) return operands[0];
    if (operator.sums) {
      const terms = zeros === 0 ? operands : neededTerms(operands, operator.call(node, operands).shape);
      if (terms.length === 1) return terms[0];
      return valueOf(node, operator, terms);
    }
    return valueOf(node, operator, operands);
  }

  /** The value of an operator applied to operands, new or known. */
  function valueOf(node: ArchNode, operator: Operator, operands: readonly Operand[]): Operand {
    const known = applications.find(operator, operands);
    if (known !== undefined) return known;
    const { call, shape } = operator.call(node, operands);
    const reference = { value: values.length, shape };
    applications.keep(reference);
    const inputs = new Array<number>(operands.length);
    let reads = false;
    for (let i = 0; i < inputs.length; i++) {
      const { value } = operands[i];
      inputs[i] = value;
      if (value !== ZERO && readsInput[value]) reads = true;
    }
    readsInput.push(reads);
    values.push({ call, inputs, readsInputOnly: inputs.length === 1 && inputs[0] === 0, uses: 0 });
    return reference;
  }
}

function yieldsZero({ zeroRule }: Operator, operands: number, zeros: number): boolean {
  return zeroRule === 'always' || (zeroRule === 'any' ? zeros > 0 : zeroRule === 'all' && zeros === operands);
}

/** The terms of a sum that are not zero, as long as they keep its shape. */
function neededTerms(terms: readonly Operand[], shape: KnownShape): readonly Operand[] {
  const others = terms.filter(({ value }) => value !== ZERO);
  return others.length < terms.length && !others.some((term) => sameShape(term.shape, shape)) ? terms : others;
}

/** @throws always. */
function unknownId(id: string, reader?: ArchNode): never {
  throw dataError(reader === undefined ? 'outputs' : nodeTitle(reader), {
    expected: 'ids of inputs or earlier nodes',
    got: quote(String(id)),
  });
}

function sameShape(a: KnownShape, b: KnownShape): boolean {
  return a === b || (a.lengths.length === b.lengths.length && a.lengths.every((length, axis) => length === b.lengths[axis]));
}

function countUses(values: readonly Value[], outputs: readonly number[]): void {
  for (const output of outputs) if (output !== ZERO) values[output].uses++;
  for (let number = greatest(outputs); number >= 0; number--) {
    const { uses, inputs } = values[number];
    if (uses > 0) for (const input of inputs) if (input !== ZERO) values[input].uses++;
  }
}

function findCutPoints(values: readonly Value[]): number[] {
  const lastReader = new Array<number>(values.length).fill(0);
  for (let number = 0; number < values.length; number++) {
    const { uses, inputs } = values[number];
    lastReader[number] = number;
    if (uses > 0) for (const input of inputs) if (input !== ZERO) lastReader[input] = number;
  }
  const cutPoints: number[] = [];
  let open = 0;
  for (let number = 0; number < values.length; number++) {
    if (values[number].uses === 0) continue;
    if (open <= number) cutPoints.push(number);
    open = Math.max(open, lastReader[number]);
  }
  return cutPoints;
}
