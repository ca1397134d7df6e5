/** A proxy of the user's from a file: `./my-proxy.mjs`, with options after it as after an id, `./my-proxy.mjs:power=2`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AssayError, quote, usageError } from '../../core/errors.js';
import { checkFields } from '../../core/check-fields.js';
import { unknownName } from '../../core/suggest.js';
import type { Registry } from '../../engine/types.js';
import { evidenceKinds } from '../../evidence/levels.js';
import type { EvidenceRequest } from '../../evidence/types.js';
import type { Proxy, Score } from '../../proxies/types.js';
import { pathKind } from './files.js';
import { provideAssay } from './resolve-assay.js';
import { importError, placeIn } from './user-code-errors.js';
import { watchCalls, type CallWatch } from './watch-calls.js';

const file = /^(.*\.(?:mjs|js))(:.*)?$/s;
const watched = ['import', 'requests', 'score'] as const;
const required = ['id', 'direction', 'requests', 'score'] as const satisfies readonly (keyof Proxy)[];
const known = [
  ...required,
  'title',
  'paper',
  'note',
  'seeded',
  'sharedByCanonical',
  'options',
  'published',
] as const satisfies readonly (keyof Proxy)[];

type Watch = CallWatch<(typeof watched)[number]>;

/** Whether a spec names a file, not a built-in proxy. */
export function isProxyFile(spec: string): boolean {
  return file.test(spec);
}

/** The registry, which answers at once, with the files that proxies are named by imported beforehand. @throws usage errors that name the file. */
export async function withProxyFiles(registry: Registry, texts: readonly string[]): Promise<Registry> {
  const named = texts.flatMap((text) => {
    const [, path, rest = ''] = file.exec(text) ?? [];
    return path === undefined ? [] : [{ text, path, rest }];
  });
  if (named.length === 0) return registry;
  const proxies = new Map<string, Proxy>();
  for (const path of new Set(named.map((entry) => entry.path))) {
    const proxy = await loadProxy(path);
    const other = registry.proxies.find(({ id }) => id === proxy.id);
    if (other !== undefined)
      throw usageError(path, { expected: 'an id that no built-in proxy has', got: quote(proxy.id), code: 'user-code' });
    proxies.set(path, proxy);
  }
  const fileProxies = new Map(
    named.map(({ text, path, rest }) => {
      const proxy = proxies.get(path) as Proxy;
      return [text, { proxy, spec: `${proxy.id}${rest}` }] as const;
    }),
  );
  return { ...registry, fileProxies };
}

/** The proxy that a module exports as `proxy`, checked and watched. @throws usage errors that name the file. */
export async function loadProxy(path: string): Promise<Proxy> {
  const found = pathKind(path);
  if (found !== 'file')
    throw usageError(path, {
      expected: 'a module that can be imported',
      got: found === undefined ? 'no such file' : found === 'folder' ? 'a folder' : 'no regular file',
      code: 'missing',
    });
  provideAssay(path);
  const watch = watchCalls(path, watched);
  const before = watch.enter('import');
  let module: { readonly [name: string]: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    throw importError(path, error);
  } finally {
    watch.leave(before);
  }
  const given = module['proxy'] ?? module['default'];
  if (typeof given !== 'object' || given === null)
    throw usageError(path, {
      expected: 'an export named proxy, as defineProxy makes it',
      got: Object.keys(module).join(', ') || 'no export',
      code: 'user-code',
    });
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  return guardProxy(path, { ...checkedProxy(path, given), digest }, watch);
}

/** Fields that are left out get the value that is safe: seeded, and scored for every genotype as it is written. */
function checkedProxy(path: string, given: object): Proxy {
  checkFields(path, given, known);
  const proxy = given as Partial<Proxy>;
  const need = (holds: boolean, expected: string, got: unknown): void => {
    if (!holds) throw usageError(path, { expected, got: quote(String(got)), code: 'user-code' });
  };
  const { id, direction } = proxy;
  need(typeof id === 'string' && /^[a-z][a-z0-9-]*$/.test(id), 'an id of lower-case letters, digits and hyphens', id);
  need(direction === 'higher' || direction === 'lower', "direction 'higher' or 'lower'", direction);
  for (const name of ['requests', 'score'] as const) need(typeof proxy[name] === 'function', `a function ${name}`, proxy[name]);
  need(proxy.options === undefined || (typeof proxy.options === 'object' && proxy.options !== null), 'options', proxy.options);
  return { title: String(id), paper: 'own', seeded: true, sharedByCanonical: false, options: {}, ...proxy } as Proxy;
}

function guardProxy(path: string, proxy: Proxy, watch: Watch): Proxy {
  const call = <T>(name: 'requests' | 'score', run: () => T): T => {
    const before = watch.enter(name);
    try {
      return run();
    } catch (error) {
      if (error instanceof AssayError && error.code === 'user-code') throw error;
      const message = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*\n\s*/g, ' ');
      throw new AssayError('usage', `${placeIn(path, error)}: proxy ${proxy.id}: ${name}: ${message}`, { code: 'user-code' });
    } finally {
      watch.leave(before);
    }
  };
  const wrong = (name: string, expected: string, got: unknown): AssayError =>
    usageError(`${path}: proxy ${proxy.id}: ${name}`, {
      expected,
      got: quote(typeof got === 'object' ? (JSON.stringify(got) ?? 'nothing') : String(got)),
      code: 'user-code',
    });
  return {
    ...proxy,
    requests: (options, context) =>
      call('requests', () => {
        const requests: readonly EvidenceRequest[] = proxy.requests(options, context);
        if (!Array.isArray(requests) || requests.length === 0)
          throw wrong('requests', "a list of requests such as [{ kind: 'cost' }]", requests);
        for (const { kind } of requests)
          if (!evidenceKinds.includes(kind))
            throw unknownName(`${path}: proxy ${proxy.id}`, 'kind of evidence', String(kind), evidenceKinds);
        return requests;
      }),
    score: (evidence, options, context) =>
      call('score', () => {
        const score: Score = proxy.score(evidence, options, context);
        if (typeof score !== 'object' || score === null || typeof score.ok !== 'boolean')
          throw wrong('score', 'scored(value) or undefinedScore(reason)', score);
        if (score.ok ? !Number.isFinite(score.value) : typeof score.reason !== 'string')
          throw wrong('score', 'a finite value, or a reason', score.ok ? score.value : score.reason);
        return score;
      }),
  };
}
