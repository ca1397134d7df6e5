/**
 * How genotypes of NASNet-like cells are written; docs/genotypes.md has the table. Ours is the published
 * `Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=range(2, 6), ...)`. It is also read with the text that people copy around it: a name and
 * "=" before it, quotes, line ends, Python's comments, one more level of lists, a dictionary, or the `net` of an NDS file.
 * Also read, by name:
 * `naslib:(((0, 4), (1, 3), ...), (...))` NASLib's compact form, (input, op number), for the normal and the reduction cell;
 * `nb301:0.4;1.3;.../...` the same as pairs `input.op` (NAS-Bench-301's keys in NAS-Bench-Suite-Zero);
 * `pairs:sep_conv_3x3~0;.../...` op~input pairs; a NAS-Bench-301 configuration in JSON;
 * ENAS's arcs, `0 2 0 0 0 4 ...`: input, op, input, op for each node, the normal cell first;
 * and the names of published cells such as DARTS_V2 (`named.ts`).
 */
import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import {
  flatNumbers,
  isPythonCall,
  isPythonDict,
  isPythonList,
  readPythonLiteral,
  type PythonDict,
  type PythonValue,
} from '../text/python-literal.js';
import { checkNasnet } from './check.js';
import {
  cellKinds,
  concatOf,
  withCell,
  type CellKind,
  type CellTerms,
  type NasnetGenotype,
  type NasnetRules,
} from './genotype.js';
import { termOf, type Term } from './term.js';
import { cellNames, namedCells } from './named.js';
import { opNamed } from './op-names.js';
import { readCell, readConcat } from './read-cell.js';

/** NASLib's operator numbers. */
const naslibOps = [
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
];
const enasOps = ['sep_conv_3x3', 'sep_conv_5x5', 'avg_pool_3x3', 'max_pool_3x3', 'skip_connect'];
const form = "Genotype(normal=[('op', input), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))";
const CONFIG_KEY = 'NetworkSelectorDatasetInfo:darts:';
const fields = ['normal', 'normal_concat', 'reduce', 'reduce_concat'];

/** The content of a text, before it is checked. */
interface Found {
  readonly normal: CellTerms;
  readonly reduce: CellTerms;
  readonly concat?: { readonly normal?: readonly number[] | undefined; readonly reduce?: readonly number[] | undefined };
  readonly width?: number;
  readonly depth?: number;
  readonly aux?: boolean;
}

interface Reading {
  readonly rules: NasnetRules;
  readonly id: string;
  readonly where: string;
}

/** The published constructor call. */
export function encodeGenotype(genotype: NasnetGenotype, output: NasnetRules['output']): string {
  const list = (terms: CellTerms): string => `[${terms.map(([op, input]) => `('${op}', ${input})`).join(', ')}]`;
  const concat = (kind: CellKind): string => {
    const nodes = concatOf(genotype, kind, output);
    const [first = 0, last = 0] = [nodes[0], nodes.at(-1)];
    return nodes.length > 1 && last - first === nodes.length - 1 ? `range(${first}, ${last + 1})` : `[${nodes.join(', ')}]`;
  };
  const cells = cellKinds.map((kind) => `${kind}=${list(genotype[kind])}, ${kind}_concat=${concat(kind)}`);
  return `Genotype(${cells.join(', ')})`;
}

/** Reads any of the forms above. @throws a data error saying what is wrong with it. */
export function decodeGenotype(text: string, rules: NasnetRules, id: string): NasnetGenotype {
  const reading: Reading = { rules, id, where: `${id} architecture ${quote(text, 100)}` };
  if (text.length > mostLetters)
    throw dataError(reading.where, {
      expected: `a genotype of at most ${mostLetters} characters`,
      got: `${text.length}`,
      code: 'limit-exceeded',
    });
  const { normal, reduce, concat, width, depth, aux = false } = read(text, reading);
  const plain: NasnetGenotype = {
    normal,
    reduce,
    ...(width === undefined ? {} : { width }),
    ...(depth === undefined ? {} : { depth }),
    ...(aux && rules.keepsAux === true ? { aux } : {}),
  };
  checkNasnet(plain, rules, reading.where);
  return cellKinds.reduce(
    (genotype, kind) => withCell(genotype, kind, plain[kind], { concat: concat?.[kind], output: rules.output }),
    plain,
  );
}

/** Longest text that is read: many times the longest genotype. */
const mostLetters = 100_000;

