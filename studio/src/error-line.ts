/** What went wrong as one line for the user. */
export function errorLine(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
