/** A space of named choices: the genotype is an object with one value of each. */
import { dataError, quote } from '../../core/errors.js';
import { mapMoves, productMoves } from '../product-moves.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { demandChoices, demandFunction, demandHeader, demandInput } from './check-plan.js';
import { decodeChosen, encodeChosen } from './chosen-text.js';
import { createLayers } from './layers.js';
import { closeSpace } from './close-space.js';
import type { ChoicePlan, Chosen, SpaceHeader } from './types.js';

export function createChoiceSpace(header: SpaceHeader & ChoicePlan): SpaceDefinition {
  const { id, input, choices, accept = () => true } = header;
  const where = demandHeader(header);
  demandInput(input, where);
  demandChoices(choices, where);
  demandFunction(header.build, where, 'build');
  const names = Object.keys(choices);
  const { size, enumerate, ...moves } = mapMoves<Chosen, Chosen[string]>(
    productMoves(names.map((name) => choices[name])),
    (chosen) => names.map((name) => chosen[name]),
    (values) => Object.fromEntries(names.map((name, i) => [name, values[i]])),
  );
  const encode = (chosen: Chosen): string => encodeChosen(chosen, choices);
  return closeSpace(header, encode, (values): Omit<SearchSpace<Chosen>, 'defaults'> => ({
    id,
    ...moves,
    ...(header.accept === undefined ? { ...(size === undefined ? {} : { size }), enumerate } : {}),
    encode,
    decode(text) {
      const own = `${id} architecture ${quote(text, 80)}`;
      const chosen = decodeChosen(text, choices, own);
      if (!accept(chosen)) throw dataError(own, { expected: 'choices that the space accepts together' });
      return chosen;
    },
    canonical: encode,
    build(chosen) {
      const net = createLayers(values);
      const image = net.input('image', [1, ...input]);
      return net.finish(header.build(net, image, chosen), `${id} ${encode(chosen)}`);
    },
    ...(header.topology === undefined
      ? { noTopology: 'the space does not say what its graphs are' }
      : { topology: (chosen: Chosen) => ({ cells: [{ name: 'network', repeats: 1, cell: header.topology!(chosen) }] }) }),
  }), accept);
}
