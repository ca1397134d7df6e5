/** Output that all verbs share: results on stdout, everything else on stderr. */
import { styleText } from 'node:util';
import { flagged, withFlags } from './parameter-flags.js';
import { AssayError } from '../core/errors.js';
import { visible } from '../core/visible.js';

type Style = Parameters<typeof styleText>[0];

/** Thrown after a run that finished in spite of bad items, which were reported one by one: exit code 2. */
export class PartialFailure extends Error {}

/** What a shell expects of a command that Ctrl-C ended. */
export const interruptedCode = 130;

/** Thrown after Ctrl-C, once its line is printed: nobody's error. */
export class Interrupted extends Error {}

/** The control sequences of our styles and drawings: bold, faint and colours, none that moves or hides text. */
const styles = /(\p{Cc}\[(?:0|1|2|22|39|3[0-7]|9[0-7])m)/u;

/** The line without control sequences from foreign text (a model's names, a table's columns). */
function line(text: string, { isTTY }: NodeJS.WriteStream): string {
  return isTTY
    ? text
        .split(styles)
        .map((part, i) => (i % 2 === 1 && part.startsWith('\u001b') ? part : visible(part)))
        .join('')
    : visible(text);
}

/** Writes a line of results. */
export function print(text = ''): void {
  process.stdout.write(`${line(text, process.stdout)}\n`);
}

/** A line that is drawn again and again at the end of the terminal. */
interface DrawnLine {
  /** Wipes it, so that something can be printed in its place. */
  lift(): void;
  /** Draws it again, below. */
  draw(): void;
}

let drawn: DrawnLine | undefined;

/** The line that is drawn now: what else is printed goes above it. */
export const drawnLine = {
  set: (next: DrawnLine): void => void (drawn = next),
  forget: (last: DrawnLine): void => void (drawn = drawn === last ? undefined : drawn),
};

/** Writes a line that is not a result. */
export function say(text: string): void {
  drawn?.lift();
  process.stderr.write(`${line(text, process.stderr)}\n`);
  drawn?.draw();
}

/** Writes what the library has to say while it works. */
export function notify(text: string): void {
  say(withFlags(text));
}

function styled(style: Style, text: string, stream: NodeJS.WriteStream): string {
  const colours = stream.isTTY && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  return colours ? styleText(style, text, { validateStream: false } as never) : text;
}

/** Text styled for standard output; plain when that is not a terminal. */
export function strong(text: string): string {
  return styled('bold', text, process.stdout);
}

export function faint(text: string): string {
  return styled('dim', text, process.stdout);
}

/** A line that begins as every error does. */
export function complain(text: string): void {
  say(`${styled('red', 'assay:', process.stderr)} ${text}`);
}

/** One line for a user's error; with a stack for a bug in Assay. */
export function reportError(error: unknown, verb?: string): void {
  if (error instanceof AssayError) complain(flagged(error, verb));
  else {
    complain('a bug in Assay, please report it with the command and these lines:');
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
