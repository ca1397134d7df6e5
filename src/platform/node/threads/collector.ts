/** V8's collection of garbage, for a thread that asks for it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

/** Flags are those of the process: another thread may take this one back before it is used here. */
const mostAttempts = 20;

let found: Collect | undefined;

/** Undefined if it cannot be had. Its flag is taken back: code that was compiled under other flags would not be used any more. */
export function collector(): Collect | undefined {
  for (let attempt = 0; found === undefined && attempt < mostAttempts; attempt++) {
    setFlagsFromString('--expose-gc');
    found = runInNewContext('globalThis.gc') as Collect | undefined;
    setFlagsFromString('--no-expose-gc');
  }
  return found;
}
