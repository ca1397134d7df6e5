/** The places of some architectures among the points of a report; of equal strings the last. A map of all would hold a million entries. */
export function placesOf(archs: Iterable<string>, wanted: Iterable<string>): ReadonlyMap<string, number> {
  const named = new Set(wanted);
  const places = new Map<string, number>();
  let place = 0;
  for (const arch of archs) {
    if (named.has(arch)) places.set(arch, place);
    place++;
  }
  return places;
}
