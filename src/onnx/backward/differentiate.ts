/**
 * Writes gradients into the graph of a network: reverse mode from given output gradients to the requested ones only.
 *
 *   nodes, last to first:   sum of what readers sent -> the operator's rule -> sent to each input that leads to a requested gradient
 *
 * Nodes that the forward pass computes once (the ReLUs of several edges that leave one node) are differentiated once: what their
 * readers sent is added up first.
 */
import { placed } from '../../core/mismatch.js';
import { Mismatch } from '../../core/mismatch.js';
import { nodeTitle } from '../../arch/infer.js';
import type { Parameter } from '../../arch/parameters.js';
import type { ArchNode } from '../../arch/types.js';
import type { LoweredArchitecture, WrittenNode } from '../lower/lower-architecture.js';
import { firstColumn } from './emit.js';
import { backwardRules } from './index.js';
import type { BackwardRule, GradientOf, NoGradient, Pullbacks } from './types.js';

interface GradientsWanted {
  /** Gradients to start from, by the id of a node or input, each in its value's shape. */
  readonly seeds: ReadonlyMap<string, string>;
  /** Inputs and nodes whose gradients will be requested. */
  readonly values?: ReadonlySet<string>;
  /** Nodes whose gradient at their first input is requested, through that node only. */
  readonly through?: ReadonlySet<string>;
  /** Whether the gradient of a learned tensor will be requested. */
  readonly parameters?: (parameter: Parameter) => boolean;
}

/** Names of gradients; undefined where a gradient is zero because nothing flows back. */
export interface Gradients {
  value(id: string): string | undefined;
  through(node: string): string | undefined;
  parameter(key: string, of: GradientOf): string | undefined;
  /** Each sample's derivative along the first number of a learned tensor: (batch, 1). */
  first(key: string): string | undefined;
}

/** @throws a data error that names the node and op that has no gradient. */
export function differentiate(lowered: LoweredArchitecture, wanted: GradientsWanted): Gradients {
  const { architecture, graph } = lowered;
  const twins = findTwins(lowered);
  const twinOf = (id: string): string => twins.get(id) ?? id;
  const needed = nodesThatMatter(lowered, wanted, twinOf);
  const sent = new Map<string, string[]>([...wanted.seeds].map(([id, seed]) => [id, [seed]]));
  const sentToTwin = new Map<string, string[]>();
  const total = (gradients: readonly string[]): string | undefined =>
    gradients.length === 0 ? undefined : gradients.reduce((sum, gradient) => graph.node('Add', [sum, gradient]));
  const through = new Map<string, string>();
  const parameters = new Map<string, (of: GradientOf | 'first') => string | undefined>();

  for (const node of architecture.nodes.toReversed()) {
    const { id } = node;
    const written = lowered.written(id);
    if (written === undefined || !needed.has(twinOf(id))) continue;
    const own = total(sent.get(id) ?? []);
    if (own !== undefined && wanted.through?.has(id) === true) {
      const gradient = attempt(node, () => pullbacksOf(lowered, written, own).inputs[0]?.());
      if (gradient !== undefined) through.set(id, gradient);
    }
    if (own !== undefined) {
      // Twins have separate learned tensors with equal values.
      const learned = attempt(node, () => pullbacksOf(lowered, written, own));
      for (const { name, key, shape } of written.parameters) {
        const write = learned.parameters?.[name];
        if (write === undefined) continue;
        const first = learned.firsts?.[name] ?? (() => firstColumn(graph, write('sample'), shape));
        // A tensor that several nodes share gets what each of them sends.
        const later = parameters.get(key);
        const fromHere = (of: GradientOf | 'first'): string => attempt(node, () => (of === 'first' ? first() : write(of)));
        parameters.set(
          key,
          later === undefined ? fromHere : (of) => total([later(of), fromHere(of)].filter((one) => one !== undefined)),
        );
      }
    }
    if (twinOf(id) !== id) {
      if (own !== undefined) push(sentToTwin, twinOf(id), own);
      continue;
    }
    const dy = total([...(own === undefined ? [] : [own]), ...(sentToTwin.get(id) ?? [])]);
    if (dy === undefined) continue;
    attempt(node, () => {
      const { inputs } = pullbacksOf(lowered, written, dy);
      written.sources.forEach((source, i) => {
        const gradient = needed.has(twinOf(source)) ? inputs[i]?.() : undefined;
        if (gradient !== undefined) push(sent, source, gradient);
      });
    });
  }
  return {
    value: (id) => total(sent.get(id) ?? []),
    through: (id) => through.get(id),
    parameter: (key, of) => parameters.get(key)?.(of),
    first: (key) => parameters.get(key)?.('first'),
  };
}

function push(lists: Map<string, string[]>, id: string, gradient: string): void {
  const known = lists.get(id);
  if (known === undefined) lists.set(id, [gradient]);
  else known.push(gradient);
}

/** Nodes that compute what an earlier node computes, with that node. What passes its input on is no twin of it. */
function findTwins({ architecture, written }: LoweredArchitecture): Map<string, string> {
  const first = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const { id } of architecture.nodes) {
    const own = written(id);
    if (own === undefined || own.inputs.some(({ name }) => name === own.output.name)) continue;
    const known = first.get(own.output.name);
    if (known === undefined) first.set(own.output.name, id);
    else twins.set(id, known);
  }
  return twins;
}

/** Inputs and nodes on the way from a requested gradient to a seed: only their gradients are written. Twins are as their first. */
function nodesThatMatter(
  { architecture, written }: LoweredArchitecture,
  { seeds, values, through, parameters }: GradientsWanted,
  twinOf: (id: string) => string,
): Set<string> {
  const downstream = new Set(architecture.inputs.flatMap(({ id }) => (values?.has(id) === true ? [id] : [])));
  for (const { id, inputs } of architecture.nodes) {
    const own = written(id);
    if (own === undefined) continue;
    const isWanted =
      values?.has(id) === true || through?.has(id) === true || (parameters !== undefined && own.parameters.some(parameters));
    if (isWanted || inputs.some((input) => downstream.has(twinOf(input)))) downstream.add(twinOf(id));
  }
  const upstream = new Set([...seeds.keys()].map(twinOf));
  for (const { id } of architecture.nodes.toReversed()) {
    if (upstream.has(twinOf(id))) for (const source of written(id)?.sources ?? []) upstream.add(twinOf(source));
  }
  return new Set([...downstream].filter((id) => upstream.has(id)));
}

function pullbacksOf({ graph }: LoweredArchitecture, written: WrittenNode, dy: string): Pullbacks {
  const { node, inputs, output, parameter, values, batchNorm } = written;
  const rule = backwardRules[node.op] as BackwardRule<unknown> | NoGradient;
  if (typeof rule !== 'function') throw new Mismatch(`an operator with a gradient (${rule.because})`);
  return rule(node.attrs, inputs, dy, { graph, output, parameter, values, ...(batchNorm === undefined ? {} : { batchNorm }) });
}

function attempt<T>(node: ArchNode, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw placed(error, nodeTitle(node));
  }
}
