/** Published strings that hold no blanks, as people paste them: with blanks, line ends or quotes. */
import { AssayError } from '../../core/errors.js';
import { requireText } from '../../core/require-shape.js';

/** A `decode` that tries a refused text once more without blanks and quotes. Its error is that of the text as given, or a usage error for what is no text. */
export function decodeWithoutBlanks<G>(decode: (text: string) => G): (text: string) => G {
  return (text) => {
    try {
      return decode(text);
    } catch (error) {
      requireText('text', text);
      const bare = text.replace(/\s+/g, '').replace(/^(["'`])(.*)\1$/, '$2');
      if (!(error instanceof AssayError) || bare === text) throw error;
      try {
        return decode(bare);
      } catch {
        throw error;
      }
    }
  };
}
