/**
 * Checks an architecture: one read from a file, which is not trusted, or one just built.
 * An architecture that passes can be inferred at any batch, counted, printed and run.
 */
import * as v from 'valibot';
import { AssayError, dataError, quote, errorWithin } from '../core/errors.js';
import { suggest } from '../core/suggest.js';
import { countCost } from './cost.js';
import { definitionOf, inferShapes, inputShapes, nodeTitle } from './infer.js';
import { ops } from './ops/index.js';
import { count } from './ops/schema.js';
import { formatShape, product } from './ops/shapes.js';
import { parameterKey } from './parameters.js';
import { readAs } from '../core/schema/read-as.js';
import { describeValue } from '../core/schema/words.js';
import type { ArchNode, Architecture, Shape } from './types.js';

/** Limits that keep an untrusted file from asking for absurd work. */
const MAX_NODES = 100_000;
const MAX_RANK = 16;

const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));

/** The outer form; operators and attributes are checked node by node. */
const outline = v.strictObject({
  format: v.literal('assay-architecture'),
  version: v.literal(1),
  name: v.exactOptional(v.string()),
  inputs: v.pipe(
    v.array(v.strictObject({ id, shape: v.pipe(v.array(count), v.minLength(1), v.maxLength(MAX_RANK)) })),
    v.minLength(1),
  ),
  nodes: v.pipe(
    v.array(
      v.strictObject({
        id,
        op: v.string(),
        inputs: v.array(v.string()),
        attrs: v.unknown(),
        group: v.exactOptional(v.string()),
        shares: v.exactOptional(v.record(v.string(), v.string())),
      }),
    ),
    v.maxLength(MAX_NODES),
  ),
  outputs: v.pipe(v.array(v.string()), v.minLength(1)),
  groups: v.exactOptional(
    v.array(v.strictObject({ id, kind: v.string(), stage: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  ),
});

type Outline = v.InferOutput<typeof outline>;

/**
 * An architecture from untrusted JSON, with exactly the fields of the type, keys in the type's order.
 * @param where the source, first in every error.
 * @throws a data error `<where>: node "c3.e12" (conv): expected ...`.
 */
export function validateArchitecture(value: unknown, where = 'architecture'): Architecture {
  checkVersion(value, where);
  const read = readAs(outline, value, where);
  try {
    const architecture = { ...read, nodes: checkedNodes(read) };
    checkWhole(architecture);
    return architecture;
  } catch (error) {
    throw error instanceof AssayError ? errorWithin(where, error) : error;
  }
}

/** Checks an architecture that was built here. @throws a data error `node "c3.e12" (conv): expected ...`. */
export function checkArchitecture(architecture: Architecture): void {
  readAs(outline, architecture, 'architecture');
  checkedNodes(architecture);
  checkWhole(architecture);
}

function checkVersion(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null)
    throw dataError(where, { expected: 'an architecture', got: describeValue(value) });
  const { format, version } = value as { format?: unknown; version?: unknown };
  if (format !== 'assay-architecture')
    throw dataError(where, {
      expected: 'format "assay-architecture"',
      got: describeValue(format),
      hint: 'as assay export writes it',
    });
  if (version !== 1) {
    const newer = typeof version === 'number' && version > 1;
    throw dataError(where, {
      expected: 'version 1',
      got: describeValue(version),
      hint: newer ? 'written by a newer Assay' : undefined,
      code: 'unsupported',
    });
  }
}

/** The nodes with attributes read by their operator's schema, every reference resolved to something earlier. */
function checkedNodes(read: Outline | Architecture): ArchNode[] {
  const known = new Set<string>();
  const define = (where: string, name: string): void => {
    if (known.has(name)) throw dataError(where, { expected: 'a unique id', got: `${quote(name)} again` });
    known.add(name);
  };
  for (const input of read.inputs) define(`input ${quote(input.id)}`, input.id);
  const groups = groupIds(read);
  const all = new Set(read.nodes.map((node) => node.id));
  const nodes = read.nodes.map((given): ArchNode => {
    const node = given as ArchNode;
    const where = nodeTitle(node);
    if (!Object.hasOwn(ops, node.op)) throw unknown(`node ${quote(node.id)}`, 'a known op', node.op, Object.keys(ops));
    const { attrs: schema, arity } = definitionOf(node);
    const attrs = readAs(schema, node.attrs, where);
    const [fewest, most] = arity;
    if (node.inputs.length < fewest || node.inputs.length > most) {
      const range = fewest === most ? `${fewest}` : most === Infinity ? `at least ${fewest}` : `${fewest} to ${most}`;
      throw dataError(where, { expected: `${range} ${range === '1' ? 'input' : 'inputs'}`, got: `${node.inputs.length}` });
    }
    for (const input of node.inputs) {
      if (known.has(input)) continue;
      if (!all.has(input)) throw unknown(where, 'inputs that are defined before it', input, [...known]);
      throw dataError(where, {
        expected: 'inputs that are defined before it',
        got: `${quote(input)}, which comes later`,
        hint: 'a cycle, or nodes out of order',
      });
    }
    if (node.group !== undefined && !groups.has(node.group))
      throw unknown(where, 'a group that is declared', node.group, [...groups]);
    define(where, node.id);
    return { ...node, attrs } as ArchNode;
  });
  const outputs = new Set<string>();
  for (const output of read.outputs) {
    if (!known.has(output)) throw unknown('outputs', 'ids of nodes or inputs', output, [...known]);
    if (outputs.has(output)) throw dataError('outputs', { expected: 'every output once', got: `${quote(output)} again` });
    outputs.add(output);
  }
  return nodes;
}

function groupIds(read: Outline | Architecture): Set<string> {
  const groups = new Set<string>();
  for (const group of read.groups ?? []) {
    if (groups.has(group.id)) throw dataError(`group ${quote(group.id)}`, { expected: 'a unique id', got: 'it again' });
    groups.add(group.id);
  }
  return groups;
}

/** Shapes fit at the declared batch and at any other, and everything can be counted exactly. */
function checkWhole(architecture: Architecture): void {
  const shapes = inferShapes(architecture);
  let elements = 0;
  for (const node of architecture.nodes) {
    const shape = shapes.get(node.id) ?? [];
    if (shape.length > MAX_RANK)
      throw dataError(nodeTitle(node), {
        expected: `an output of at most ${MAX_RANK} axes`,
        got: formatShape(shape),
        code: 'limit-exceeded',
      });
    elements += product(shape);
  }
  checkShares(architecture, shapes);
  atOtherBatches(architecture);
  const { params, macs } = countCost(architecture);
  for (const [what, total] of [
    ['elements', elements],
    ['params', params],
    ['MACs', macs],
  ] as const) {
    if (total > Number.MAX_SAFE_INTEGER)
      throw dataError('architecture', {
        expected: `fewer than 2^53 ${what}`,
        got: `about ${total.toPrecision(3)}`,
        code: 'limit-exceeded',
      });
  }
}

/** A shared tensor belongs to an earlier node, which owns it, and has the shape that its user needs. */
function checkShares(architecture: Architecture, shapes: ReadonlyMap<string, Shape>): void {
  const owned = new Map<string, Shape>();
  for (const node of architecture.nodes) {
    const specs = definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapes)) ?? [];
    const unused = new Set(Object.keys(node.shares ?? {}));
    for (const { name, shape } of specs) {
      if (!unused.delete(name)) {
        owned.set(parameterKey(node.id, name), shape);
        continue;
      }
      const key = node.shares?.[name] ?? '';
      const found = owned.get(key);
      if (found === undefined)
        throw dataError(nodeTitle(node), { expected: 'shares that name a learned tensor of an earlier node', got: quote(key) });
      if (found.join() !== shape.join())
        throw dataError(nodeTitle(node), {
          expected: `a shared ${name} of shape ${formatShape(shape)}`,
          got: formatShape(found),
          code: 'mismatch',
        });
    }
    for (const name of unused) throw dataError(nodeTitle(node), { expected: 'shares of its learned tensors', got: quote(name) });
  }
}

/** Every evaluation chooses its batch, so shapes must not depend on the batch. */
function atOtherBatches(architecture: Architecture): void {
  for (const batch of [2, 1]) {
    try {
      inferShapes(architecture, batch);
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      throw new AssayError(
        'data',
        `${error.message} (at batch ${batch}: nodes must fit any batch; a reshape writes 0 or -1 for it)`,
        { code: 'mismatch' },
      );
    }
  }
}

function unknown(where: string, expected: string, given: string, names: readonly string[]): AssayError {
  const near = suggest(given, names.slice(0, 1000));
  return dataError(where, { expected, got: quote(given), hint: near === undefined ? undefined : `did you mean ${quote(near)}?` });
}
