/** Random genotypes of NASNet-like cells and moves between them: another operator, another input, another width or depth. */
import type { Rng } from '../../core/rng.js';
import { cellKinds, type CellTerms, type NasnetGenotype, type NasnetRules, type Term } from './genotype.js';

/** Every term of a list of operators, made once, by input: millions of cells are drawn. */
const termsOf = new WeakMap<readonly string[], Term[][]>();

function sampleCell({ ops, nodes, distinctInputs }: NasnetRules, rng: Rng): CellTerms {
  let known = termsOf.get(ops);
  if (known === undefined)
    termsOf.set(ops, (known = Array.from({ length: 1 + nodes }, (_, input) => ops.map((op): Term => [op, input]))));
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

function neighborTerms(terms: CellTerms, { ops, distinctInputs }: NasnetRules): CellTerms[] {
  return terms.flatMap(([own, input], i): CellTerms[] => {
    const other = distinctInputs ? terms[i ^ 1][1] : -1;
    const inputs = Array.from({ length: 2 + Math.floor(i / 2) }, (_, node) => node).filter(
      (node) => node !== input && node !== other,
    );
    return [
      ...ops.filter((op) => op !== own).map((op) => terms.with(i, [op, input])),
      ...inputs.map((node) => terms.with(i, [own, node])),
    ];
  });
}

/** All genotypes that differ in one operator, one input, the width or the depth. */
export function neighborsNasnet(genotype: NasnetGenotype, rules: NasnetRules): NasnetGenotype[] {
  const { widths = [], depths = [] } = rules;
  return [
    ...cellKinds.flatMap((kind) => neighborTerms(genotype[kind], rules).map((terms) => ({ ...genotype, [kind]: terms }))),
    ...widths.filter((width) => width !== genotype.width).map((width) => ({ ...genotype, width })),
    ...depths.filter((depth) => depth !== genotype.depth).map((depth) => ({ ...genotype, depth })),
  ];
}

/** One of the neighbours, each with equal probability, without making the others. */
export function mutateNasnet(genotype: NasnetGenotype, rules: NasnetRules, rng: Rng): NasnetGenotype {
  const { ops, distinctInputs, widths = [], depths = [] } = rules;
  /** Other operators and other inputs of each term. */
  const movesOf = (i: number): number => ops.length - 1 + 1 + Math.floor(i / 2) - (distinctInputs ? 1 : 0);
  const terms = genotype.normal.length;
  let cellMoves = 0;
  for (let i = 0; i < terms; i++) cellMoves += movesOf(i);
  const widthMoves = Math.max(0, widths.length - 1);
  const depthMoves = Math.max(0, depths.length - 1);
  let move = rng.int(2 * cellMoves + widthMoves + depthMoves);
  if (move >= 2 * cellMoves) {
    move -= 2 * cellMoves;
    if (move < widthMoves) return { ...genotype, width: widths.filter((width) => width !== genotype.width)[move] };
    return { ...genotype, depth: depths.filter((depth) => depth !== genotype.depth)[move - widthMoves] };
  }
  const kind = cellKinds[Math.floor(move / cellMoves)];
  move %= cellMoves;
  let i = 0;
  for (; move >= movesOf(i); i++) move -= movesOf(i);
  const [op, input] = genotype[kind][i];
  let moved: Term;
  if (move < ops.length - 1) moved = [ops[move < ops.indexOf(op) ? move : move + 1], input];
  else {
    const taken = distinctInputs ? [input, genotype[kind][i ^ 1][1]] : [input];
    let node = move - (ops.length - 1);
    for (const other of taken.sort((a, b) => a - b)) if (node >= other) node++;
    moved = [op, node];
  }
  return { ...genotype, [kind]: genotype[kind].with(i, moved) };
}

/** Every node of a cell, and width and depth, from one parent or the other. */
export function crossNasnet(a: NasnetGenotype, b: NasnetGenotype, rng: Rng): NasnetGenotype {
  const cross = (one: CellTerms, other: CellTerms): CellTerms =>
    Array.from({ length: one.length / 2 }, (_, i) => (rng.int(2) === 0 ? one : other).slice(2 * i, 2 * i + 2)).flat();
  const child = { ...a, normal: cross(a.normal, b.normal), reduce: cross(a.reduce, b.reduce) };
  const pick = <T>(one: T, other: T): T => (rng.int(2) === 0 ? one : other);
  return {
    ...child,
    ...(a.width === undefined || b.width === undefined ? {} : { width: pick(a.width, b.width) }),
    ...(a.depth === undefined || b.depth === undefined ? {} : { depth: pick(a.depth, b.depth) }),
  };
}

function relabelCell(terms: CellTerms, rng: Rng): CellTerms {
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
      ...rng.shuffle(terms.slice(2 * (node - 2), 2 * (node - 1)).map(([op, input]): Term => [op, places.get(input) as number])),
    );
    places.set(node, places.size);
  }
  return relabelled;
}

/** The same cells with nodes numbered in another topological order, terms exchanged. */
export function relabelNasnet(genotype: NasnetGenotype, rng: Rng): NasnetGenotype {
  return { ...genotype, normal: relabelCell(genotype.normal, rng), reduce: relabelCell(genotype.reduce, rng) };
}
