/** The category of a file below src; undefined if it has none. */
export function categoryOf(below: string): string | undefined;
