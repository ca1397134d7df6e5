/** Random genotypes of NASNet-like cells and moves between them: another operator, another input, another width or depth. */
import type { Rng } from '../../core/rng.js';
import type { Place } from '../types.js';
import {
  cellKinds,
  cellNames,
  concatOf,
  hasConcat,
  withCell,
  withTerms,
  type CellKind,
  type CellTerms,
  type NasnetGenotype,
  type NasnetRules,
} from './genotype.js';
import { termOf, type Term } from './term.js';

/** Every term that rules allow, made once, by input: millions of cells are drawn. */
const termsByRules = new WeakMap<NasnetRules, Term[][]>();

function sampleCell(rules: NasnetRules, rng: Rng): CellTerms {
  const { ops, nodes, distinctInputs } = rules;
  let known = termsByRules.get(rules);
  if (known === undefined)
    termsByRules.set(rules, (known = Array.from({ length: 1 + nodes }, (_, input) => ops.map((op) => termOf(op, input)))));
  const terms = new Array<Term>(2 * nodes);
  for (let node = 2; node < 2 + nodes; node++) {
    const first = rng.int(node);
    const second = distinctInputs ? (first + 1 + rng.int(node - 1)) % node : rng.int(node);
    terms[2 * node - 4] = known[first][rng.int(ops.length)];
    terms[2 * node - 3] = known[second][rng.int(ops.length)];
  }
  return terms;
}

/** Every operator and every input with equal probability. */
export function sampleNasnet(rules: NasnetRules, rng: Rng): NasnetGenotype {
  const { widths, depths } = rules;
  const normal = sampleCell(rules, rng);
  const reduce = sampleCell(rules, rng);
  if (widths === undefined && depths === undefined) return { normal, reduce };
  return {
    normal,
    reduce,
    ...(widths === undefined ? {} : { width: rng.pick(widths) }),
    ...(depths === undefined ? {} : { depth: rng.pick(depths) }),
  };
}

/** Inputs that term `i` may take instead of its present one, in rising order. */
function otherInputs(terms: CellTerms, i: number, { distinctInputs }: NasnetRules): number[] {
  const inputs: number[] = [];
  for (let node = 0; node < 2 + (i >> 1); node++)
    if (node !== terms[i][1] && !(distinctInputs && node === terms[i ^ 1][1])) inputs.push(node);
  return inputs;
}

function neighborTerms(terms: CellTerms, rules: NasnetRules): CellTerms[] {
  return terms.flatMap(([own, input], i): CellTerms[] => [
    ...rules.ops.filter((op) => op !== own).map((op) => terms.with(i, termOf(op, input))),
    ...otherInputs(terms, i, rules).map((node) => terms.with(i, termOf(own, node))),
  ]);
}

/** The other choices of a number; none if the genotype does not name it. */
const others = (choices: readonly number[] = [], own: number | undefined): readonly number[] =>
  own === undefined ? [] : choices.filter((choice) => choice !== own);

/** All genotypes that differ in one sampled operator, one input, the width or the depth. */
export function neighborsNasnet(genotype: NasnetGenotype, rules: NasnetRules): NasnetGenotype[] {
  return [
    ...cellKinds.flatMap((kind) =>
      neighborTerms(genotype[kind], rules).map((terms) => withTerms(genotype, kind, terms, rules.output)),
    ),
    ...others(rules.widths, genotype.width).map((width) => ({ ...genotype, width })),
    ...others(rules.depths, genotype.depth).map((depth) => ({ ...genotype, depth })),
  ];
}

/** The operator and the input of every term of both cells, the width and the depth. */
export function placesNasnet(genotype: NasnetGenotype, rules: NasnetRules): Place<NasnetGenotype>[] {
  const number = (name: 'width' | 'depth', choices: readonly number[] | undefined): Place<NasnetGenotype>[] => {
    const alternatives = others(choices, genotype[name]).map((value) => ({
      choice: String(value),
      genotype: { ...genotype, [name]: value },
    }));
    return alternatives.length === 0 ? [] : [{ name, current: String(genotype[name]), alternatives }];
  };
  return [
    ...cellKinds.flatMap((kind) => placesOfTerms(genotype, kind, rules)),
    ...number('width', rules.widths),
    ...number('depth', rules.depths),
  ];
}

function placesOfTerms(genotype: NasnetGenotype, kind: CellKind, rules: NasnetRules): Place<NasnetGenotype>[] {
  const terms = genotype[kind];
  const cell = cellNames[kind];
  return terms.flatMap(([op, input], i): Place<NasnetGenotype>[] => {
    const node = 2 + (i >> 1);
    const drawn = { cell, from: input, to: node };
    const moved = (term: Term): NasnetGenotype => withTerms(genotype, kind, terms.with(i, term), rules.output);
    const name = `${cell}, node ${node}, ${i % 2 === 0 ? 'first' : 'second'}`;
    const ops = rules.ops.flatMap((other) => (other === op ? [] : [{ choice: other, genotype: moved(termOf(other, input)) }]));
    const inputs = otherInputs(terms, i, rules).map((from) => ({ choice: `node ${from}`, genotype: moved(termOf(op, from)) }));
    return [
      { name: `${name} operator`, drawn, current: op, alternatives: ops },
      { name: `${name} input`, drawn, current: `node ${input}`, alternatives: inputs },
    ].filter(({ alternatives }) => alternatives.length > 0);
  });
}

