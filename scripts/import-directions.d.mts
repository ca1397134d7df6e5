/** What each folder may import; after `|`, what it may import types from. */
export const importDirections: { readonly [folder: string]: string };
/** The linter's configuration with its direction rules written from the table. */
export function withDirections(config: unknown): unknown;
