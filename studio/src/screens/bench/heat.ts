/** Colours of gains: blue wins, orange loses, in a few steps that colour-blind eyes tell apart. */

/** Points of the percentile at which a colour is full. */
const fullAt = 20;

/** A colour between transparent and full. */
export function heatColour(gain: number | undefined): string {
  if (gain === undefined || !Number.isFinite(gain) || Math.abs(gain) < 0.05) return 'transparent';
  const share = Math.min(1, 0.18 + (0.72 * Math.abs(gain)) / fullAt);
  return `color-mix(in srgb, var(${gain > 0 ? '--series-0' : '--series-1'}) ${Math.round(100 * share)}%, transparent)`;
}

/** `+12.3`, `−0.4`, `±0`. */
export function gainText(gain: number | undefined): string {
  if (gain === undefined) return '';
  if (Math.abs(gain) < 0.05) return '±0';
  return `${gain > 0 ? '+' : '−'}${Math.abs(gain).toFixed(1)}`;
}
