/** Names separated by commas; if there are many, the last ones as a count. */
export function listNames(names: readonly string[], limit = 30): string {
  if (names.length === 0) return 'none';
  return names.length <= limit ? names.join(', ') : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
}
