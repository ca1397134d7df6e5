/** A space of blocks in a row: the genotype is a list of chosen values, one object a block. */
import { requireText } from '../../core/require-shape.js';
import { must } from '../../core/must.js';
import type { CellTopology } from '../../arch/topology.js';
import { dataError, quote } from '../../core/errors.js';
import type { Rng } from '../../core/rng.js';
import type { Place, SearchSpace, SpaceDefinition } from '../types.js';
import { callUserCode, callLayer } from './call-user-code.js';
import {
  requireThat,
  requireChoices,
  requireKnownFields,
  requireFunction,
  requireInput,
  requirePlanHeader,
} from './check-plan.js';
import { requireTopologyOp } from './check-topology.js';
import { decodeChosen, encodeChosen } from './chosen-text.js';
import { closeSpace } from './close-space.js';
import { createLayers } from './layers.js';
import type { ChainPlan, Chosen, SpaceHeader } from './types.js';

type Chain = readonly Chosen[];

const fields = ['input', 'blocks', 'choices', 'start', 'block', 'end', 'edge'] as const satisfies readonly (keyof ChainPlan)[];

export function createChainSpace(header: SpaceHeader, plan: ChainPlan): SpaceDefinition {
  const { id } = header;
  const { input, blocks, choices, edge } = plan;
  const where = requirePlanHeader(header, ['chain']);
  requireKnownFields(plan, fields, `${where}: chain`);
  requireInput(input, where);
  requireChoices(choices, where);
  for (const name of ['start', 'block', 'end'] as const) requireFunction(plan[name], where, `chain.${name}`);
  const [fewest, most] = typeof blocks === 'number' ? [blocks, blocks] : blocks;
  requireThat(
    Number.isInteger(fewest) && Number.isInteger(most) && fewest >= 1 && most >= fewest,
    where,
    'chain.blocks to be a count, or fewest and most',
    blocks,
  );

  const named = Object.entries(choices);
  const combinations = named.reduce((count, [, values]) => count * values.length, 1);
  let size = 0;
  for (let length = fewest; length <= most; length++) size += combinations ** length;
  const all: Chosen[] = named.reduce<Chosen[]>(
    (list, [name, values]) => list.flatMap((chosen) => values.map((value) => ({ ...chosen, [name]: value }))),
    [{}],
  );

  if (edge !== undefined) {
    requireFunction(edge, where, 'chain.edge');
    for (const chosen of all) {
      const own = `${where}: edge of ${encodeChosen(chosen, choices)}`;
      requireTopologyOp(
        callUserCode(own, () => edge(chosen)),
        own,
      );
    }
  }

  const sampleBlock = (rng: Rng): Chosen => Object.fromEntries(named.map(([name, values]) => [name, rng.pick(values)]));
  const lengths = Array.from({ length: most - fewest + 1 }, (_, i) => most - i);
  /** How many chains of each length there are, against those of the longest. */
  const weights = lengths.map((length) => combinations ** (length - most));
  const sample = (rng: Rng): Chain => {
    let left = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const place = weights.findIndex((weight) => (left -= weight) < 0);
    return Array.from({ length: must(lengths[Math.max(0, place)], 'a length') }, () => sampleBlock(rng));
  };
  const neighbors = (chain: Chain): Chain[] => {
    const found = new Map<string, Chain>();
    const offer = (moved: Chain): void => void found.set(encode(moved), moved);
    chain.forEach((chosen, i) => {
      for (const [name, values] of named)
        for (const value of values) if (value !== chosen[name]) offer(chain.with(i, { ...chosen, [name]: value }));
      if (chain.length > fewest) offer(chain.toSpliced(i, 1));
      // A block like its neighbour is what one more layer most often is.
      if (chain.length < most) offer(chain.toSpliced(i, 0, chosen));
    });
    found.delete(encode(chain));
    return [...found.values()];
  };
  const places = (chain: Chain): Place<Chain>[] =>
    chain.flatMap((chosen, i): Place<Chain>[] => {
      const drawn = { cell: 'chain', from: i, to: i + 1 };
      const own = named.flatMap(([name, values]): Place<Chain>[] => {
        const others = values.filter((value) => value !== chosen[name]);
        const alternatives = others.map((value) => ({
          choice: String(value),
          genotype: chain.with(i, { ...chosen, [name]: value }),
        }));
        return others.length === 0 ? [] : [{ name: `block ${i}: ${name}`, drawn, current: String(chosen[name]), alternatives }];
      });
      const removed = chain.length > fewest ? [{ choice: 'without it', genotype: chain.toSpliced(i, 1) }] : [];
      const doubled = chain.length < most ? [{ choice: 'twice', genotype: chain.toSpliced(i, 0, chosen) }] : [];
      const alternatives = [...removed, ...doubled];
      return alternatives.length === 0 ? own : [...own, { name: `block ${i}`, drawn, current: 'once', alternatives }];
    });
  const encode = (chain: Chain): string => chain.map((chosen) => encodeChosen(chosen, choices)).join(';');
  const topology = (chain: Chain): CellTopology => ({
    nodes: chain.length + 1,
    inputs: [0],
    outputs: [chain.length],
    edges: chain.map((chosen, i) => ({
      from: i,
      to: i + 1,
      op: edge!(chosen),
      label: encodeChosen(chosen, choices).replaceAll(',', ' '),
    })),
  });
  function* enumerate(): Iterable<Chain> {
    for (let length = fewest; length <= most; length++) yield* chains(length);
  }
  function* chains(length: number): Iterable<Chain> {
    if (length === 0) yield [];
    else for (const rest of chains(length - 1)) for (const chosen of all) yield [...rest, chosen];
  }
  return closeSpace(header, encode, (values): SearchSpace<Chain> => ({
    id,
    ...(Number.isSafeInteger(size) ? { size } : {}),
    enumerate,
    sample,
    mutate: (chain, rng) => rng.pick(neighbors(chain)),
    neighbors,
    places,
    ...(fewest === most
      ? {
          crossover: (a: Chain, b: Chain, rng: Rng) =>
            a.map((chosen, i) => (rng.int(2) === 0 ? chosen : must(b[i], 'a block of both'))),
        }
      : {}),
    encode,
    decode(text) {
      requireText('text', text);
      const own = `${id} architecture ${quote(text, 80)}`;
      const parts = text.split(';');
      if (parts.length < fewest || parts.length > most)
        throw dataError(own, {
          expected: `${fewest === most ? fewest : `${fewest} to ${most}`} blocks with ; between`,
          got: `${parts.length}`,
        });
      return parts.map((part, i) => decodeChosen(part, choices, `${own}: block ${i}`));
    },
    canonical: encode,
    build(chain) {
      const net = createLayers(values);
      const image = net.input('image', [1, ...input]);
      net.group({ id: 'start', kind: 'stem', stage: 0 });
      let x = callLayer(`${where}: start`, () => plan.start(net, image));
      chain.forEach((chosen, i) => {
        net.group({ id: `block${i}`, kind: 'block', stage: 0 });
        x = callLayer(`${where}: block ${i} (${encodeChosen(chosen, choices)})`, () => plan.block(net, x, chosen, i));
      });
      net.group({ id: 'end', kind: 'head', stage: 0 });
      return net.finish(
        callLayer(`${where}: end`, () => plan.end(net, x)),
        `${id} ${encode(chain)}`,
      );
    },
    ...(edge === undefined
      ? { noTopology: 'the architectures of this space are chains, and it does not say what their blocks are' }
      : { topology: (chain: Chain) => ({ cells: [{ name: 'chain', repeats: 1, cell: topology(chain) }] }) }),
  }));
}
