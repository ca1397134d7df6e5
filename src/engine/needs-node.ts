/** What needs files or threads, and so `assay/node`: the functions of `assay` name it where they are asked for that. */
import { quote, usageError, type Place } from '../core/errors.js';

const entry = 'assay/node';
const ofHost = ['workers', 'queue', 'mixEngines', 'device', 'folder'] as const;

/** Parameters that only `assay/node` has, of its `openScoring` and of its `openSearch`. */
export const scoringInNode = { entry, names: [...ofHost, 'partial', 'shape', 'set', 'outputs'] };
export const searchInNode = { entry, names: [...ofHost, 'trainData', 'trainValidation'] };

/** Whether a text is the name of a file or a folder, perhaps with options after it. */
function namesFile(text: string): boolean {
  return /\.(?:onnx|json|mjs|js|txt|csv)(?::|$)|[\\/]$/i.test(text);
}

/** @param who the function of `assay/node` that reads files. @throws a usage error for the name of a file. */
export function refuseFile(where: Place, text: string, expected: string, who: string): void {
  if (!namesFile(text)) return;
  throw usageError(where, {
    expected,
    got: `the name of a file, ${quote(text, 120)}`,
    hint: `${who} of assay/node reads files`,
    code: 'unsupported',
  });
}
