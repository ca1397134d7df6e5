/**
 * How DARTS genotypes are written. Ours is the published `Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=range(2, 6), ...)`.
 * Also read, by name:
 * `naslib:(((0, 4), (1, 3), ...), (...))` NASLib's compact form, (input, op number), for the normal and the reduction cell;
 * `nb301:0.4;1.3;.../...` the same as pairs `input.op` (NAS-Bench-301's keys in NAS-Bench-Suite-Zero);
 * `pairs:sep_conv_3x3~0;.../...` op~input pairs; a NAS-Bench-301 configuration in JSON;
 * and the names DARTS_V1 and DARTS_V2.
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
} from '../text/python-literal.js';
import { checkConcat, checkNasnet, termsOf } from './check.js';
import type { CellKind, CellTerms, NasnetGenotype, NasnetRules, Term } from './genotype.js';

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
const form = "Genotype(normal=[('op', input), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))";
const CONFIG_KEY = 'NetworkSelectorDatasetInfo:darts:';

/** Found by Liu et al., first and second order. */
const named: { readonly [name: string]: string } = {
  DARTS_V1:
    'pairs:sep_conv_3x3~1;sep_conv_3x3~0;skip_connect~0;sep_conv_3x3~1;skip_connect~0;sep_conv_3x3~1;sep_conv_3x3~0;skip_connect~2' +
    '/max_pool_3x3~0;max_pool_3x3~1;skip_connect~2;max_pool_3x3~0;max_pool_3x3~0;skip_connect~2;skip_connect~2;avg_pool_3x3~0',
  DARTS_V2:
    'pairs:sep_conv_3x3~0;sep_conv_3x3~1;sep_conv_3x3~0;sep_conv_3x3~1;sep_conv_3x3~1;skip_connect~0;skip_connect~0;dil_conv_3x3~2' +
    '/max_pool_3x3~0;max_pool_3x3~1;skip_connect~2;max_pool_3x3~1;max_pool_3x3~0;skip_connect~2;skip_connect~2;max_pool_3x3~1',
};

/** The published constructor call. */
export function encodeDarts({ normal, reduce }: NasnetGenotype): string {
  const list = (terms: CellTerms): string => `[${terms.map(([op, input]) => `('${op}', ${input})`).join(', ')}]`;
  const concat = `range(2, ${2 + normal.length / 2})`;
  return `Genotype(normal=${list(normal)}, normal_concat=${concat}, reduce=${list(reduce)}, reduce_concat=${concat})`;
}

/** Reads any of the forms above. @throws a data error saying what is wrong with it. */
export function decodeDarts(text: string, rules: NasnetRules, id: string): NasnetGenotype {
  const where = `${id} architecture ${quote(text, 100)}`;
  return checkNasnet(read(text.trim(), rules, where, id), rules, where);
}

