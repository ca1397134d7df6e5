/** The page's side of `assay studio`: requests with the token of this start, and the stream of events. */
import { signal } from '@preact/signals';

const kept = 'assay-token';
/** The token of this page's address. */
let given = '';

/** Whether this page was exported: there is no server, and what needs one is not shown. */
export const isStaticSite = document.documentElement.dataset['site'] === 'static';

/** What is wrong with the connection, for the user; undefined while all is well. */
export const connection = signal<string | undefined>(undefined);

/** Takes the token out of the address (`#token=…`), so that neither history nor a screenshot holds it; it is kept for this tab. */
export function takeToken(): void {
  const found = /^#token=([\w-]+)(?:&to=(.*))?$/.exec(location.hash);
  if (found === null) return;
  [, given = ''] = found;
  try {
    sessionStorage.setItem(kept, given);
  } catch {
    // A browser that is full, or keeps nothing: the token lasts until the page is loaded again.
  }
  history.replaceState(null, '', `#${found[2] ?? 'runs'}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

function token(): string {
  try {
    return sessionStorage.getItem(kept) ?? given;
  } catch {
    return given;
  }
}

/** An answer of the server that is a refusal: its line, for the user. */
export class Refusal extends Error {}

const noToken = 'This tab has no token: open the address that assay studio printed in the terminal.';
const noServer = 'The studio’s server does not answer: was it stopped? Start assay studio again, and open the address it prints.';

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token()}` } });
  } catch {
    connection.value = noServer;
    throw new Refusal(noServer);
  }
  if (response.ok) {
    connection.value = undefined;
    return response;
  }
  if (response.status === 401) connection.value = noToken;
  throw new Refusal(response.status === 401 ? noToken : await response.text());
}

/** Asks for something. @throws `Refusal` with the server's line. */
export async function ask<T>(path: string): Promise<T> {
  return (await (await request(path)).json()) as T;
}

/** An address of the server that a worker can import: with the token, which a module's request has no header for. */
export function moduleAddress(path: string): string {
  const address = new URL(path, location.href);
  if (!isStaticSite) address.searchParams.set('token', token());
  return address.href;
}

/** The text of a file from a byte on; what it holds now is not what it holds later. */
export async function askText(path: string): Promise<string> {
  return await (await request(path)).text();
}

/** Has something done. @throws `Refusal` with the server's line. */
export async function tell<T>(path: string, body: unknown = {}): Promise<T> {
  const response = await request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return (await response.json()) as T;
}

/**
 * Listens to the server; the browser connects again by itself.
 * @returns how to stop listening.
 */
export function listen<T>(path: string, onEvent: (event: T) => void): () => void {
  const source = new EventSource(`/api/${path}?token=${encodeURIComponent(token())}`);
  source.addEventListener('message', ({ data }) => {
    connection.value = undefined;
    onEvent(JSON.parse(data as string) as T);
  });
  source.addEventListener('error', () => {
    connection.value = token() === '' ? noToken : noServer;
  });
  return () => source.close();
}
