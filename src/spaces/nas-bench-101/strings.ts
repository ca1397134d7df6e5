/**
 * How NAS-Bench-101 cells are written. Ours, and the official record's two fields with a colon between:
 * `0101...:input,conv3x3-bn-relu,...,output` (adjacency matrix row by row, operators in vertex order).
 * Also read: `ModelSpec(matrix=[[...]], ops=[...])` as in the official library, `naslib:(...)` (NAS-Bench-Suite-Zero's flat tuple, other
 * operator numbers) and `bits:7,1205349,02001` (vertices, edge bits, inner operators, as in compact tables).
 */
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { flatNumbers, isPythonCall, isPythonList, readPythonLiteral, type PythonValue } from '../text/python-literal.js';
import {
  edgeBit,
  edgeCount,
  hasEdge,
  MAX_EDGES,
  MAX_VERTICES,
  nasBench101Ops,
  pruneNasBench101,
  vertexCount,
  type NasBench101Cell,
  type NasBench101Op,
} from './cell.js';

const WHERE = 'nas-bench-101 architecture';
/** NASLib's operator numbers; 0 is the input, 1 the output. */
const naslibOps: readonly (NasBench101Op | 'input' | 'output')[] = [
  'input',
  'output',
  'maxpool3x3',
  'conv1x1-bn-relu',
  'conv3x3-bn-relu',
];

/** `<matrix>:<input,op,...,output>` */
export function encodeNasBench101(cell: NasBench101Cell): string {
  const vertices = vertexCount(cell);
  let matrix = '';
  for (let x = 0; x < vertices; x++) {
    for (let y = 0; y < vertices; y++) matrix += x < y && hasEdge(cell, x, y) ? '1' : '0';
  }
  return `${matrix}:${['input', ...cell.ops, 'output'].join(',')}`;
}

/** Reads any of the forms above and prunes the cell. @throws a data error saying what is wrong with it. */
export function decodeNasBench101(text: string): NasBench101Cell {
  if (text.startsWith('bits:')) return fromBitsText(text);
  if (text.startsWith('naslib:')) return fromNaslibTuple(flatNumbers(readPythonLiteral(text.slice(7), WHERE)) ?? [], text);
  if (/^\s*ModelSpec\b/.test(text)) return fromModelSpec(readPythonLiteral(text, WHERE), text);
  const [matrix = '', ops, ...rest] = text.split(':');
  if (ops === undefined || rest.length > 0 || !/^[01]+$/.test(matrix)) throw malformed(text);
  return fromMatrix([...matrix].map(Number), ops.split(/[,|]/), text);
}