function read(text: string, rules: NasnetRules, where: string, id: string): NasnetGenotype {
  if (text.startsWith('naslib:')) return fromNaslib(text.slice(7), where);
  if (text.startsWith('nb301:'))
    return fromPairs(text.slice(6), '.', ([input, op]) => [naslibOps[Number(op)] ?? op, Number(input)], where);
  if (text.startsWith('pairs:')) return fromPairs(text.slice(6), '~', ([op, input]) => [op, Number(input)], where);
  if (Object.hasOwn(named, text)) return read(named[text], rules, where, id);
  if (!/^(Genotype\s*\(|\{)/.test(text))
    throw dataError(`${id} architecture`, { expected: form, got: quote(text, 100), hint: hintFor(text) });
  const value = readPythonLiteral(text, `${id} architecture`);
  if (isPythonDict(value)) return fromConfig(value, rules, where);
  if (!isPythonCall(value) || value.name !== 'Genotype') throw dataError(where, { expected: form });
  const field = (name: string, position: number) => value.named.get(name) ?? value.args[position];
  const normal = termsOf(field('normal', 0), 'normal', where);
  const reduce = termsOf(field('reduce', 2), 'reduce', where);
  checkConcat(field('normal_concat', 1), 'normal_concat', normal, rules.output, where);
  checkConcat(field('reduce_concat', 3), 'reduce_concat', reduce, rules.output, where);
  return { normal, reduce };
}

function hintFor(text: string): string {
  if (text.startsWith('(')) return "NASLib's compact form is written naslib:(((0, 4), ...), (...))";
  if (/^\d+\.\d+;/.test(text)) return 'pairs input.op are written nb301:0.4;1.3;.../...';
  if (/^\w+~\d+;/.test(text)) return 'pairs op~input are written pairs:sep_conv_3x3~0;.../...';
  const near = suggest(text, Object.keys(named));
  return near === undefined ? 'other forms start with naslib:, nb301: or pairs:' : `did you mean "${near}"?`;
}

function fromNaslib(text: string, where: string): NasnetGenotype {
  const value = readPythonLiteral(text, where);
  const cells = isPythonList(value) && value.length === 2 ? value.map((cell) => flatNumbers(cell)) : [];
  const [normal, reduce] = cells.map((numbers) => {
    if (numbers === undefined || numbers.length % 2 !== 0) return undefined;
    return Array.from({ length: numbers.length / 2 }, (_, i): Term => [
      naslibOps[numbers[2 * i + 1]] ?? `operator ${numbers[2 * i + 1]}`,
      numbers[2 * i],
    ]);
  });
  if (normal === undefined || reduce === undefined)
    throw dataError(where, { expected: 'two tuples of (input, op) pairs after naslib:' });
  return { normal, reduce };
}

function fromPairs(text: string, separator: string, term: (pair: readonly string[]) => Term, where: string): NasnetGenotype {
  const [normal, reduce, ...rest] = text.split('/').map((cell) =>
    cell.split(';').map((pair) => {
      const parts = pair.split(separator);
      if (parts.length !== 2 || parts.some((part) => part.trim() === ''))
        throw dataError(where, { expected: `pairs with "${separator}" between`, got: quote(pair) });
      return term(parts);
    }),
  );
  if (reduce === undefined || rest.length > 0) throw dataError(where, { expected: 'two cells with "/" between' });
  return { normal, reduce };
}

/** The configuration of NAS-Bench-301: edge (node, input) has number (node - 2)(node + 1) / 2 + input; node 2 reads both inputs. */
function fromConfig(config: PythonDict, { nodes }: NasnetRules, where: string): NasnetGenotype {
  const entries = new Map(config.entries.map(([key, value]) => [String(key).replace(CONFIG_KEY, ''), value]));
  const cell = (kind: CellKind): CellTerms =>
    Array.from({ length: nodes }, (_, i) => i + 2).flatMap((node): Term[] => {
      const inputs = node === 2 ? '0_1' : entries.get(`inputs_node_${kind}_${node}`);
      if (typeof inputs !== 'string' || !/^\d_\d$/.test(inputs))
        throw dataError(where, {
          expected: `"inputs_node_${kind}_${node}" to be two nodes such as "0_1"`,
          got: quote(String(inputs)),
        });
      return inputs.split('_').map((input): Term => {
        const key = `edge_${kind}_${((node - 2) * (node + 1)) / 2 + Number(input)}`;
        const op = entries.get(key);
        if (typeof op !== 'string') throw dataError(where, { expected: `"${CONFIG_KEY}${key}"`, got: 'nothing' });
        return [op, Number(input)];
      });
    });
  return { normal: cell('normal'), reduce: cell('reduce') };
}

/** NASLib's compact form: (input, op number) pairs of both cells. */
export function toNaslibCompact({ normal, reduce }: NasnetGenotype): (readonly [number, number])[][] {
  return [normal, reduce].map((terms) => terms.map(([op, input]) => [input, naslibOps.indexOf(op)] as const));
}
