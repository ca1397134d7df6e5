/** One turn of the event loop, in which a page is drawn, messages arrive and signals are handled. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}
