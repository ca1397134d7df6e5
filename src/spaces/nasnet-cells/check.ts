import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import { cellKinds, hasConcat, type CellKind, type CellTerms, type NasnetGenotype, type NasnetRules } from './genotype.js';

/** Most nodes a cell may have besides its inputs. */
const mostNodes = 12;

/** Checks one cell against what a space reads. @param where names the genotype. @throws a data error that names cell, node and what is wrong. */
function checkCell(kind: CellKind, terms: CellTerms, { ops, readOps = [] }: NasnetRules, where: string): void {
  if (terms.length < 2 || terms.length % 2 !== 0 || terms.length > 2 * mostNodes)
    throw dataError(where, {
      expected: `two pairs a node in the ${kind} cell, for 1 to ${mostNodes} nodes`,
      got: `${terms.length} pairs`,
    });
  terms.forEach(([op, input], i) => {
    const node = 2 + Math.floor(i / 2);
    if (!ops.includes(op) && !readOps.includes(op)) {
      const known = [...ops, ...readOps];
      const near = suggest(op, known);
      throw dataError(where, {
        expected: `an op of the space at node ${node} of the ${kind} cell`,
        got: quote(op, 40),
        hint: near === undefined ? `ops: ${known.join(', ')}` : `did you mean "${near}"?`,
      });
    }
    if (!Number.isInteger(input) || input < 0 || input >= node)
      throw dataError(where, { expected: `an input from 0 to ${node - 1} at node ${node} of the ${kind} cell`, got: `${input}` });
  });
}

/** Whether the space samples genotypes of this kind, with any width and depth. */
export function isSampledNasnet(genotype: NasnetGenotype, rules: NasnetRules): boolean {
  const { ops, nodes, distinctInputs, widths, depths } = rules;
  return (
    (widths === undefined) === (genotype.width === undefined) &&
    (depths === undefined) === (genotype.depth === undefined) &&
    cellKinds.every(
      (kind) =>
        !hasConcat(genotype, kind) &&
        genotype[kind].length === 2 * nodes &&
        genotype[kind].every(
          ([op, input], i) => ops.includes(op) && !(distinctInputs && i % 2 === 1 && input === genotype[kind][i - 1]?.[1]),
        ),
    )
  );
}

/** The genotype, if the space reads it. @throws a data error otherwise. */
export function checkNasnet(genotype: NasnetGenotype, rules: NasnetRules, where: string): NasnetGenotype {
  for (const kind of cellKinds) checkCell(kind, genotype[kind], rules, where);
  for (const [name, choices] of [
    ['width', rules.widths],
    ['depth', rules.depths],
  ] as const) {
    const value = genotype[name];
    if (value === undefined) continue;
    if (choices === undefined)
      throw dataError(where, { expected: `no ${name}`, got: `${value}`, hint: 'the options C and L of the space set it' });
    if (!Number.isInteger(value) || value < 1 || value > 1024)
      throw dataError(where, {
        expected: `${name} to be an integer from 1 to 1024, such as ${choices.join(', ')}`,
        got: `${value}`,
      });
  }
  return genotype;
}
