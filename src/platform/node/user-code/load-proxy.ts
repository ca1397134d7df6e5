/** A user's proxy from a file: `./my-proxy.mjs`, with options after it as after an id, `./my-proxy.mjs:power=2`. */
import { parameter, quote, usageError } from '../../../core/errors.js';
import type { Registry } from '../../../engine/types.js';
import { completeProxy, guardProxy } from '../../../proxies/complete-proxy.js';
import type { Proxy } from '../../../proxies/types.js';
import { fittedPath } from './fitted-path.js';
import { importUserFile } from '../tables/import-user-file.js';
import { userFileDigest, userFileOf } from './user-file.js';
import { placeIn } from './user-code-errors.js';
import type { Locate } from './with-user-files.js';
import { watchCalls } from './watch-calls.js';

/**
 * The registry, which is synchronous, with the files of proxies read beforehand: modules, and fitted judgements, which are data.
 * @param space the spec of the plan: a judgement fitted to another space is refused.
 * @throws usage errors that name the file.
 */
export async function withProxyFiles(
  registry: Registry,
  texts: readonly string[],
  space: string | undefined,
  locate: Locate,
): Promise<Registry> {
  const proxies = new Map<string, Proxy>();
  const fileProxies = new Map<string, { readonly proxy: Proxy; readonly spec: string }>();
  for (const text of texts) {
    const fitted = fittedPath(text);
    if (fitted === '')
      throw usageError(parameter('proxy'), {
        expected: 'the file of a fitted judgement, such as fitted:judge.json',
        got: text,
        code: 'missing',
      });
    if (fitted !== undefined) {
      // Its linear algebra is loaded only where there is such a file: other commands start sooner.
      const { loadFitted } = await import('../files/fitted-file.js');
      fileProxies.set(text, { proxy: loadFitted(locate(fitted), space), spec: 'fitted' });
    }
    const file = fitted === undefined ? userFileOf(text) : undefined;
    if (file === undefined) continue;
    const proxy = proxies.get(file.path) ?? (await loadProxy(locate(file.path)));
    if (registry.proxies.some(({ id }) => id === proxy.id))
      throw usageError(file.path, { expected: 'an id that no built-in proxy has', got: quote(proxy.id), code: 'user-code' });
    proxies.set(file.path, proxy);
    fileProxies.set(text, { proxy, spec: `${proxy.id}${file.options}` });
  }
  return fileProxies.size === 0 ? registry : { ...registry, fileProxies };
}

/** The proxy that a module exports as `proxy`, checked and watched. @throws usage errors that name the file. */
async function loadProxy(path: string): Promise<Proxy> {
  const watch = watchCalls(path, ['import', 'requests', 'score']);
  const module = await importUserFile(path, watch);
  const given = module['proxy'] ?? module['default'];
  if (typeof given !== 'object' || given === null)
    throw usageError(path, {
      expected: 'an export named proxy, as defineProxy makes it',
      got: Object.keys(module).join(', ') || 'no export',
      code: 'user-code',
    });
  return guardProxy(
    path,
    { ...completeProxy(path, given), digest: userFileDigest(path) },
    { around: (name, run) => watch.around(name, run), placeOf: (error) => placeIn(path, error) },
  );
}
