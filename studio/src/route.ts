/** The address: `#runs/name?over=other` is the screen `runs`, its path `name`, and further parameters. */
import { signal } from '@preact/signals';

/** Where the user is. */
export interface Route {
  readonly screen: string;
  /** What follows the screen, decoded; empty for the screen itself. */
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/** An address's fragment as a route; the first screen for an empty one. */
export function parseRoute(hash: string): Route {
  const [place = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [screen = '', ...path] = place.split('/');
  return { screen: screen === '' ? 'runs' : screen, path: decodeText(path.join('/')), parameters: new URLSearchParams(query) };
}

/** A route as the address's fragment. */
export function routeHash(screen: string, path = '', parameters: { readonly [name: string]: string } = {}): string {
  const query = new URLSearchParams(parameters).toString();
  return `#${screen}${path === '' ? '' : `/${path.split('/').map(encodeURIComponent).join('/')}`}${query === '' ? '' : `?${query}`}`;
}

/** The route now; changes with the address. */
export const route = signal<Route>(parseRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash);
});

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
