/** The address of a queue or a shared cache, `redis://host:6379`, and what may be shown of it. */
import { isIP } from 'node:net';
import { parameter, usageError } from '../../../core/errors.js';

/** Where a queue is. */
export interface QueueAddress {
  readonly kind: 'redis' | 'postgres';
  /** With credentials: for the driver only. */
  readonly url: string;
  /** Without credentials, for messages. */
  readonly shown: string;
  readonly hasPassword: boolean;
  /** Whether only this machine reaches it. */
  readonly isLocal: boolean;
}

const kinds: { readonly [protocol: string]: QueueAddress['kind'] } = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'valkey:': 'redis',
  'valkeys:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

const expected = 'an address: redis://HOST:6379, rediss://HOST:6380 (TLS) or postgres://HOST/DATABASE';

/**
 * Reads an address. A password may come from the environment, `ASSAY_QUEUE_PASSWORD`, because command lines are seen by all users of a machine.
 * @param name of the parameter.
 * @throws a usage error, which never shows what was given: it may hold a password.
 */
export function readAddress(
  text: string,
  environment: { readonly [name: string]: string | undefined },
  name: 'queue' | 'cache' = 'queue',
): QueueAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw usageError(parameter(name), { expected, got: 'text that is no address', code: 'malformed' });
  }
  const kind = kinds[url.protocol];
  if (kind === undefined)
    throw usageError(parameter(name), { expected, got: `an address of ${url.protocol}//`, code: 'unsupported' });
  if (url.hostname === '' && url.searchParams.get('host') === null)
    throw usageError(parameter(name), { expected, got: 'an address without a host', code: 'malformed' });
  if (kind === 'redis' && !/^\/?\d{0,4}$/.test(url.pathname))
    throw usageError(parameter(name), {
      expected: 'the number of a database: redis://HOST:6379/0',
      got: 'a path that is no number',
      code: 'malformed',
    });
  const password = environment['ASSAY_QUEUE_PASSWORD'];
  if (url.password === '' && password !== undefined) url.password = encodeURIComponent(password);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const shown = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  return {
    kind,
    url: url.href.replace(/^valkey/, 'redis'),
    shown,
    hasPassword: url.password !== '' || url.searchParams.has('password'),
    isLocal: isLoopback(host),
  };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1' || host === '') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
