/** Tells the user of a queue each line once. */
export function createNotices(shown: string, onNotice: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (said.has(line)) return;
    said.add(line);
    onNotice(`queue ${shown}: ${line}`);
  };
}
