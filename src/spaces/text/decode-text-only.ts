import { requireText } from '../../core/require-shape.js';

/** A `decode` that refuses what is no text with a usage error. */
export function decodeTextOnly<G>(decode: (text: string) => G): (text: string) => G {
  return (text) => {
    requireText('text', text);
    return decode(text);
  };
}
