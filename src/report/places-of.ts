/** The places of some architectures among the points of a report; of equal strings the last. A map of all would hold a million entries. */
export function placesOf(archs: readonly string[], wanted: Iterable<string>): ReadonlyMap<string, number> {
  const named = new Set(wanted);
  const places = new Map<string, number>();
  for (const [i, arch] of archs.entries()) if (named.has(arch)) places.set(arch, i);
  return places;
}
