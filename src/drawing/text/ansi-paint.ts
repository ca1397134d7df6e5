import type { EdgeKind } from '../edge-kind.js';
import type { Paint } from './text-canvas.js';

/** The sixteen-colour codes that every terminal has, so that its theme decides the shades. */
const codes: { readonly [ink in EdgeKind]: string } = {
  conv1: '36',
  conv3: '34',
  conv5: '35',
  conv7: '31',
  pool: '33',
  skip: '32',
  link: '37',
};

/** Colours a drawing for a terminal: convolutions by kernel, pooling yellow, skips green, dead edges dim. */
export const ansiPaint: Paint = (text, ink) => {
  const code = ink === 'muted' ? '2' : codes[ink as EdgeKind];
  return code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`;
};
