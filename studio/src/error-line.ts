/** What went wrong as one line for the user. */
export function errorLine(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message without its place, which the field is. */
export function withoutPlace(message: string): string {
  return message.replace(/^\w+: /, '');
}
