/** Colours of the plots. Both ramps change in lightness away from their background, so that they can be read in grey and with colour blindness. */
import { must } from '../../core/must.js';

export interface PlotColours {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
  /** The colour of the front and of the best. */
  readonly accent: string;
  /** From the low end to the high end, `rampSteps` colours. */
  readonly ramp: readonly string[];
}

export const rampSteps = 24;

const lightStops = ['#d3dae2', '#b4c6dc', '#82a8d6', '#4380c5', '#1d509e', '#12235a'];
const darkStops = ['#3b4658', '#34517d', '#3d7bc0', '#62aaee', '#aed9ff', '#fff0bd'];

export const lightColours: PlotColours = {
  ink: '#18212d',
  muted: '#5b6675',
  grid: '#e9edf1',
  paper: '#ffffff',
  accent: '#c2570c',
  ramp: ramp(lightStops),
};
export const darkColours: PlotColours = {
  ink: '#e7ebf0',
  muted: '#97a3b2',
  grid: '#232a34',
  paper: '#12161c',
  accent: '#ffab5c',
  ramp: ramp(darkStops),
};

function ramp(stops: readonly string[]): string[] {
  return Array.from({ length: rampSteps }, (_, i) => {
    const at = (i / (rampSteps - 1)) * (stops.length - 1);
    const left = Math.min(stops.length - 2, Math.floor(at));
    const from = must(stops[left], 'a stop of the ramp');
    const to = must(stops[left + 1], 'a stop of the ramp');
    const mix = (channel: number): number => Math.round(part(from, channel) * (1 - at + left) + part(to, channel) * (at - left));
    return `rgb(${mix(0)},${mix(1)},${mix(2)})`;
  });
}

function part(colour: string, channel: number): number {
  return Number.parseInt(colour.slice(1 + 2 * channel, 3 + 2 * channel), 16);
}
