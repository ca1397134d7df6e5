/**
 * Recipes are written as the published JSON, `{"node_0":{"op":"linear","input":["x","h_prev_0"]},...}`. Also read: `rnn`, `lstm` and `gru`, which come with
 * the published code, and NASLib's compact form `naslib:(edges, ops, hiddens)` with nodes 0 x, 1 to 3 old states.
 */
import { ownValue } from '../../core/own-value.js';
import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { dictFields } from '../text/python-dict.js';
import { flatNumbers, isPythonDict, isPythonList, readPythonLiteral, type PythonValue } from '../text/python-literal.js';
import {
  isNewState,
  recipeArity,
  recipeOps,
  recipeSources,
  sortRecipe,
  type Recipe,
  type RecipeNode,
  type RecipeOp,
} from './recipe.js';

const ID = 'nas-bench-nlp';
const MAX_NODES = 40;
/** NASLib's operator numbers; 0 is a source. */
const naslibOps: readonly (RecipeOp | undefined)[] = [
  undefined,
  'activation_sigm',
  'activation_tanh',
  'activation_leaky_relu',
  'elementwise_sum',
  'elementwise_prod',
  'linear',
  'blend',
];
const naslibSources = 4;

const named: { readonly [name: string]: string } = {
  rnn: '{"f":{"op":"linear","input":["x","h_prev_0"]},"h_new_0":{"op":"activation_tanh","input":["f"]}}',
  lstm:
    '{"i":{"op":"linear","input":["x","h_prev_0"]},"i_act":{"op":"activation_tanh","input":["i"]},"j":{"op":"linear","input":["x","h_prev_0"]},"j_act":{"op":"activation_sigm","input":["j"]},' +
    '"f":{"op":"linear","input":["x","h_prev_0"]},"f_act":{"op":"activation_sigm","input":["f"]},"o":{"op":"linear","input":["x","h_prev_0"]},"o_act":{"op":"activation_tanh","input":["o"]},' +
    '"kept":{"op":"elementwise_prod","input":["f_act","h_prev_1"]},"added":{"op":"elementwise_prod","input":["i_act","j_act"]},"h_new_1":{"op":"elementwise_sum","input":["kept","added"]},' +
    '"h_new_1_act":{"op":"activation_tanh","input":["h_new_1"]},"h_new_0":{"op":"elementwise_prod","input":["h_new_1_act","o_act"]}}',
  gru:
    '{"r":{"op":"linear","input":["x","h_prev_0"]},"r_act":{"op":"activation_sigm","input":["r"]},"z":{"op":"linear","input":["x","h_prev_0"]},"z_act":{"op":"activation_sigm","input":["z"]},' +
    '"rh":{"op":"elementwise_prod","input":["r_act","h_prev_0"]},"h_tilde":{"op":"linear","input":["x","rh"]},"h_tilde_act":{"op":"activation_tanh","input":["h_tilde"]},' +
    '"h_new_0":{"op":"blend","input":["z_act","h_prev_0","h_tilde_act"]}}',
};

export function encodeRecipe(recipe: Recipe): string {
  return JSON.stringify(Object.fromEntries(recipe.map(({ name, op, inputs }) => [name, { op, input: inputs }])));
}

/** Reads any of the forms above; nodes may come in any order. @throws a data error that names the node that is wrong. */
export function decodeRecipe(text: string): Recipe {
  const where = `${ID} architecture ${quote(text, 80)}`;
  const trimmed = text.trim();
  const known = ownValue(named, trimmed);
  if (known !== undefined) return decodeRecipe(known);
  if (trimmed.startsWith('naslib:')) return checked(fromCompact(readPythonLiteral(trimmed.slice(7), where), where), where);
  if (!trimmed.startsWith('{')) {
    const hint = trimmed.startsWith('(')
      ? "NASLib's compact form is written naslib:(edges, ops, hiddens)"
      : `or one of ${Object.keys(named).join(', ')}`;
    throw dataError(`${ID} architecture`, {
      expected: 'a recipe such as {"f":{"op":"linear","input":["x","h_prev_0"]},"h_new_0":{...}}',
      got: quote(text),
      hint,
    });
  }
  const value = readPythonLiteral(trimmed, where);
  if (!isPythonDict(value)) throw dataError(where, { expected: 'an object of named nodes' });
  return checked(
    value.entries.map(([name, node]) => readNode(name, node, where)),
    where,
  );
}