/** Without blanks, surrounding quotes, and a comma or semicolon at the end. */
function bare(text: string): string {
  let inner = text;
  // A text of a table may have quotes of a shell around its own quotes.
  for (let i = 0; i < 3; i++)
    inner = inner
      .trim()
      .replace(/[,;]+$/, '')
      .replace(/^(["'`])([^]*)\1$/, '$2');
  return inner.trim();
}

function read(given: string, reading: Reading): Found {
  const text = bare(given);
  const { where, id } = reading;
  if (text.startsWith('naslib:')) return fromNaslib(text.slice(7), where);
  if (text.startsWith('nb301:'))
    return fromPairs(text.slice(6), '.', ([input, op]) => termOf(naslibOps[Number(op)] ?? op, Number(input)), where);
  if (text.startsWith('pairs:')) return fromPairs(text.slice(6), '~', ([op, input]) => termOf(opNamed(op), Number(input)), where);
  const known = namedCells(text);
  if (known !== undefined) return fromPairs(known, '~', ([op, input]) => termOf(op, Number(input)), where);
  const arc = /^(?:[\w ]*=)?\s*["']?([\d\s,]+)["']?$/.exec(text)?.[1];
  if (arc !== undefined) return fromArc(arc, where);
  // A name, a module or a log line may precede the call.
  const call = /^[^()[\]{}]*?\b(Genotype\s*\([^]*)$/.exec(text)?.[1];
  if (call === undefined && !text.startsWith('{'))
    throw dataError(`${id} architecture`, { expected: form, got: quote(text, 100), hint: hintFor(text) });
  return fromValue(readPythonLiteral(call ?? text, `${id} architecture`), reading);
}

function hintFor(text: string): string {
  if (text.startsWith('(')) return "NASLib's compact form is written naslib:(((0, 4), ...), (...))";
  if (/^\d+\.\d+;/.test(text)) return 'pairs input.op are written nb301:0.4;1.3;.../...';
  if (/^\w+~\d+;/.test(text)) return 'pairs op~input are written pairs:sep_conv_3x3~0;.../...';
  const near = suggest(text, cellNames);
  return near === undefined ? 'other forms start with naslib:, nb301: or pairs:' : `did you mean "${near}"?`;
}

function fromValue(value: PythonValue, reading: Reading): Found {
  const { where } = reading;
  if (typeof value === 'string') return read(value, reading);
  if (isPythonCall(value) && value.name === 'Genotype') {
    const named = new Map(value.named);
    value.args.forEach((arg, i) => {
      const field = fields[i];
      if (field !== undefined && !named.has(field)) named.set(field, arg);
    });
    return fromFields(named, where);
  }
  if (!isPythonDict(value)) throw dataError(where, { expected: form });
  const entries = new Map(value.entries.map(([key, entry]) => [String(key), entry]));
  const inner = entries.get('genotype');
  if (inner !== undefined) {
    checkFields(entries, ['genotype', 'width', 'depth', 'aux', 'drop_prob'], where);
    return { ...fromValue(inner, reading), ...sizesOf(entries, where), aux: auxOf(entries, where) };
  }
  return entries.has('normal') || entries.has('reduce') ? fromFields(entries, where) : fromConfig(value, reading.rules, where);
}

type Fields = ReadonlyMap<string, PythonValue>;

/** @throws a data error for an unknown field that is not empty. */
function checkFields(given: Fields, known: readonly string[], where: string): void {
  for (const [name, value] of given) {
    if (known.includes(name) || value === null || value === '' || value === false) continue;
    const near = suggest(name, known);
    throw dataError(where, {
      expected: `one of the fields ${known.join(', ')}`,
      got: quote(name, 40),
      hint: near === undefined ? undefined : `did you mean "${near}"?`,
    });
  }
}

/** Whether a record has an auxiliary classifier. */
function auxOf(given: Fields, where: string): boolean {
  const aux = given.get('aux') ?? false;
  if (typeof aux !== 'boolean') throw dataError(where, { expected: 'aux to be true or false', got: String(aux).slice(0, 40) });
  return aux;
}

function sizesOf(given: Fields, where: string): { width?: number; depth?: number } {
  const sizes: { width?: number; depth?: number } = {};
  for (const name of ['width', 'depth'] as const) {
    const value = given.get(name);
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') throw dataError(where, { expected: `${name} to be a number` });
    sizes[name] = value;
  }
  return sizes;
}

function fromFields(given: Fields, where: string): Found {
  checkFields(given, [...fields, 'width', 'depth'], where);
  const normal = readCell(given.get('normal'), 'normal', where);
  const reduce = readCell(given.get('reduce'), 'reduce', where);
  return {
    normal,
    reduce,
    concat: {
      normal: readConcat(given.get('normal_concat'), 'normal_concat', normal, where),
      reduce: readConcat(given.get('reduce_concat'), 'reduce_concat', reduce, where),
    },
    ...sizesOf(given, where),
  };
}

/** Terms of numbers in a row: input, operator, input, operator. */
function numberedTerms(numbers: readonly number[], ops: readonly string[]): Term[] {
  return numbers.flatMap((input, i): Term[] => {
    const op = numbers[i + 1];
    return i % 2 === 1 || op === undefined ? [] : [termOf(ops[op] ?? `operator ${op}`, input)];
  });
}

function fromNaslib(text: string, where: string): Found {
  const value = readPythonLiteral(text, where);
  const cells = isPythonList(value) && value.length === 2 ? value.map((cell) => flatNumbers(cell)) : [];
  const [normal, reduce] = cells.map((numbers) => {
    if (numbers === undefined || numbers.length % 2 !== 0) return undefined;
    return numberedTerms(numbers, naslibOps);
  });
  if (normal === undefined || reduce === undefined)
    throw dataError(where, { expected: 'two tuples of (input, op) pairs after naslib:' });
  return { normal, reduce };
}

function fromPairs(
  text: string,
  separator: string,
  term: (pair: readonly [left: string, right: string]) => Term,
  where: string,
): Found {
  const concat: { normal?: readonly number[]; reduce?: readonly number[] } = {};
  const [normal, reduce, ...rest] = text.split('/').map((cell, i) => {
    const [pairs = '', nodes] = cell.split('@');
    const terms = pairs.split(';').map((pair) => {
      const [left = '', right = '', ...others] = pair.trim().split(separator);
      if (left.trim() === '' || right.trim() === '' || others.length > 0)
        throw dataError(where, { expected: `pairs with "${separator}" between`, got: quote(pair) });
      return term([left, right]);
    });
    const kind = cellKinds[i];
    if (nodes !== undefined && kind !== undefined)
      concat[kind] = readConcat(nodes.split(',').map(Number), `the ${kind} cell's nodes after "@"`, terms, where) as number[];
    return terms;
  });
  if (normal === undefined || reduce === undefined || rest.length > 0)
    throw dataError(where, { expected: 'two cells with "/" between' });
  return { normal, reduce, concat };
}

/** ENAS's arcs: the first half of the numbers is the normal cell. */
function fromArc(text: string, where: string): Found {
  const numbers = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (numbers.length < 8 || numbers.length % 8 !== 0)
    throw dataError(where, {
      expected: 'an arc of ENAS: input, op, input, op for every node of the normal, then of the reduction cell',
      got: `${numbers.length} numbers`,
      hint: form,
    });
  const terms = numberedTerms(numbers, enasOps);
  const [normal, reduce] = [terms.slice(0, terms.length / 2), terms.slice(terms.length / 2)];
  // ENAS concatenates the nodes that no other reads, in any network.
  return { normal, reduce, concat: { normal: loose(normal), reduce: loose(reduce) } };
}

const loose = (terms: CellTerms): readonly number[] => concatOf({ normal: terms, reduce: terms }, 'normal', 'loose');

/**
 * The configuration of NAS-Bench-301: edge (node, input) has number (node - 2)(node + 1) / 2 + input; node 2 reads both inputs.
 */
function fromConfig(config: PythonDict, { nodes }: NasnetRules, where: string): Found {
  const entries = new Map(config.entries.map(([key, value]) => [String(key).replace(CONFIG_KEY, ''), value]));
  const cell = (kind: CellKind): CellTerms =>
    Array.from({ length: nodes }, (_, i) => i + 2).flatMap((node): Term[] => {
      const inputs = node === 2 ? '0_1' : entries.get(`inputs_node_${kind}_${node}`);
      if (typeof inputs !== 'string' || !/^\d_\d$/.test(inputs))
        throw dataError(where, {
          expected: `"inputs_node_${kind}_${node}" to be two nodes such as "0_1"`,
          got: quote(String(inputs), 40),
          hint: form,
        });
      return inputs.split('_').map((input): Term => {
        const key = `edge_${kind}_${((node - 2) * (node + 1)) / 2 + Number(input)}`;
        const op = entries.get(key);
        if (typeof op !== 'string')
          throw dataError(where, { expected: `"${CONFIG_KEY}${key}"`, got: 'nothing', code: 'missing' });
        return termOf(opNamed(op), Number(input));
      });
    });
  return { normal: cell('normal'), reduce: cell('reduce') };
}

/** NASLib's compact form: (input, op number) pairs of both cells; -1 for an operator without a number. */
export function toNaslibCompact({ normal, reduce }: NasnetGenotype): (readonly [number, number])[][] {
  return [normal, reduce].map((terms) => terms.map(([op, input]) => [input, naslibOps.indexOf(op)] as const));
}
