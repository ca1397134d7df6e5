/** An exported site for use without its host: the browser keeps its files, and where it cannot, the page says so. */
import { signal } from '@preact/signals';

/** Why the site will not open offline; undefined while it will, or while that is not known. */
export const cannotKeep = signal<string | undefined>(undefined);

const line = 'This browser could not keep the site, so that it opens online only: is its storage full?';

/** Has the files kept. */
export async function keepSite(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const { installing } = await navigator.serviceWorker.register('./sw.js');
    let before = installing?.state;
    installing?.addEventListener('statechange', () => {
      // Later it is redundant because a new export replaces it.
      if (before === 'installing' && installing.state === 'redundant') cannotKeep.value = line;
      before = installing.state;
    });
  } catch {
    cannotKeep.value = line;
  }
}
