/**
 * A space file may be anywhere, even if no folder above it has Assay installed: then `assay` and `assay/node` resolve to this package, in
 * every thread that loads the file. Node 20 resolves in a separate thread (`module.register`), newer versions in the same one (`module.registerHooks`).
 */
import { realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

const specifiers = ['assay', 'assay/node'];

/** The functions of Node 22.15 and newer that the types of Node 20 lack. */
interface SyncHooks {
  registerHooks?(hooks: {
    resolve(specifier: string, context: unknown, next: (specifier: string, context: unknown) => unknown): unknown;
  }): void;
}

/** The same for the thread of Node 20: a separate module, given as text because a bundle has no file for it. */
const asyncHooks = `let own;
export function initialize(given) { own = given; }
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || own[specifier] === undefined) throw error;
    return { url: own[specifier], shortCircuit: true };
  }
}`;

let isRegistered = false;

/** Makes the module at `path`, and its imports, find Assay. A module that finds another copy keeps that one. */
export function provideAssay(path: string): void {
  // Require, which `locate` uses, also finds packages through NODE_PATH; import does not.
  const isCertain = process.env['NODE_PATH'] === undefined;
  const real = realpathSync(path);
  if (isRegistered || (isCertain && specifiers.every((specifier) => locate(specifier, real) !== undefined))) return;
  const own: { [specifier: string]: string } = {};
  for (const specifier of specifiers) {
    const file = locate(specifier, new URL(import.meta.url));
    // A checkout that was never built has nothing to resolve to.
    if (file === undefined) return;
    own[specifier] = pathToFileURL(file).href;
  }
  isRegistered = true;
  const { registerHooks } = nodeModule as SyncHooks;
  if (registerHooks === undefined) nodeModule.register(`data:text/javascript,${encodeURIComponent(asyncHooks)}`, { data: own });
  else registerHooks({ resolve: (specifier, context, next) => resolveOwn(own, specifier, () => next(specifier, context)) });
}

function resolveOwn(own: { readonly [specifier: string]: string }, specifier: string, next: () => unknown): unknown {
  try {
    return next();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND' || own[specifier] === undefined) throw error;
    return { url: own[specifier], shortCircuit: true };
  }
}

/** The file that `specifier` means in a module; undefined if none. A copy that lacks this export still counts. */
function locate(specifier: string, from: string | URL): string | undefined {
  try {
    return nodeModule.createRequire(from).resolve(specifier);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ? undefined : '';
  }
}
