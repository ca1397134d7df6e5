/**
 * Who may ask: only this machine's own page. The address must be this server's (a foreign name that resolves to 127.0.0.1 is another origin
 * to the browser: DNS rebinding), a page of another origin is refused, and everything but the page's files needs the token of this start.
 */
import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** Refuses requests to another name, or from another origin. @param port known once the server listens. */
export function sameOrigin(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (host !== `127.0.0.1:${port()}` && host !== `localhost:${port()}`)
      return c.text('host: expected the address that assay studio printed', 403);
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site') ?? 'none';
    if ((origin !== undefined && origin !== `http://${host}`) || !['same-origin', 'none'].includes(site))
      return c.text('origin: expected the page of this studio', 403);
    return await next();
  };
}

/** Refuses requests without the token, in the header or, for streams of events, which have no headers, in the address. */
export function withToken(token: string): MiddlewareHandler {
  const expected = Buffer.from(token);
  return async (c, next) => {
    const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? c.req.query('token') ?? '';
    const bytes = Buffer.from(given);
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected))
      return c.text('token: expected that of the address that assay studio printed', 401);
    return await next();
  };
}

/** What a page of the studio may load and run: its files, and nothing from elsewhere. */
export const pagePolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'";

/** Headers of every answer: the page runs only its scripts, nobody frames it, and no answer is kept. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const headers = {
    'content-security-policy': `${pagePolicy}; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    // With the opener's policy it isolates the page, which may then have threads in WebAssembly.
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
};