function readNode(name: PythonValue, value: PythonValue, where: string): RecipeNode {
  if (typeof name !== 'string' || !/^[A-Za-z_]\w{0,40}$/.test(name))
    throw dataError(where, { expected: 'names of letters, digits and _', got: quote(String(name)) });
  const fields = dictFields(value, ['op', 'input'], `${where}: node ${quote(name)}`);
  const given = fields.get('op');
  const op = recipeOps.find((known) => known === given);
  if (op === undefined) {
    const near = suggest(String(given), recipeOps);
    throw dataError(where, {
      expected: `an op at node ${quote(name)}`,
      got: quote(String(given)),
      hint: near === undefined ? `ops: ${recipeOps.join(', ')}` : `did you mean "${near}"?`,
    });
  }
  const inputs = fields.get('input');
  if (inputs === undefined || !isPythonList(inputs) || !inputs.every((input): input is string => typeof input === 'string'))
    throw dataError(where, { expected: `node ${quote(name)} to have a list of names as input` });
  return { name, op, inputs: [...inputs] };
}

function checked(nodes: readonly RecipeNode[], where: string): Recipe {
  if (nodes.length > MAX_NODES) throw dataError(where, { expected: `at most ${MAX_NODES} nodes`, got: `${nodes.length}` });
  const names = new Set(nodes.map(({ name }) => name));
  if (names.size !== nodes.length) throw dataError(where, { expected: 'every name once' });
  const states = [...names].filter(isNewState).length;
  for (let i = 0; i < Math.max(1, states); i++)
    if (!names.has(`h_new_${i}`)) throw dataError(where, { expected: `a node h_new_${i}`, got: 'none', code: 'missing' });
  const sources = recipeSources(states);
  for (const { name, op, inputs } of nodes) {
    if (sources.includes(name)) throw dataError(where, { expected: 'other names than those of the sources', got: quote(name) });
    const [fewest, most] = recipeArity[op];
    if (inputs.length < fewest || inputs.length > most)
      throw dataError(where, {
        expected: `${fewest === most ? fewest : `${fewest} to ${most}`} inputs at node ${quote(name)} (${op})`,
        got: `${inputs.length}`,
      });
    const stray = inputs.find((input) => !sources.includes(input) && !names.has(input));
    if (stray !== undefined)
      throw dataError(where, {
        expected: `inputs of node ${quote(name)} to be nodes, x or h_prev_0${states > 1 ? ` to h_prev_${states - 1}` : ''}`,
        got: quote(stray),
      });
  }
  const sorted = sortRecipe(nodes, sources);
  if (sorted === undefined) throw dataError(where, { expected: 'nodes without a cycle' });
  return sorted;
}

function fromCompact(value: PythonValue, where: string): RecipeNode[] {
  const parts = isPythonList(value) && value.length === 3 ? value.map((part) => flatNumbers(part)) : [];
  const [edges, ops, hiddens] = parts;
  if (edges === undefined || ops === undefined || hiddens === undefined || edges.length % 2 !== 0)
    throw dataError(where, { expected: 'three tuples after naslib:, edges, ops and hiddens' });
  const nameOf = (node: number): string => {
    const state = hiddens.indexOf(node);
    if (state >= 0) return `h_new_${state}`;
    return node === 0 ? 'x' : node < naslibSources ? `h_prev_${node - 1}` : `node_${node - naslibSources}`;
  };
  return ops.slice(naslibSources).map((number, i): RecipeNode => {
    const node = i + naslibSources;
    const op = naslibOps[number];
    if (op === undefined)
      throw dataError(where, { expected: `an operator number from 1 to 7 at node ${node}`, got: `${number}` });
    const inputs = edges.filter((_, e) => e % 2 === 0 && edges[e + 1] === node).map(nameOf);
    return { name: nameOf(node), op, inputs };
  });
}
