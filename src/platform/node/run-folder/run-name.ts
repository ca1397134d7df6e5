/** The name of a new run's folder, `nas-bench-201-20261129-101500`, with a number where that is taken. */
export function runName(id: string, isFree: (name: string) => boolean): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  for (let i = 1; ; i++) {
    const name = i === 1 ? `${id}-${stamp}` : `${id}-${stamp}-${i}`;
    if (isFree(name)) return name;
  }
}
