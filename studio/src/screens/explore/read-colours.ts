import type { Colour, PointColours } from './gl-points.js';

/** The colours of the page, light or dark, as numbers. */
export function readColours(element: Element): PointColours {
  const style = getComputedStyle(element);
  const read = (name: string): Colour => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Colour;
  };
  return {
    plain: read('--series-0'),
    selected: read('--series-1'),
    front: read('--ink'),
    ramp: [read('--ramp-low'), read('--ramp-middle'), read('--ramp-high')],
  };
}
