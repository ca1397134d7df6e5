import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import { countCost, type Cost } from '../../arch/cost.js';

/** Cost of what `add` appends to one input of the given channels and side, counted on a separate graph. */
export function countBlock(channels: number, side: number, add: (b: ArchBuilder, x: string) => string): Cost {
  const b = createArchBuilder();
  const x = b.input('x', [1, channels, side, side]);
  return countCost(b.finish([add(b, x)]));
}

export const noCost: Cost = { params: 0, macs: 0 };

export function addCosts(costs: readonly Cost[]): Cost {
  let params = 0;
  let macs = 0;
  for (const cost of costs) {
    params += cost.params;
    macs += cost.macs;
  }
  return { params, macs };
}

/** `count` with a cache: the same few blocks occur in every network of a space. */
export function rememberCosts<A extends readonly (string | number | boolean)[]>(count: (...key: A) => Cost): (...key: A) => Cost {
  const known = new Map<string, Cost>();
  return (...key) => {
    const text = key.join(' ');
    let cost = known.get(text);
    if (cost === undefined) known.set(text, (cost = count(...key)));
    return cost;
  };
}
