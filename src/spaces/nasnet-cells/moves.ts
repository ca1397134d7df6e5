/** Random genotypes of NASNet-like cells and moves between them: another operator, another input, another width or depth. */
import type { Rng } from '../../core/rng.js';
import { cellKinds, type CellTerms, type NasnetGenotype, type NasnetRules, type Term } from './genotype.js';

function sampleCell({ ops, nodes, distinctInputs }: NasnetRules, rng: Rng): CellTerms {
  return Array.from({ length: nodes }, (_, i) => i + 2).flatMap((node): Term[] => {
    const first = rng.int(node);
    const second = distinctInputs ? (first + 1 + rng.int(node - 1)) % node : rng.int(node);
    return [[rng.pick(ops), first], [rng.pick(ops), second]];
  });
}

/** Every operator and every input with equal probability. */
export function sampleNasnet(rules: NasnetRules, rng: Rng): NasnetGenotype {
  const { widths, depths } = rules;
  return {
    normal: sampleCell(rules, rng),
    reduce: sampleCell(rules, rng),
    ...(widths === undefined ? {} : { width: rng.pick(widths) }),
    ...(depths === undefined ? {} : { depth: rng.pick(depths) }),
  };
}

function neighborTerms(terms: CellTerms, { ops, distinctInputs }: NasnetRules): CellTerms[] {
  return terms.flatMap(([own, input], i): CellTerms[] => {
    const other = distinctInputs ? terms[i ^ 1][1] : -1;
    const inputs = Array.from({ length: 2 + Math.floor(i / 2) }, (_, node) => node).filter((node) => node !== input && node !== other);
    return [...ops.filter((op) => op !== own).map((op) => terms.with(i, [op, input])), ...inputs.map((node) => terms.with(i, [own, node]))];
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
  const places = new Map([[0, 0], [1, 1]]);
  const relabelled: Term[] = [];
  while (places.size <= last) {
    const ready: number[] = [];
    for (let node = 2; node <= last; node++) {
      if (!places.has(node) && terms.slice(2 * (node - 2), 2 * (node - 1)).every(([, input]) => places.has(input))) ready.push(node);
    }
    const node = rng.pick(ready);
    relabelled.push(...rng.shuffle(terms.slice(2 * (node - 2), 2 * (node - 1)).map(([op, input]): Term => [op, places.get(input) as number])));
    places.set(node, places.size);
  }
  return relabelled;
}

/** The same cells with nodes numbered in another topological order, terms exchanged. */
export function relabelNasnet(genotype: NasnetGenotype, rng: Rng): NasnetGenotype {
  return { ...genotype, normal: relabelCell(genotype.normal, rng), reduce: relabelCell(genotype.reduce, rng) };
}
