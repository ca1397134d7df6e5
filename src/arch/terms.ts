/**
 * What an architecture computes, without names and order: nodes reduced by equalities that hold for all
 * inputs and all weights. `canonicalHash` hashes this.
 *   1. identities, and sums of one term, are their input
 *   2. exact zeros (`zeros`, and the results of operators without bias or shift on them) are one leaf for each shape; sums drop them
 *   3. operators without weights that are applied twice to the same inputs are one node
 *   4. nodes that reach no output are gone
 */
import { onlyOf } from '../core/only-of.js';
import { must } from '../core/must.js';
import { definitionOf, inferShapes, inputShapes } from './infer.js';
import { yieldsZero } from './live.js';
import { parameterKey } from './parameters.js';
import { stableJson } from './stable-json.js';
import type { ArchNode, Architecture, Shape } from './types.js';

export interface Term {
  /** Operator and attributes, or which input, or zeros of which shape. */
  readonly label: string;
  /** Positions of earlier terms. */
  readonly inputs: readonly number[];
  readonly commutative: boolean;
}

export interface Terms {
  /** In topological order; inputs first, also those that are not read. */
  readonly terms: readonly Term[];
  /** Positions of the outputs, in order. */
  readonly outputs: readonly number[];
}

/** @throws a data error where shapes do not fit. */
export function termsOf(architecture: Architecture): Terms {
  const shapes = inferShapes(architecture);
  const terms: Term[] = [];
  const positions = new Map<string, number>();
  const shared = new Map<string, number>();
  const zero = new Set<string>();
  /** The term that owns a learned tensor, by its key. */
  const owner = new Map<string, number>();

  const append = (term: Term): number => terms.push(term) - 1;
  const share = (term: Term): number => {
    const key = `${term.label} ${(term.commutative ? term.inputs.toSorted((a, b) => a - b) : term.inputs).join(' ')}`;
    const position = shared.get(key) ?? append(term);
    shared.set(key, position);
    return position;
  };
  /** A tensor whose owner computes only zeros. */
  const unread = (key: string): number => {
    const position = append({ label: `tensor ${nameOf(key)}`, inputs: [], commutative: false });
    owner.set(key, position);
    return position;
  };
  const place = (node: ArchNode): number => {
    const shape = shapes.get(node.id) as Shape;
    const inputs = inputShapes(node, shapes);
    const { role, commutative = false, sums = false, parameters } = definitionOf(node);
    const learned = parameters?.(node.attrs, inputs) ?? [];
    if (!learned.some(({ role: kind }) => kind === 'bias' || kind === 'shift') && yieldsZero(node, (id) => zero.has(id))) {
      zero.add(node.id);
      return share({ label: `zeros ${shape.join('x')}`, inputs: [], commutative: false });
    }
    const kept = sums ? summands(node, shape, shapes, zero) : node.inputs;
    const only = onlyOf(kept);
    if (only !== undefined && (sums || role === 'skip') && sameShape(shapes.get(only), shape)) {
      return must(positions.get(only), 'the term of an input');
    }
    const inputsOf = kept.map((id) => positions.get(id) as number);
    const label = `${node.op} ${stableJson(node.attrs)}`;
    if (learned.length === 0) return share({ label, inputs: inputsOf, commutative });
    const owners = learned.flatMap(({ name }) => (node.shares?.[name] === undefined ? [] : [[name, node.shares[name]] as const]));
    const position = append({
      // Whose tensors it uses is part of what it computes: the owners are operands.
      label: owners.length === 0 ? label : `${label} shares ${owners.map(([name, key]) => `${name}=${nameOf(key)}`).join(' ')}`,
      inputs: [...inputsOf, ...owners.map(([, key]) => owner.get(key) ?? unread(key))],
      commutative,
    });
    for (const { name } of learned) if (node.shares?.[name] === undefined) owner.set(parameterKey(node.id, name), position);
    return position;
  };

  for (const [i, { id, shape }] of architecture.inputs.entries()) {
    positions.set(id, append({ label: `input ${i} ${shape.join('x')}`, inputs: [], commutative: false }));
  }
  for (const node of architecture.nodes) positions.set(node.id, place(node));
  const outputs = architecture.outputs.map((id) => positions.get(id) as number);
  return withoutUnread(terms, outputs, architecture.inputs.length);
}

/** The parameter's name within its key. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** A sum's inputs without exact zeros, unless one of those widens the output. */
function summands(
  node: ArchNode,
  shape: Shape,
  shapes: ReadonlyMap<string, Shape>,
  zero: ReadonlySet<string>,
): readonly string[] {
  const kept = node.inputs.filter((id) => !zero.has(id));
  const widest = kept.some((id) => sameShape(shapes.get(id), shape));
  return widest ? kept : node.inputs;
}

function sameShape(a: Shape | undefined, b: Shape): boolean {
  return a !== undefined && a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function withoutUnread(terms: readonly Term[], outputs: readonly number[], inputs: number): Terms {
  const termAt = (i: number): Term => must(terms[i], 'a term');
  const read = new Set(outputs);
  for (let i = terms.length - 1; i >= 0; i--) {
    if (i < inputs) read.add(i);
    if (read.has(i)) for (const input of termAt(i).inputs) read.add(input);
  }
  const places = new Map([...read].toSorted((a, b) => a - b).map((old, place) => [old, place]));
  const moved = (old: number): number => places.get(old) as number;
  return {
    terms: [...places.keys()].map((old) => {
      const term = termAt(old);
      return { ...term, inputs: term.inputs.map(moved) };
    }),
    outputs: outputs.map(moved),
  };
}