function malformed(text: string): Error {
  const hint = /^\s*[([]/.test(text)
    ? 'a NASLib tuple is written naslib:(0,1,...)'
    : 'such as 0100011000010000:input,conv3x3-bn-relu,maxpool3x3,output';
  return dataError(WHERE, { expected: 'an adjacency matrix in digits, a colon and the operators', got: quote(text, 120), hint });
}

/** A cell from a square matrix, row by row, and the operators of all its vertices. */
function fromMatrix(matrix: readonly number[], names: readonly string[], text: string): NasBench101Cell {
  const where = `${WHERE} ${quote(text, 120)}`;
  const vertices = Math.sqrt(matrix.length);
  if (!Number.isInteger(vertices) || vertices < 2)
    throw dataError(where, { expected: 'a square matrix of 0 and 1', got: `${matrix.length} digits` });
  if (names.length !== vertices)
    throw dataError(where, { expected: `${vertices} operators for ${vertices} vertices`, got: `${names.length}` });
  if (vertices > MAX_VERTICES) throw dataError(where, { expected: `at most ${MAX_VERTICES} vertices`, got: `${vertices}` });
  if (names[0] !== 'input' || names[vertices - 1] !== 'output')
    throw dataError(where, {
      expected: 'operators from "input" to "output"',
      got: `${quote(names[0] ?? '')} to ${quote(names[vertices - 1] ?? '')}`,
    });
  let edges = 0;
  for (let x = 0; x < vertices; x++) {
    for (let y = 0; y < vertices; y++) {
      const entry = matrix[x * vertices + y];
      if (entry === 0) continue;
      if (entry !== 1) throw dataError(where, { expected: 'matrix entries 0 or 1', got: `${entry}` });
      if (x >= y) throw dataError(where, { expected: 'edges from earlier to later vertices only', got: `${x}->${y}` });
      edges |= edgeBit(x, y);
    }
  }
  return checked({ ops: names.slice(1, -1).map((name) => opNamed(name, where)), edges }, where);
}

function opNamed(name: string, where: string): NasBench101Op {
  const op = nasBench101Ops.find((known) => known === name);
  if (op !== undefined) return op;
  const near = suggest(name, nasBench101Ops);
  throw dataError(where, {
    expected: 'an op',
    got: quote(name),
    hint: near === undefined ? `ops: ${nasBench101Ops.join(', ')}` : `did you mean "${near}"?`,
  });
}

function checked(cell: NasBench101Cell, where: string): NasBench101Cell {
  const pruned = pruneNasBench101(cell);
  if (pruned === undefined) throw dataError(where, { expected: 'a path from input to output', got: 'none', code: 'missing' });
  if (edgeCount(pruned) > MAX_EDGES)
    throw dataError(where, { expected: `at most ${MAX_EDGES} edges`, got: `${edgeCount(pruned)}` });
  return pruned;
}

/** A cell from the columns of a compact table: vertices, edge bits, and inner operators as digits 0 conv3x3, 1 conv1x1, 2 maxpool3x3. */
export function nasBench101FromBits(vertices: number, edges: number, ops: string): NasBench101Cell {
  const where = `${WHERE} bits:${vertices},${edges},${ops}`;
  if (!Number.isInteger(vertices) || vertices < 2 || vertices > MAX_VERTICES)
    throw dataError(where, { expected: `2 to ${MAX_VERTICES} vertices`, got: `${vertices}` });
  if (!Number.isInteger(edges) || edges < 0 || edges >= 2 ** ((vertices * (vertices - 1)) / 2))
    throw dataError(where, { expected: `edge bits for ${vertices} vertices`, got: `${edges}` });
  if (ops.length !== vertices - 2 || !/^[012]*$/.test(ops))
    throw dataError(where, { expected: `${vertices - 2} operator digits from 0 to 2`, got: quote(ops) });
  return checked(
    { ops: Array.from(ops, (digit) => must(nasBench101Ops[Number(digit)], 'an operator of each digit')), edges },
    where,
  );
}

function fromBitsText(text: string): NasBench101Cell {
  const [vertices = '', edges, ops = '', ...rest] = text.slice(5).split(',');
  if (edges === undefined || rest.length > 0 || vertices.trim() === '' || edges.trim() === '')
    throw dataError(WHERE, { expected: 'bits:<vertices>,<edge bits>,<ops>', got: quote(text) });
  return nasBench101FromBits(Number(vertices), Number(edges), ops);
}

function fromNaslibTuple(numbers: readonly number[], text: string): NasBench101Cell {
  const vertices = Math.floor(Math.sqrt(numbers.length));
  const ops = numbers.slice(vertices * vertices).flatMap((number) => naslibOps[number] ?? []);
  if (numbers.length === 0 || numbers.length !== vertices * (vertices + 1) || ops.length !== vertices) {
    throw dataError(WHERE, {
      expected: 'naslib: and n x n matrix entries and n operator numbers from 0 to 4',
      got: quote(text, 120),
    });
  }
  // Released tuples of cells with fewer than 7 vertices put the output at its place among the unused.
  return fromMatrix(numbers.slice(0, vertices * vertices), ops, text);
}

function fromModelSpec(value: PythonValue, text: string): NasBench101Cell {
  if (!isPythonCall(value)) throw malformed(text);
  const matrix = flatNumbers(value.named.get('matrix') ?? value.args[0] ?? []);
  const ops = value.named.get('ops') ?? value.args[1] ?? [];
  if (matrix === undefined || !isPythonList(ops) || !ops.every((op) => typeof op === 'string')) throw malformed(text);
  return fromMatrix(matrix, ops, text);
}