/** One of the neighbours, each with equal probability, without making the others. */
export function mutateNasnet(genotype: NasnetGenotype, rules: NasnetRules, rng: Rng): NasnetGenotype {
  const { ops, distinctInputs } = rules;
  /** Other operators of a term: one more if the present one is not sampled. */
  const opMoves = ([op]: Term): number => ops.length - (ops.includes(op) ? 1 : 0);
  const movesOf = (terms: CellTerms, i: number): number =>
    opMoves(terms[i]) + 1 + (i >> 1) - (distinctInputs && terms[i][1] !== terms[i ^ 1][1] ? 1 : 0);
  const cellMoves = (terms: CellTerms): number => {
    let moves = 0;
    for (let i = 0; i < terms.length; i++) moves += movesOf(terms, i);
    return moves;
  };
  const normalMoves = cellMoves(genotype.normal);
  const reduceMoves = cellMoves(genotype.reduce);
  const widths = others(rules.widths, genotype.width);
  const depths = others(rules.depths, genotype.depth);
  let move = rng.int(normalMoves + reduceMoves + widths.length + depths.length);
  if (move >= normalMoves + reduceMoves) {
    move -= normalMoves + reduceMoves;
    return move < widths.length ? { ...genotype, width: widths[move] } : { ...genotype, depth: depths[move - widths.length] };
  }
  const kind: CellKind = move < normalMoves ? 'normal' : 'reduce';
  if (kind === 'reduce') move -= normalMoves;
  const terms = genotype[kind];
  let i = 0;
  for (; move >= movesOf(terms, i); i++) move -= movesOf(terms, i);
  const [op, input] = terms[i];
  const moved: Term =
    move < opMoves(terms[i])
      ? termOf(ops.filter((other) => other !== op)[move], input)
      : termOf(op, otherInputs(terms, i, rules)[move - opMoves(terms[i])]);
  return withTerms(genotype, kind, terms.with(i, moved), rules.output);
}

/** Takes every node of a cell, and width and depth, from one parent or the other; cells with different numbers of nodes or outputs are not mixed. */
export function crossNasnet(a: NasnetGenotype, b: NasnetGenotype, output: NasnetRules['output'], rng: Rng): NasnetGenotype {
  const pick = <T>(one: T, other: T): T => (rng.int(2) === 0 ? one : other);
  let child = a;
  for (const kind of cellKinds) {
    const [one, other] = [a[kind], b[kind]];
    const isAlike = one.length === other.length && !hasConcat(a, kind) && !hasConcat(b, kind);
    if (isAlike) {
      const nodes = Array.from({ length: one.length / 2 }, (_, i) => pick(one, other).slice(2 * i, 2 * i + 2));
      child = { ...child, [kind]: nodes.flat() };
    } else {
      const from = pick(a, b);
      child = withCell(child, kind, from[kind], { concat: concatOf(from, kind, output), output });
    }
  }
  return {
    ...child,
    ...(a.width === undefined || b.width === undefined ? {} : { width: pick(a.width, b.width) }),
    ...(a.depth === undefined || b.depth === undefined ? {} : { depth: pick(a.depth, b.depth) }),
  };
}

/** @returns the terms in another order, and the new number of every node. */
function relabelCell(terms: CellTerms, rng: Rng): { terms: CellTerms; places: ReadonlyMap<number, number> } {
  const last = 1 + terms.length / 2;
  const places = new Map([
    [0, 0],
    [1, 1],
  ]);
  const relabelled: Term[] = [];
  while (places.size <= last) {
    const ready: number[] = [];
    for (let node = 2; node <= last; node++) {
      if (!places.has(node) && terms.slice(2 * (node - 2), 2 * (node - 1)).every(([, input]) => places.has(input)))
        ready.push(node);
    }
    const node = rng.pick(ready);
    relabelled.push(
      ...rng.shuffle(terms.slice(2 * (node - 2), 2 * (node - 1)).map(([op, input]) => termOf(op, places.get(input) as number))),
    );
    places.set(node, places.size);
  }
  return { terms: relabelled, places };
}

/** The same cells with nodes numbered in another topological order, terms exchanged. */
export function relabelNasnet(genotype: NasnetGenotype, output: NasnetRules['output'], rng: Rng): NasnetGenotype {
  let relabelled = genotype;
  for (const kind of cellKinds) {
    const { terms, places } = relabelCell(genotype[kind], rng);
    const concat = concatOf(genotype, kind, output).map((node) => places.get(node) as number);
    relabelled = withCell(relabelled, kind, terms, { concat: concat.sort((a, b) => a - b), output });
  }
  return relabelled;
}
