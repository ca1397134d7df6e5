/** Errors from a space file, shown with the file and, if the stack has it, the line: they are mistakes of its author, not bugs of Assay. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AssayError, quote, usageError } from '../../../core/errors.js';
import { userCodeError } from '../../../spaces/define-space/call-user-code.js';
import { spaceFunctions } from '../../../spaces/define-space/guard-space.js';
import { userFileOf } from './user-file.js';
import { watchCalls, type CallWatch } from './watch-calls.js';

/** The error of a worker that a space file ended; undefined for spaces that are not files. @param cause the message at the thread's end. */
export function endedByFile(spec: string | undefined, cause: string): AssayError | undefined {
  const path = spec === undefined ? undefined : userFileOf(spec)?.path;
  if (path === undefined) return undefined;
  const code = /exited with code: (\d+)/.exec(cause)?.[1];
  const got = /memory limit|out of memory/i.test(cause)
    ? 'an end because its memory was full'
    : code === undefined
      ? `${quote(cause, 160)} after its functions returned`
      : `an exit with code ${code}`;
  return usageError(path, { expected: 'a space file that leaves its process running', got, code: 'user-code' });
}

/** The name of the called function, for the message when it does not end. */
const watched = ['import', 'create', ...spaceFunctions] as const;
export type FileWatch = CallWatch<(typeof watched)[number]>;

/** Reports calls of a file that do not end. */
export function watchFile(path: string): FileWatch {
  return watchCalls(path, watched);
}

/** Whether it is our error class, even if the file has its own copy of Assay. */
function isOurs(error: unknown): error is AssayError {
  return error instanceof AssayError || (error instanceof Error && error.name === 'AssayError' && 'kind' in error);
}

/** `path:line` if the stack of `error` passes through the file, otherwise `path`. */
export function placeIn(path: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const line = stack.split(`${pathToFileURL(path).href}:`)[1]?.match(/^\d+/)?.[0];
  return line === undefined ? path : `${path}:${line}`;
}

/** `path:line` of a syntax error. Not every error has its place, but `node --check`, which runs nothing, reports it; it is silent if the fault is in another file. */
function placeOfSyntax(path: string, error: SyntaxError): string {
  const own = pathToFileURL(path);
  const [, file, line] = /^(\S.*):(\d+)$/.exec((error.stack ?? '').split('\n', 1).join()) ?? [];
  if (file === own.href) return `${path}:${line}`;
  const { stderr } = spawnSync(process.execPath, ['--check', fileURLToPath(own)], { encoding: 'utf8', timeout: 10_000 });
  const found = /:(\d+)\r?$/m.exec((stderr ?? '').split('\n', 1).join())?.[1];
  return found === undefined ? path : `${path}:${found}`;
}

/** The error of a file that could not be imported. */
export function importError(path: string, error: unknown): AssayError {
  if (isOurs(error)) return new AssayError('usage', `${path}: ${error.message}`, { code: 'user-code' });
  const message = error instanceof Error ? error.message : String(error);
  const hint = message.includes("package 'assay'")
    ? 'a file of a space or proxy finds assay and assay/node from any folder'
    : undefined;
  const where = error instanceof SyntaxError ? placeOfSyntax(path, error) : placeIn(path, error);
  return usageError(where, { expected: 'a module that can be imported', got: quote(message, 160), hint, code: 'user-code' });
}

/** The error of one of a space's functions. Only `decode` gets input that may be wrong, a string: its data errors are kept. */
function callError(path: string, where: string, name: string, error: unknown): AssayError {
  if (!isOurs(error)) return userCodeError(`${placeIn(path, error)}: ${where}: ${name}`, error);
  if (error.kind === 'data' && name === 'decode') return new AssayError('data', error.message, error);
  return new AssayError('usage', `${placeIn(path, error.cause ?? error)}: ${error.message}`, { code: 'user-code' });
}

/** What `call` of a function of the space returns, watched. @throws usage errors that name the file for everything else that it throws. */
export function callOfFile<T>(path: string, id: string, name: (typeof watched)[number], watch: FileWatch, call: () => T): T {
  try {
    return watch.around(name, call);
  } catch (error) {
    throw callError(path, `space ${id}`, name, error);
  }
}
