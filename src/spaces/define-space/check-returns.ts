/** Checks what the functions of a space return: the error names the function that made the value, not the reader. */
import { inferShapes } from '../../arch/infer.js';
import type { Architecture } from '../../arch/types.js';
import type { Topology } from '../../arch/topology.js';
import { checkArchitecture } from '../../arch/validate.js';
import type { SearchSpace } from '../types.js';
import { callUserCode } from './call-user-code.js';
import { requireThat } from './check-plan.js';
import { requireCellTopology } from './check-topology.js';

type Check = (value: unknown, where: string) => void;

const genotype: Check = (value, where) =>
  requireThat(value !== undefined && !(value instanceof Promise), where, 'a genotype to be returned', value);
const text: Check = (value, where) => requireThat(typeof value === 'string', where, 'a string to be returned', value);
const list: Check = (value, where) => requireThat(Array.isArray(value), where, 'a list to be returned', value);

const cost: Check = (value, where) => {
  const { params, macs } = (value ?? {}) as { readonly params?: unknown; readonly macs?: unknown };
  requireThat(typeof params === 'number' && typeof macs === 'number', where, '{ params, macs } to be returned', value);
};

const topology: Check = (value, where) => {
  const { cells } = (value ?? {}) as Partial<Topology>;
  if (!Array.isArray(cells)) return requireThat(false, where, '{ cells } to be returned', value);
  for (const { name, repeats, cell } of cells as Topology['cells']) {
    requireThat(
      typeof name === 'string' && typeof repeats === 'number',
      where,
      'every cell with its name and how often it repeats',
      {
        name,
        repeats,
      },
    );
    requireCellTopology(cell, where);
  }
};

/** The first network is checked completely, later ones only by shape inference: the same function makes them, and a search may build many. */
function network(): Check {
  let isFirst = true;
  return (value, where) => {
    requireThat(
      typeof value === 'object' && value !== null && Array.isArray((value as Partial<Architecture>).nodes),
      where,
      'an architecture to be returned',
      value,
    );
    callUserCode(where, () => (isFirst ? checkArchitecture(value as Architecture) : void inferShapes(value as Architecture)));
    isFirst = false;
  };
}

/** The checks of one space, by function. They throw usage errors that begin with `where`. */
export function createReturnChecks(): { readonly [method in keyof SearchSpace]?: Check } {
  return {
    sample: genotype,
    mutate: genotype,
    crossover: genotype,
    relabel: genotype,
    supernet: genotype,
    decode: genotype,
    encode: text,
    canonical: text,
    neighbors: list,
    prunings: list,
    build: network(),
    topology,
    cost,
  };
}
