/** A space of named choices: the genotype is an object with one value of each. */
import { requireText } from '../../core/require-shape.js';
import { must } from '../../core/must.js';
import type { CellTopology } from '../../arch/topology.js';
import { dataError, quote } from '../../core/errors.js';
import { mapMoves, productMoves, productPlaces } from '../product-moves.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { callUserCode, callLayer } from './call-user-code.js';
import { requireChoices, requireFunction, requireInput, requirePlanHeader } from './check-plan.js';
import { requireCellTopology } from './check-topology.js';
import { decodeChosen, encodeChosen } from './chosen-text.js';
import { createLayers } from './layers.js';
import { closeSpace } from './close-space.js';
import type { Choice, ChoicePlan, Chosen, SpaceHeader } from './types.js';

const fields = ['input', 'choices', 'build', 'accept', 'topology'] as const satisfies readonly (keyof ChoicePlan)[];

export function createChoiceSpace(header: SpaceHeader & ChoicePlan): SpaceDefinition {
  const { id, input, choices } = header;
  const where = requirePlanHeader(header, fields);
  requireInput(input, where);
  requireChoices(choices, where);
  requireFunction(header.build, where, 'build');
  for (const name of ['accept', 'topology'] as const) if (header[name] !== undefined) requireFunction(header[name], where, name);
  const accept = (chosen: Chosen): boolean =>
    header.accept === undefined || callUserCode(`${where}: accept`, () => header.accept!(chosen));
  const topology = (chosen: Chosen): CellTopology => {
    const cell = callUserCode(`${where}: topology`, () => header.topology!(chosen));
    requireCellTopology(cell, `${where}: topology`);
    return cell;
  };
  const names = Object.keys(choices);
  const toChosen = (values: readonly Choice[]): Chosen =>
    Object.fromEntries(names.map((name, i) => [name, must(values[i], 'a value of each choice')]));
  const toList = (chosen: Chosen): Choice[] => names.map((name) => must(chosen[name], `a value of ${name}`));
  const { size, enumerate, ...moves } = mapMoves<Chosen, Choice>(productMoves(Object.values(choices)), toList, toChosen);
  const encode = (chosen: Chosen): string => encodeChosen(chosen, choices);
  return closeSpace(
    header,
    encode,
    (values): SearchSpace<Chosen> => ({
      id,
      ...moves,
      ...(header.accept === undefined ? { ...(size === undefined ? {} : { size }), enumerate } : {}),
      places: (chosen) =>
        productPlaces(Object.values(choices), toList(chosen), {
          head: (i) => ({ name: must(names[i], 'a name of each choice') }),
        }).map((place) => ({
          ...place,
          alternatives: place.alternatives.map(({ choice, genotype }) => ({ choice, genotype: toChosen(genotype) })),
        })),
      encode,
      decode(text) {
        requireText('text', text);
        const own = `${id} architecture ${quote(text, 80)}`;
        const chosen = decodeChosen(text, choices, own);
        if (!accept(chosen)) throw dataError(own, { expected: 'choices that the space accepts together' });
        return chosen;
      },
      canonical: encode,
      build(chosen) {
        const net = createLayers(values);
        const image = net.input('image', [1, ...input]);
        return net.finish(
          callLayer(`${where}: build`, () => header.build(net, image, chosen)),
          `${id} ${encode(chosen)}`,
        );
      },
      ...(header.topology === undefined
        ? { noTopology: 'the space does not say what its graphs are' }
        : { topology: (chosen: Chosen) => ({ cells: [{ name: 'network', repeats: 1, cell: topology(chosen) }] }) }),
    }),
    accept,
  );
}
