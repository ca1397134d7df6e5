/** Spaces and proxies given as values beside those named by text. */
import { usageError, parameter } from '../core/errors.js';
import { resolveOptions } from '../core/options.js';
import { aggregatesAmong, expandAggregates, requireAggregateAlone, type Aggregate } from '../proxies/aggregates.js';
import { completeProxy, guardProxy } from '../proxies/complete-proxy.js';
import type { Proxy } from '../proxies/types.js';
import { requireDefinition, requireSpace } from '../spaces/define-space/check-space.js';
import type { SearchSpace, SpaceDefinition } from '../spaces/types.js';
import { registry as builtIn } from './built-in.js';
import type { Host } from './host.js';
import type { Registry } from './types.js';

/** A space by its spec (`nas-bench-201:C=4`), or as a value: opened, or as `defineSpace` returns it. */
export type SpaceGiven = string | SearchSpace | SpaceDefinition;

/** A proxy by its spec (`epsilon:batch=256`), or as a value (`defineProxy`), with its options' defaults. */
export type ProxyGiven = string | Proxy;

/** A given space, opened, and its text in plans and journals. */
export interface OpenedSpace {
  readonly text: string;
  readonly space: SearchSpace;
  /** Whether it came as a value. */
  readonly isValue: boolean;
}

/** @throws usage errors for unknown names and options. */
export async function openGivenSpace(given: SpaceGiven, host: Pick<Host, 'openSpace'>): Promise<OpenedSpace> {
  if (typeof given === 'string') return { text: given, space: await host.openSpace(given), isValue: false };
  const space = 'create' in given ? created(given) : given;
  requireSpace(space, `space ${given.id}`);
  return { text: given.id, space, isValue: true };
}

function created(definition: SpaceDefinition): SearchSpace {
  requireDefinition(definition);
  return definition.create(resolveOptions(`space ${definition.id}`, definition.options, {}) as never);
}

const textOf = (proxy: ProxyGiven): string => (typeof proxy === 'string' ? proxy : proxy.id);

/** The texts of proxies; an aggregate is replaced by its parts. @throws a usage error for an aggregate beside other proxies. */
export function proxyTextsOf(given: readonly ProxyGiven[]): string[] {
  const texts = given.map(textOf);
  requireAggregateAlone(texts);
  return [...expandAggregates(texts)];
}

/** Proxies where an aggregate may stand beside others, as a column that is made of the columns of its parts. */
export interface ColumnsAsked {
  /** What is scored: the proxies that are named, and the parts of aggregates. */
  readonly texts: readonly string[];
  /** The aggregates that stand beside others. */
  readonly aggregates: readonly Aggregate[];
  /** Parts that were not named themselves: no combination counts them unless a weight names them. */
  readonly parts: readonly string[];
}

/** @throws a usage error for an aggregate with options. */
export function columnsAsked(given: readonly ProxyGiven[]): ColumnsAsked {
  const named = given.map(textOf);
  const texts = expandAggregates(named);
  if (named.length === 1) return { texts, aggregates: [], parts: [] };
  return { texts, aggregates: aggregatesAmong(named), parts: texts.filter((text) => !named.includes(text)) };
}

/**
 * The registry that also knows the values; undefined if there are none, so that workers can do the work.
 * @throws usage errors for a value that is not a proxy, and for one with the id of a built-in proxy.
 */
export function registryWith(space: OpenedSpace | undefined, proxies: readonly ProxyGiven[]): Registry | undefined {
  const values = proxies.flatMap((proxy, i) =>
    typeof proxy === 'string' || builtIn.proxies.includes(proxy) ? [] : [guarded(proxy, i)],
  );
  if (space?.isValue !== true && values.length === 0) return undefined;
  for (const { id } of values)
    if (builtIn.proxies.some((known) => known.id === id))
      throw usageError(parameter('proxies'), {
        expected: 'an id that no built-in proxy has',
        got: JSON.stringify(id),
        code: 'user-code',
      });
  return {
    openSpace: (spec) => (space !== undefined && spec === space.text ? space.space : builtIn.openSpace(spec)),
    proxies: [...builtIn.proxies, ...values],
  };
}

function guarded(proxy: Proxy, index: number): Proxy {
  const where = `proxies[${index}]`;
  return guardProxy(where, completeProxy(where, proxy));
}
