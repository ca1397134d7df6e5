/** Milliseconds after which a thread that is still loading (a space file that computes without an end) is ended anyway. */
const loadTimeoutMs = 5_000;

/**
 * Waits until worker threads have loaded their modules, before they are ended: Node 20 sometimes aborts the whole process when a thread
 * is ended while it loads.
 * @param loaded settles when they have.
 */
export async function hasLoaded(loaded: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([loaded, new Promise((resolve) => (timer = setTimeout(resolve, loadTimeoutMs)))]);
  clearTimeout(timer);
}
